import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { BotoSesError } from "../domain/BotoSesError.ts"
import type { Credentials } from "../domain/Credentials.ts"
import { SessionExpired } from "../domain/errors/sts.ts"
import type { Identity } from "../services/Session.ts"
import { makeFlight } from "./Flight.ts"

/** What a source answered: credentials, and all that it told of them. */
export interface Answer {
  readonly credentials: Credentials
  /** Where the credentials come from, for people. */
  readonly source: string
  readonly region: string | undefined
  /** Who they are, where the answer tells. */
  readonly identity: Identity | undefined
  /** How a person renews them, where the source gives no new ones by itself. */
  readonly renew: string | undefined
}

/** Credentials held by a cell. One object for one answer: it can be compared by reference. */
export interface Lease extends Answer {
  /** Who the credentials are: from the answer, else asked once. */
  readonly identify: Effect.Effect<Identity, BotoSesError>
}

/**
 * The cache of one credential source: the last good credentials and at most one flight.
 *
 * Fresh credentials are answered at once. Inside the margin before their end they are still answered at once, while a
 * flight for new ones runs in the background. After their end askers wait for the flight. A failure is not cached, and
 * never replaces credentials that are still good.
 */
export interface CredentialCell {
  readonly key: string
  readonly get: Effect.Effect<Lease, BotoSesError>
  /** Asks the source now; where that fails, credentials that are still good stay. */
  readonly refresh: Effect.Effect<void, BotoSesError>
  /** The lease now held, valid or not, without asking the source. */
  readonly peek: () => Lease | undefined
  /** Lets every new answer be held only once its identity is known, so that the account guard never has to wait. */
  readonly identified: () => void
  /** Forgets the credentials with this access key, which AWS called expired; others that came since are kept. */
  readonly invalidate: (accessKeyId: string) => void
  /** Forgets what is held. */
  readonly clear: () => void
}

export interface CellSettings {
  readonly clock: Clock.Clock
  readonly scope: Scope.Scope
  /** Milliseconds before the end at which a refresh starts. */
  readonly margin: number
}

/** Milliseconds between attempts of a refresh inside the margin that failed or brought nothing newer. */
const retrySpacing = 10_000

export const makeCell = (
  key: string,
  load: Effect.Effect<Answer, BotoSesError>,
  askIdentity: (answer: Answer) => Effect.Effect<Identity, BotoSesError>,
  { clock, scope, margin }: CellSettings
): CredentialCell => {
  let held: { readonly lease: Lease; readonly answer: Effect.Effect<Lease>; readonly refreshAt: number } | undefined
  let needsIdentity = false
  let rejected: string | undefined
  let nextAttemptAt = 0

  const expired = (answer: Answer, renew: string): BotoSesError =>
    BotoSesError.of(
      new SessionExpired({
        source: answer.source,
        ...(answer.credentials.expiresAt === undefined
          ? {}
          : { expiredAt: new Date(answer.credentials.expiresAt).toISOString() }),
        renew: answer.renew ?? renew
      })
    )

  const checked = (answer: Answer): Effect.Effect<Answer, BotoSesError> => {
    const { accessKeyId, expiresAt } = answer.credentials
    if (accessKeyId === rejected) {
      rejected = undefined
      return Effect.fail(expired(answer, "Their source gave the same ones again: sign in there anew."))
    }
    return expiresAt !== undefined && expiresAt <= clock.currentTimeMillisUnsafe()
      ? Effect.fail(expired(answer, "They had ended when they arrived: sign in anew, or correct this machine's clock."))
      : Effect.succeed(answer)
  }

  const toLease = Effect.fnUntraced(function* (answer: Answer) {
    const [identify] =
      answer.identity === undefined
        ? yield* Effect.cachedInvalidateWithTTL(askIdentity(answer), (exit) => (exit._tag === "Success" ? Infinity : 0))
        : [Effect.succeed(answer.identity)]
    const lease: Lease = { ...answer, identify }
    if (!needsIdentity) return lease
    const identity = yield* identify
    return { ...lease, identity }
  })

  const hold = (lease: Lease): Lease => {
    const { expiresAt } = lease.credentials
    held = {
      lease,
      answer: Effect.succeed(lease),
      refreshAt: expiresAt === undefined ? Infinity : expiresAt - margin
    }
    return lease
  }

  const flight = makeFlight(
    Effect.suspend(() => {
      nextAttemptAt = clock.currentTimeMillisUnsafe() + retrySpacing
      return load
    }).pipe(Effect.flatMap(checked), Effect.flatMap(toLease), Effect.map(hold)),
    scope
  )

  return {
    key,
    get: Effect.suspend(() => {
      if (held === undefined) return flight.join
      const now = clock.currentTimeMillisUnsafe()
      if (now < held.refreshAt) return held.answer
      const { expiresAt = Infinity } = held.lease.credentials
      if (now >= expiresAt) return flight.join
      return now < nextAttemptAt ? held.answer : Effect.andThen(flight.begin, held.answer)
    }),
    refresh: Effect.catch(Effect.asVoid(flight.join), (error) =>
      clock.currentTimeMillisUnsafe() < (held?.lease.credentials.expiresAt ?? 0) ? Effect.void : Effect.fail(error)
    ),
    peek: () => held?.lease,
    identified: () => {
      needsIdentity = true
    },
    invalidate: (accessKeyId) => {
      if (held?.lease.credentials.accessKeyId !== accessKeyId) return
      rejected = accessKeyId
      held = undefined
    },
    clear: () => {
      held = undefined
    }
  }
}
