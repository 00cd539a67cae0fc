import * as Effect from "effect/Effect"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { type Claims, readClaims } from "../../../domain/oidc/Claims.ts"
import type { TokenNotOffered } from "../../../domain/oidc/TokenPlace.ts"
import { tokenError } from "../../../factory/credentials/TokenFailure.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { IdentityToken } from "../../../services/IdentityToken.ts"

/** The token of the job that this runs in. */
export interface TokenAtHand {
  readonly _tag: "AtHand"
  readonly claims: Claims | undefined
  /** Whether session tags can be asked for in the request for it. */
  readonly tags: boolean
}

/** The claims of the job's own token, or who offers none here. */
export const claimsAtHand: (
  target: string,
  role: string,
  audience: string | undefined
) => Effect.Effect<TokenAtHand | TokenNotOffered, BotoSesError, EnvConfig | IdentityToken> = Effect.fnUntraced(
  function* (target, role, audience) {
    const { entries } = yield* EnvConfig
    const port = yield* IdentityToken
    const settings = entries.identityToken ?? {}
    const place = yield* port.place(settings)
    if (place._tag === "NotOffered") return place
    const { token } = yield* Effect.mapError(
      port.token(settings, audience === undefined ? {} : { audience }),
      (error) => tokenError(`the trust policy of ${target}`, role, error)
    )
    return { _tag: "AtHand", claims: readClaims(token), tags: place.carriesTags } as const
  }
)
