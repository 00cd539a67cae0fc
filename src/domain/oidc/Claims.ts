import * as Redacted from "effect/Redacted"
import { readJsonObject } from "../text/JsonObject.ts"

/** What an identity token says of itself, not believed by anybody yet. Its claims are no secret; its signature is. */
export interface Claims {
  /** The provider's URL, with `https://`. */
  readonly issuer: string
  readonly subject: string
  /** As AWS compares it with `…:aud`: `azp` where the token has one (Google), else `aud`. */
  readonly audience: string
  /** Everyone whom the token names as an audience. */
  readonly audiences: ReadonlyArray<string>
  /** Milliseconds since the epoch. */
  readonly issuedAt: number | undefined
  readonly expiresAt: number | undefined
  /** Every claim, as it stands in the token. */
  readonly all: { readonly [name: string]: unknown }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

const texts = (value: unknown): ReadonlyArray<string> =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string")

/** The end of the year 9999: a number beyond it is no time that anybody means, and no calendar shows it. */
const latest = 253_402_300_799

/** Seconds since the epoch as a claim has them. Source: RFC 7519, "NumericDate". */
const time = (value: unknown): number | undefined =>
  typeof value === "number" && Math.abs(value) <= latest ? value * 1000 : undefined

const decoded = (part: string): { readonly [name: string]: unknown } | undefined => {
  // No number of whole bytes has such a length, and `atob` fails at it.
  if (!/^[\w-]+$/.test(part) || part.length % 4 === 1) return undefined
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0))
  return readJsonObject(new TextDecoder().decode(bytes))
}

/**
 * The claims of a JSON Web Token; `undefined` for a text that is none.
 *
 * Source: RFC 7519; IAM User Guide, "Available keys for AWS OIDC federation", for what AWS compares.
 */
export const readClaims = (token: Redacted.Redacted<string>): Claims | undefined => {
  const parts = Redacted.value(token).split(".")
  const [header, payload] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined) return undefined
  const all = decoded(header) === undefined ? undefined : decoded(payload)
  if (all === undefined) return undefined
  const audiences = texts(all.aud)
  return {
    issuer: text(all.iss),
    subject: text(all.sub),
    audience: text(all.azp) || (audiences[0] ?? ""),
    audiences,
    issuedAt: time(all.iat),
    expiresAt: time(all.exp),
    all
  }
}
