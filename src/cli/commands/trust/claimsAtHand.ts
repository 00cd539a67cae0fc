import * as Effect from "effect/Effect"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { type Claims, readClaims } from "../../../domain/oidc/Claims.ts"
import { tokenError } from "../../../factory/credentials/TokenFailure.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { IdentityToken } from "../../../services/IdentityToken.ts"

/** The claims of the job's own token, where the place offers one. */
export const claimsAtHand: (
  target: string,
  role: string,
  audience: string | undefined
) => Effect.Effect<Claims | undefined, BotoSesError, EnvConfig | IdentityToken> = Effect.fnUntraced(
  function* (target, role, audience) {
    const { entries } = yield* EnvConfig
    const port = yield* IdentityToken
    const settings = entries.identityToken ?? {}
    const place = yield* port.place(settings)
    if (place._tag === "NotOffered") return undefined
    const { token } = yield* Effect.mapError(
      port.token(settings, audience === undefined ? {} : { audience }),
      (error) => tokenError(`the trust policy of ${target}`, role, error)
    )
    return readClaims(token)
  }
)
