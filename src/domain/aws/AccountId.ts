import { isText, patternText, type TextForm } from "../text/Form.ts"

/**
 * An AWS account id: twelve digits, kept as a string since it may begin with zeros.
 *
 * Source: AWS Account Management, "View AWS account identifiers".
 */
export const AccountId: TextForm = patternText(/^\d{12}$/u, "an AWS account id (12 digits, in quotes)")

export const isAccountId = (value: unknown): value is string => isText(AccountId, value)

/**
 * The form of an account id that is safe to show: `12********12`, as the Python original prints it.
 */
export const maskAccountId = (accountId: string): string =>
  accountId.length <= 4 ? "*".repeat(accountId.length) : `${accountId.slice(0, 2)}********${accountId.slice(-2)}`

const accountIds = /(?<!\d)\d{12}(?!\d)/g

/**
 * `text` with the account ids in its ARNs masked and no others: for what holds a command with a profile's name, which may
 * be an account id and is to be run as it stands.
 */
export const maskArns = (text: string): string =>
  text.replace(
    /(\barn:[\w-]+:[\w-]*:[\w-]*:)(\d{12})(?!\d)/g,
    (_, before: string, id: string) => before + maskAccountId(id)
  )

/** `text` with its account ids masked, but for those that stand in names that a reader is to copy: of ARNs none. */
export const maskAround = (text: string, names: ReadonlyArray<string>): string => {
  const kept = new Set(names.flatMap((name) => name.match(accountIds) ?? []))
  return maskArns(text).replace(accountIds, (id) => (kept.has(id) ? id : maskAccountId(id)))
}

/** `text` with the account ids in it masked: ARNs, messages. */
export const maskAccountIds = (text: string): string => text.replace(accountIds, maskAccountId)
