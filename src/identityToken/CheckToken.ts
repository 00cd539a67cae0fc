import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Claims } from "../domain/oidc/Claims.ts"
import type { IdentityTokenError, IssuedToken } from "../services/IdentityToken.ts"
import { type Asked, claimsOf, type Failing, moment, quoted } from "./Place.ts"

export interface Expected {
  /** For whom it must be; `undefined` where nobody says so. */
  readonly audience: string | undefined
  /** Who says for whom it is, where the asker does not. */
  readonly decides?: string
  /** Whether it was there before it was asked for, so that it may have ended. */
  readonly fixed: boolean
  readonly next: string
}

const quote = (text: string): string => `"${quoted(text)}"`

const wrongAudience = (
  claims: Claims,
  { audience, decides }: Expected,
  fail: Failing
): IdentityTokenError | undefined => {
  if (audience === undefined || claims.audience === audience || claims.audiences.includes(audience)) return undefined
  const found = claims.audiences.map(quote).join(", ") || "nobody"
  const first = claims.audiences[0]
  return fail(
    "invalid",
    `its token is for ${found}, and was to be for ${quote(audience)}.`,
    decides === undefined
      ? "Ask for an audience that it may give."
      : `Change it where it is decided (${decides}), or let identityToken.audience and the provider in IAM be ${first === undefined ? "its own" : quote(first)}.`
  )
}

const record = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null ? { ...value } : {}

const texts = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [value])

/** Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity". */
const wrongTags = (claims: Claims, { tags = {}, transitiveTagKeys = [] }: Asked, fail: Failing) => {
  const carried = record(claims.all["https://aws.amazon.com/tags"])
  const principal = record(carried.principal_tags)
  const lacking = Object.entries(tags).filter(([key, value]) => !texts(principal[key]).includes(value))
  const kept = texts(carried.transitive_tag_keys)
  const passing = transitiveTagKeys.filter((key) => !kept.includes(key))
  if (lacking.length === 0 && passing.length === 0) return undefined
  const differing = lacking.flatMap(([key, value]) => {
    const [own] = texts(principal[key])
    return typeof own !== "string" || own === ""
      ? []
      : [` ${quote(key)} is ${quote(own)} in it, and ${quote(value)} was asked.`]
  })
  const names = [...lacking.map(([key]) => quote(key)), ...passing.map((key) => `${quote(key)} as a transitive one`)]
  return fail(
    "invalid",
    `its token lacks session tags that were asked for: ${names.join(", ")}.${differing.join("")}`,
    "It carries only its own claims, with their own values. Ask for tags by the names of claims, or for none."
  )
}

/** Takes a text for a token where it is one that serves. */
export const checkToken: (
  text: string,
  asked: Asked,
  expected: Expected,
  fail: Failing
) => Effect.Effect<IssuedToken, IdentityTokenError> = Effect.fnUntraced(function* (text, asked, expected, fail) {
  const token = text.trim()
  const claims = claimsOf(token)
  if (claims === undefined) {
    return yield* fail("invalid", "what it gives is no JSON Web Token.", expected.next)
  }
  const { expiresAt } = claims
  if (expected.fixed && expiresAt !== undefined && expiresAt <= (yield* Clock.currentTimeMillis)) {
    return yield* fail(
      "expired",
      `it ended at ${moment(expiresAt)}, and there is no other.`,
      "Do earlier in the job what needs AWS, or split the job: each one gets a token of its own.",
      { expiredAt: expiresAt }
    )
  }
  const problem = wrongAudience(claims, expected, fail) ?? wrongTags(claims, asked, fail)
  if (problem !== undefined) return yield* problem
  return { token: Redacted.make(token, { label: "identity token" }), expiresAt }
})
