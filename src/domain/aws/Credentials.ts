import * as Redacted from "effect/Redacted"

/**
 * AWS credentials. The secrets are `Redacted`, so that printing, logging or serialising the value shows none.
 */
export interface Credentials {
  /** `AKIA…` for an IAM user's long-lived key, `ASIA…` for a session's. It is no secret. */
  readonly accessKeyId: string
  /** What signs requests; it is never sent. */
  readonly secretAccessKey: Redacted.Redacted<string>
  /** Absent for the long-lived keys of an IAM user. */
  readonly sessionToken: Redacted.Redacted<string> | undefined
  /** Milliseconds since the epoch; `undefined` where there is no expiry, or none is known. */
  readonly expiresAt: number | undefined
}

/** The parts of credentials as they are written. */
export interface WrittenKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** What a header does not carry whole: breaks, what is not ASCII, and blanks around. No key's id and no token has it. */
const unfitInHeader = /[^\x20-\x7e]|^ | $/

/** What no secret key has either, and a paste brings along. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const control = /[\u0000-\u001f\u007f]/

/**
 * The part of credentials that cannot be right by its characters, such as a line break at its end: HTTP refuses it, or
 * AWS takes the signature for wrong, and neither says which part it is.
 */
export const unfitPart = ({
  accessKeyId,
  secretAccessKey,
  sessionToken = ""
}: WrittenKeys): keyof WrittenKeys | undefined =>
  unfitInHeader.test(accessKeyId)
    ? "accessKeyId"
    : control.test(secretAccessKey)
      ? "secretAccessKey"
      : unfitInHeader.test(sessionToken)
        ? "sessionToken"
        : undefined

/** Why a part is unfit, in words that go on from where it is written: never the value, which may be a secret. */
export const unfitWords: string =
  "has a character that no key or token has: a line break, a blank at an end or the like. Write it anew, without what surrounds it."

export const makeCredentials = (fields: {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly expiresAt?: number | undefined
}): Credentials => ({
  accessKeyId: fields.accessKeyId,
  secretAccessKey: Redacted.make(fields.secretAccessKey, { label: "secretAccessKey" }),
  sessionToken:
    fields.sessionToken === undefined ? undefined : Redacted.make(fields.sessionToken, { label: "sessionToken" }),
  expiresAt: fields.expiresAt
})

/** An instant as RFC 3339 in UTC without fractions, which every SDK reads. Rounded down, so never later than it is. */
export const rfc3339 = (epochMillis: number): string => `${new Date(epochMillis).toISOString().slice(0, 19)}Z`
