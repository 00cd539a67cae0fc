import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { SourcedCredentials } from "../services/CredentialSource.ts"
import type { Session } from "../services/Session.ts"

/** How a person renews credentials that were handed over: only the parent can. */
export const renewHandover = "Start the parent process again; it hands over what it has then."

/** A session as it is handed over: who it is goes with it, so that a child need not ask. */
export interface Snapshot extends SourcedCredentials {
  readonly accountId: string
  readonly principalArn: string
}

export const snapshotOf = (session: Session, source: string): Effect.Effect<Snapshot, BotoSesError> =>
  Effect.map(Effect.all([session.credentials, session.identity]), ([credentials, identity]) => ({
    credentials,
    source,
    region: session.region,
    principalArn: identity.arn,
    accountId: identity.accountId,
    userId: identity.userId,
    renew: renewHandover
  }))
