import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type SourcedCredentials, SourceUnusable } from "../services/CredentialSource.ts"
import type { Session } from "../services/Session.ts"

/** How a person renews credentials that were handed over: only the parent can. */
export const renewHandover = "Start the parent process again; it hands over what it has then."

/**
 * A session's credentials at one moment, as a file holds them or a server answers with them. Who they are goes with
 * them, so that a child need not ask.
 */
export interface Snapshot extends SourcedCredentials {
  readonly accountId: string
  readonly principalArn: string
}

export const snapshotOf: (session: Session, source: string) => Effect.Effect<Snapshot, BotoSesError> =
  Effect.fnUntraced(function* (session, source) {
    const credentials = yield* session.credentials
    const identity = yield* session.identity
    return {
      credentials,
      source,
      region: session.region,
      principalArn: identity.arn,
      accountId: identity.accountId,
      userId: identity.userId,
      renew: renewHandover
    }
  })

/** When credentials of unknown end are no longer handed over. */
const unknownExpiryMillis = 60 * 60 * 1000

/** When a snapshot of these credentials ends: with them, and after an hour where their end is not known. */
export const snapshotExpiry = (credentials: { readonly expiresAt: number | undefined }, now: number): number =>
  Math.floor(credentials.expiresAt ?? now + unknownExpiryMillis)

/** The error of a child that cannot read its snapshot, from a sentence without its end. */
export const snapshotUnreadable =
  (source: string) =>
  (problem: string): SourceUnusable =>
    new SourceUnusable({ source, detail: `${problem}. ${renewHandover}` })
