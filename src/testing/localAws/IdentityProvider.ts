/**
 * The OpenID Connect providers that a local AWS knows: its keys serve all issuers, and a token is a JSON Web Token
 * (RFC 7519).
 */
import { Buffer } from "node:buffer"
import * as Effect from "effect/Effect"
import { AwsError, expiredIdentityToken, invalidIdentityToken } from "./AwsError.ts"
import type { Denial } from "./JudgeTrust.ts"
import { type SigningAlgorithm, SigningKeys } from "./SigningKeys.ts"

/** The claims that STS reads. */
export interface WebIdentity {
  /** As IAM names its provider: without `https://`. */
  readonly issuer: string
  readonly subject: string
  /** Everyone whom the token is for. */
  readonly audiences: ReadonlyArray<string>
  /** The client that the token was given to, where it says so: STS takes it for the audience. */
  readonly authorizedParty: string | undefined
  readonly tags: { readonly [key: string]: string }
  readonly transitiveTagKeys: ReadonlyArray<string>
  readonly sourceIdentity: string | undefined
  /** Every claim that a condition may ask for, by its name. */
  readonly claims: ReadonlyMap<string, ReadonlyArray<string>>
}

/** What a token is minted from. */
export interface MintClaims extends Omit<WebIdentity, "authorizedParty" | "claims"> {
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** More claims, or others in the place of these. */
  readonly more: Json
  readonly algorithm: SigningAlgorithm
}

/** A token that has been read. */
export interface ParsedToken {
  readonly identity: WebIdentity
  readonly parts: ReadonlyArray<string>
  readonly keyId: unknown
  readonly algorithm: unknown
  /** Seconds since 1970. */
  readonly expiresAt: number
  readonly notBefore: number | undefined
}

// Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity" and "Monitor and control actions taken with assumed roles".
const tagsClaim = "https://aws.amazon.com/tags"
const sourceIdentityClaim = "https://aws.amazon.com/source_identity"

/** A refusal with what is at fault, for the log alone. */
export const because = ({ code, message, status }: AwsError, at: string, detail: string): AwsError =>
  new AwsError({ code, message, status, denial: { at: [at], detail } satisfies Denial })

const notJwt = invalidIdentityToken(
  "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)
const unverifiable = invalidIdentityToken(
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
)
// AWS publishes no wording for these two; their code is what counts.
const badSignature = invalidIdentityToken("Provided Token signature is invalid.")
const notYetValid = invalidIdentityToken("The ID Token provided is not valid yet.")

type Json = { readonly [key: string]: unknown }

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const decode = (text: string | undefined): Json | undefined => {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** The claims that can be compared: texts, numbers and truth values, and lists of them. */
const comparable = (claims: Json): WebIdentity["claims"] =>
  new Map(
    Object.entries(claims).flatMap(([name, value]): ReadonlyArray<[string, ReadonlyArray<string>]> => {
      const items: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
      return items.every((item) => typeof item === "string" || typeof item === "number" || typeof item === "boolean")
        ? [[name, items.map(String)]]
        : []
    })
  )

const strings = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : []

const readTags = (claims: Json): Pick<WebIdentity, "tags" | "transitiveTagKeys"> => {
  const claim = claims[tagsClaim]
  const given = isRecord(claim) ? claim : {}
  const principalTags = isRecord(given.principal_tags) ? given.principal_tags : {}
  return {
    tags: Object.fromEntries(Object.entries(principalTags).map(([key, values]) => [key, strings(values)[0] ?? ""])),
    transitiveTagKeys: strings(given.transitive_tag_keys)
  }
}

/** The issuer as IAM names a provider. */
export const withoutScheme = (issuer: string): string => issuer.replace(/^https:\/\//, "")

/** The identity providers of one server. */
export class IdentityProvider {
  readonly keys: SigningKeys = new SigningKeys()

  /** A signed token. */
  mint(claims: MintClaims): Effect.Effect<string> {
    const key = this.keys.of(claims.algorithm)
    const [audience] = claims.audiences
    const header = encode({ alg: claims.algorithm, typ: "JWT", kid: key.keyId })
    const payload = encode({
      iss: `https://${claims.issuer}`,
      sub: claims.subject,
      aud: claims.audiences.length === 1 ? audience : claims.audiences,
      iat: claims.issuedAt,
      exp: claims.expiresAt,
      ...(claims.sourceIdentity === undefined ? {} : { [sourceIdentityClaim]: claims.sourceIdentity }),
      ...(Object.keys(claims.tags).length === 0
        ? {}
        : {
            [tagsClaim]: {
              principal_tags: Object.fromEntries(Object.entries(claims.tags).map(([name, value]) => [name, [value]])),
              transitive_tag_keys: claims.transitiveTagKeys
            }
          }),
      ...claims.more
    })
    return Effect.promise(async () => `${header}.${payload}.${await key.sign(`${header}.${payload}`)}`)
  }

  /** The claims of a token, not yet believed. */
  parse(token: string): Effect.Effect<ParsedToken, AwsError> {
    const parts = token.split(".")
    const [header, claims] = [decode(parts[0]), decode(parts[1])]
    if (parts.length !== 3 || header === undefined || claims === undefined) {
      return Effect.fail(because(notJwt, "token", "It is no JSON Web Token of three parts."))
    }
    const { iss, sub, aud, exp, nbf, azp } = claims
    const audiences = typeof aud === "string" ? [aud] : strings(aud)
    const missing = Object.entries({ iss, sub, exp, aud: audiences[0] }).find(([, value]) => value === undefined)
    if (missing !== undefined) return Effect.fail(because(notJwt, missing[0], "The token has no such claim."))
    if (typeof iss !== "string" || typeof sub !== "string" || typeof exp !== "number") {
      return Effect.fail(because(notJwt, "token", "iss and sub must be texts, and exp a number."))
    }
    const sourceIdentity = claims[sourceIdentityClaim]
    return Effect.succeed({
      parts,
      keyId: header.kid,
      algorithm: header.alg,
      expiresAt: exp,
      notBefore: typeof nbf === "number" ? nbf : undefined,
      identity: {
        issuer: withoutScheme(iss),
        subject: sub,
        audiences,
        authorizedParty: typeof azp === "string" && azp !== "" ? azp : undefined,
        ...readTags(claims),
        sourceIdentity: typeof sourceIdentity === "string" ? sourceIdentity : undefined,
        claims: comparable(claims)
      }
    })
  }

  /** Checks the signature and the life of a token; `now` in seconds. */
  verify(token: ParsedToken, now: number): Effect.Effect<WebIdentity, AwsError> {
    const key = this.keys.find(token.keyId, token.algorithm)
    if (key === undefined) {
      return Effect.fail(because(unverifiable, "kid", "The issuer has no key of this id and algorithm."))
    }
    const [header, payload, signature = ""] = token.parts
    return Effect.flatMap(
      Effect.promise(() => key.verify(`${header}.${payload}`, signature)),
      (signed) => {
        if (!signed) return Effect.fail(because(badSignature, "signature", "It is not the issuer's."))
        if (token.expiresAt <= now) {
          return Effect.fail(
            because(
              expiredIdentityToken(now, token.expiresAt),
              "exp",
              `It ended at ${token.expiresAt}, and it is ${now}.`
            )
          )
        }
        if (token.notBefore !== undefined && token.notBefore > now) {
          return Effect.fail(because(notYetValid, "nbf", `It begins at ${token.notBefore}, and it is ${now}.`))
        }
        return Effect.succeed(token.identity)
      }
    )
  }
}
