import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { IdentityTokenFields, TokenPlace } from "../domain/oidc/TokenPlace.ts"

/** What is asked of the place. */
export interface TokenRequest extends Pick<IdentityTokenFields, "audience"> {
  /** Session tags that the token is to carry, where the place can do that. */
  readonly tags?: { readonly [key: string]: string } | undefined
  /** The keys of those tags that a next role in the chain inherits. */
  readonly transitiveTagKeys?: ReadonlyArray<string> | undefined
}

/** A token as the place gives it. */
export interface IssuedToken {
  /** The token itself, a JWT: whoever has it is the job until it ends. */
  readonly token: Redacted.Redacted<string>
  /** When it ends, in milliseconds since the epoch; `undefined` where it does not say. */
  readonly expiresAt: number | undefined
}

/**
 * Why a place gives no token.
 *
 * - `absent`: it offers none.
 * - `refused`: it does not allow it to this job.
 * - `expired`: it can give only one that has ended.
 * - `unanswered`: no answer, or one of a server that fails.
 * - `invalid`: what it gives is no such token.
 */
export type IdentityTokenErrorKind = "absent" | "refused" | "expired" | "unanswered" | "invalid"

/** The port's own error. `detail` is what was expected and found, `next` what to do; neither holds a secret. */
export class IdentityTokenError extends Data.Error<{
  /** What the failure means for the ask. */
  readonly kind: IdentityTokenErrorKind
  /** Who was asked, as in `TokenPlace`. */
  readonly by: string
  /** What was expected, and what came instead. */
  readonly detail: string
  /** What to do, in the vendor's own terms. */
  readonly next: string
  /** When the token ended, in milliseconds since the epoch. */
  readonly expiredAt?: number
  /** The error beneath, where there is one. */
  readonly cause?: unknown
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "IdentityTokenError"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "IdentityTokenError"
  }
  /** Who was asked, what came instead, and what to do. */
  override get message(): string {
    return `${this.by}: ${this.detail} ${this.next}`.trimEnd()
  }
}

/** What marks a value as an implementation of this port: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/IdentityToken"

/** The port to the token by which the place tells who this job is (OpenID Connect). */
export interface IdentityToken {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /** What is known of the token without a request. */
  readonly place: (settings: IdentityTokenFields) => Effect.Effect<TokenPlace>
  /** A token, minted anew where the place can do that. */
  readonly token: (
    settings: IdentityTokenFields,
    request: TokenRequest
  ) => Effect.Effect<IssuedToken, IdentityTokenError>
}

/** The tag of the port to the job's own token. */
export const IdentityToken: Context.Service<IdentityToken, IdentityToken> = Context.Service<IdentityToken>(
  "effect-boto-ses/IdentityToken"
)

/** An implementation of the port, for a layer of one's own. */
export const make = (operations: Omit<IdentityToken, typeof TypeId>): IdentityToken => ({
  [TypeId]: TypeId,
  ...operations
})

const absent = {
  by: "this program",
  next: "Provide another IdentityToken layer, or take oidcRoleArn out of the configuration."
}

/** No token at all, for programs that are to take none. */
export const layerNone: Layer.Layer<IdentityToken> = Layer.succeed(IdentityToken)(
  make({
    place: () => Effect.succeed({ _tag: "NotOffered", ...absent }),
    token: () => Effect.fail(new IdentityTokenError({ kind: "absent", detail: "It has none.", ...absent }))
  })
)
