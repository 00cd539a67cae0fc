import type * as Effect from "effect/Effect"
import type { TokenPlace } from "../domain/oidc/TokenPlace.ts"
import type { IdentityTokenError, IssuedToken } from "../services/IdentityToken.ts"
import type { Asked } from "./Place.ts"

/** Where a job's token comes from. */
export interface Source {
  readonly place: Effect.Effect<TokenPlace>
  readonly token: (asked: Asked) => Effect.Effect<IssuedToken, IdentityTokenError>
}

/** What a source may take of real time, in milliseconds. */
export interface Limits {
  readonly request: number
  readonly command: number
}
