import * as Effect from "effect/Effect"
import type { Identity } from "../domain/aws/Identity.ts"
import type { Origin } from "../domain/aws/Origin.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type SourcedCredentials, SourceUnusable } from "../services/CredentialSource.ts"
import type { Session } from "../services/Session.ts"

type HandedOverBy = Extract<Origin, { readonly _tag: "Handover" }>["by"]

export const handoverOrigin = (by: HandedOverBy): Origin => ({ _tag: "Handover", by })

/** How a person renews credentials that were handed over: only the parent can. */
export const renewHandover = "Start the parent process again; it hands over what it has then."

/**
 * A session's credentials at one moment, as a file holds them or a server answers with them. Who they are goes with
 * them, so that a child need not ask.
 */
export interface Snapshot extends SourcedCredentials {
  readonly identity: Identity
}

export const snapshotOf: (session: Session, by: HandedOverBy) => Effect.Effect<Snapshot, BotoSesError> =
  Effect.fnUntraced(function* (session, by) {
    const credentials = yield* session.credentials
    const identity = yield* session.identity
    return { credentials, identity, origin: handoverOrigin(by), region: session.region, renew: renewHandover }
  })

/** When credentials of unknown end are no longer handed over. */
const unknownExpiryMillis = 60 * 60 * 1000

/** When a snapshot of these credentials ends: with them, and after an hour where their end is not known. */
export const snapshotExpiry = (credentials: { readonly expiresAt: number | undefined }, now: number): number =>
  Math.floor(credentials.expiresAt ?? now + unknownExpiryMillis)

/** The error of a child that cannot read its snapshot, from a sentence without its end. */
export const snapshotUnreadable =
  (origin: Origin) =>
  (problem: string): SourceUnusable =>
    new SourceUnusable({ origin, detail: `${problem}. ${renewHandover}` })
