/**
 * The OpenID Connect providers that a local AWS knows: one signing key serves
 * all issuers, and a token is a JSON Web Token (RFC 7519) signed with ES256.
 * WebCrypto does the signing, since all three runtimes have the same one.
 */
import { Buffer } from "node:buffer"
import { webcrypto } from "node:crypto"
import * as Effect from "effect/Effect"
import { type AwsError, expiredIdentityToken, invalidIdentityToken } from "./AwsError.ts"
import { token as randomToken } from "./Ids.ts"

/** The claims that STS reads. */
export interface WebIdentity {
  /** Without its scheme. */
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly tags: { readonly [key: string]: string }
  readonly transitiveTagKeys: ReadonlyArray<string>
  readonly sourceIdentity: string | undefined
}

/** What a token is minted from. */
export interface MintClaims extends WebIdentity {
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** A token that has been read. */
export interface ParsedToken {
  readonly identity: WebIdentity
  readonly parts: ReadonlyArray<string>
  /** Whether its header names this server's key. */
  readonly ours: boolean
  /** Seconds since 1970. */
  readonly expiresAt: number
}

const signing = { name: "ECDSA", hash: "SHA-256" }
// Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity" and "Monitor and control actions taken with assumed roles".
const tagsClaim = "https://aws.amazon.com/tags"
const sourceIdentityClaim = "https://aws.amazon.com/source_identity"

const notJwt = invalidIdentityToken(
  "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)
const unverifiable = invalidIdentityToken(
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
)
// AWS publishes no wording for this one; its code is what counts.
const badSignature = invalidIdentityToken("Provided Token signature is invalid.")

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

/** The signing key of one server, made when the first token is. */
export class IdentityProvider {
  readonly #keyId = randomToken(9)
  #keys: Promise<webcrypto.CryptoKeyPair> | undefined

  #pair(): Promise<webcrypto.CryptoKeyPair> {
    this.#keys ??= webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])
    return this.#keys
  }

  /** A signed token. */
  mint(claims: MintClaims): Effect.Effect<string> {
    const header = encode({ alg: "ES256", typ: "JWT", kid: this.#keyId })
    const payload = encode({
      iss: `https://${claims.issuer}`,
      sub: claims.subject,
      aud: claims.audience,
      iat: claims.issuedAt,
      exp: claims.expiresAt,
      ...(claims.sourceIdentity === undefined ? {} : { [sourceIdentityClaim]: claims.sourceIdentity }),
      ...(Object.keys(claims.tags).length === 0
        ? {}
        : {
            [tagsClaim]: {
              principal_tags: Object.fromEntries(Object.entries(claims.tags).map(([key, value]) => [key, [value]])),
              transitive_tag_keys: claims.transitiveTagKeys
            }
          })
    })
    return Effect.promise(async () => {
      const { privateKey } = await this.#pair()
      const signature = await webcrypto.subtle.sign(signing, privateKey, Buffer.from(`${header}.${payload}`))
      return `${header}.${payload}.${Buffer.from(signature).toString("base64url")}`
    })
  }

  /** The claims of a token, not yet believed. */
  parse(token: string): Effect.Effect<ParsedToken, AwsError> {
    const parts = token.split(".")
    const [header, claims] = [decode(parts[0]), decode(parts[1])]
    if (parts.length !== 3 || header === undefined || claims === undefined) return Effect.fail(notJwt)
    const { iss, sub, aud, exp } = claims
    const audience = typeof aud === "string" ? aud : strings(aud)[0]
    if (typeof iss !== "string" || typeof sub !== "string" || typeof exp !== "number" || audience === undefined) {
      return Effect.fail(notJwt)
    }
    const sourceIdentity = claims[sourceIdentityClaim]
    return Effect.succeed({
      parts,
      ours: header.alg === "ES256" && header.kid === this.#keyId,
      expiresAt: exp,
      identity: {
        issuer: withoutScheme(iss),
        subject: sub,
        audience,
        ...readTags(claims),
        sourceIdentity: typeof sourceIdentity === "string" ? sourceIdentity : undefined
      }
    })
  }

  /** Checks the signature and the expiry of a token; `now` in seconds. */
  verify(token: ParsedToken, now: number): Effect.Effect<WebIdentity, AwsError> {
    if (!token.ours) return Effect.fail(unverifiable)
    return Effect.flatMap(this.#isSigned(token.parts), (signed) => {
      if (!signed) return Effect.fail(badSignature)
      if (token.expiresAt <= now) return Effect.fail(expiredIdentityToken(now, token.expiresAt))
      return Effect.succeed(token.identity)
    })
  }

  #isSigned([header, payload, signature]: ReadonlyArray<string>): Effect.Effect<boolean> {
    return Effect.promise(async () => {
      const { publicKey } = await this.#pair()
      const signed = Buffer.from(`${header}.${payload}`)
      return webcrypto.subtle.verify(signing, publicKey, Buffer.from(signature ?? "", "base64url"), signed)
    })
  }
}
