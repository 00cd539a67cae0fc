import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Identity } from "../../domain/aws/Identity.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { keepSuccess } from "./SharedRun.ts"

/** Credentials held by a cell. One object for one answer: it can be compared by reference. */
export interface HeldCredentials extends SourcedCredentials {
  /** Who they are, as far as it is known by now. */
  readonly identity: Identity | undefined
  /** Who the credentials are: from the answer, else asked once. */
  readonly identify: Effect.Effect<Identity, BotoSesError>
}

/** Holds an answer. `askIdentity` runs in the context given, and only where the answer does not tell who it is. */
export const holdCredentials = (
  answer: SourcedCredentials,
  askIdentity: Effect.Effect<Identity, BotoSesError>,
  context: Context.Context<never>
): HeldCredentials => {
  let { identity } = answer
  const identified = Effect.tap(askIdentity, (found) =>
    Effect.sync(() => {
      identity = found
    })
  )
  return {
    ...answer,
    get identity() {
      return identity
    },
    identify: identity === undefined ? keepSuccess(identified, context) : Effect.succeed(identity)
  }
}
