import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Identity } from "../../services/Session.ts"
import { keepSuccess } from "./SharedRun.ts"

/** What a source answered: credentials, and all that it told of them. */
export interface Answer {
  readonly credentials: Credentials
  /** Where the credentials come from, for people. */
  readonly source: string
  /** The region that the source names; an assumed role's is that of the session that assumed it. */
  readonly region: string | undefined
  /** Who they are, where the answer tells. */
  readonly identity: Identity | undefined
  /** How a person renews them, where the source gives no new ones by itself. */
  readonly renew: string | undefined
  /** The endpoints that the source's profile configures for requests signed with these credentials. */
  readonly endpoints?: ConfiguredEndpoints | undefined
}

/** Credentials held by a cell. One object for one answer: it can be compared by reference. */
export interface HeldCredentials extends Answer {
  /** Who they are, as far as it is known by now. */
  readonly identity: Identity | undefined
  /** Who the credentials are: from the answer, else asked once. */
  readonly identify: Effect.Effect<Identity, BotoSesError>
}

/** Holds an answer. `askIdentity` runs in the context given, and only where the answer does not tell who it is. */
export const holdCredentials = (
  answer: Answer,
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
