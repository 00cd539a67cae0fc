import { readDateTime } from "../text/DateTime.ts"
import { isFilled, readJsonObject } from "../text/JsonObject.ts"

/**
 * The sign-in to IAM Identity Center, as the AWS CLI keeps it in a file: `~/.aws/sso/cache/`, the SHA-1 of the session's
 * name (of the start URL, where the profile names no session), `.json`.
 *
 * Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider"; botocore, `SSOTokenProvider`.
 */
export interface SsoToken {
  readonly accessToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** By what it is renewed without a person, where it can be. */
  readonly renewal: SsoRenewal | undefined
  /** The file as a whole, whose other fields are kept when it is written anew. */
  readonly document: { readonly [name: string]: unknown }
}

export interface SsoRenewal {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

const timeOf = (value: unknown): number | undefined => (isFilled(value) ? readDateTime(value) : undefined)

const renewalOf = (
  { clientId, clientSecret, refreshToken, registrationExpiresAt }: SsoToken["document"],
  now: number
): SsoRenewal | undefined =>
  isFilled(clientId) &&
  isFilled(clientSecret) &&
  isFilled(refreshToken) &&
  // One that has no end by this file may have ended; to ask is to know.
  (registrationExpiresAt === undefined || (timeOf(registrationExpiresAt) ?? 0) > now)
    ? { clientId, clientSecret, refreshToken }
    : undefined

/**
 * The sign-in in a file's text; `undefined` where there is none, as while another program writes it.
 *
 * @param now milliseconds since the epoch
 */
export const readSsoToken = (text: string, now: number): SsoToken | undefined => {
  const fields = readJsonObject(text)
  if (fields === undefined) return undefined
  const expiresAt = timeOf(fields.expiresAt)
  // A header carries it, so that one with a break or a blank in it was not written by a sign-in.
  return isFilled(fields.accessToken) && !/[^\x20-\x7e]|^ | $/.test(fields.accessToken) && expiresAt !== undefined
    ? { accessToken: fields.accessToken, expiresAt, renewal: renewalOf(fields, now), document: fields }
    : undefined
}

/** What the service answered to a renewal. */
export interface RenewedSsoToken {
  readonly accessToken: string
  readonly expiresAt: number
  /** None where the one before holds on. */
  readonly refreshToken: string | undefined
}

/** The file's text after a renewal, in the form that the AWS CLI reads. */
export const writeSsoToken = (before: SsoToken, { accessToken, expiresAt, refreshToken }: RenewedSsoToken): string =>
  JSON.stringify({
    ...before.document,
    accessToken,
    expiresAt: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
    ...(refreshToken === undefined ? {} : { refreshToken })
  })
