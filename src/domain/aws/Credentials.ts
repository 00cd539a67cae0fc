import * as Redacted from "effect/Redacted"

/**
 * AWS credentials. The secrets are `Redacted`, so that printing, logging or serialising the value shows none.
 */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted<string>
  /** Absent for the long-lived keys of an IAM user. */
  readonly sessionToken: Redacted.Redacted<string> | undefined
  /** Milliseconds since the epoch; `undefined` where there is no expiry, or none is known. */
  readonly expiresAt: number | undefined
}

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
