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

/** `text` with the account ids in it masked: ARNs, messages. */
export const maskAccountIds = (text: string): string => text.replace(/(?<!\d)\d{12}(?!\d)/g, maskAccountId)
