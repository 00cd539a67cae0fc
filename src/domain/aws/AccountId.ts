import * as Schema from "effect/Schema"
import { patternText } from "../text/PatternText.ts"

/**
 * An AWS account id: twelve digits, kept as a string since it may begin with zeros.
 *
 * Source: AWS Account Management, "View AWS account identifiers".
 */
export const AccountId: Schema.String = patternText(/^\d{12}$/u, "an AWS account id (12 digits, in quotes)")

export const isAccountId: (value: unknown) => value is string = Schema.is(AccountId)

/**
 * The form of an account id that is safe to show: `12********12`, as the Python original prints it.
 */
export const maskAccountId = (accountId: string): string =>
  accountId.length <= 4 ? "*".repeat(accountId.length) : `${accountId.slice(0, 2)}********${accountId.slice(-2)}`

/** `text` with the account ids in it masked: ARNs, messages. */
export const maskAccountIds = (text: string): string => text.replace(/(?<!\d)\d{12}(?!\d)/g, maskAccountId)
