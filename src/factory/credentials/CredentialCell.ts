import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { SessionClosed, SessionExpired } from "../../domain/errors/Sts.ts"
import type { Identity } from "../../services/Session.ts"
import { inContext, once } from "./KeepSuccess.ts"
import { observed } from "./Observed.ts"
import { makeFlight } from "./SharedRun.ts"

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
export interface Lease extends Answer {
  /** Who they are, as far as it is known by now. */
  readonly identity: Identity | undefined
  /** Who the credentials are: from the answer, else asked once. */
  readonly identify: Effect.Effect<Identity, BotoSesError>
}

/**
 * The cache of one credential source: the last good credentials and at most one flight.
 *
 * Fresh credentials are answered at once. Inside the margin before their end they are still answered at once, while a
 * flight for new ones runs in the background. After their end askers wait for the flight. A failure is not cached, and
 * never replaces credentials that are still good. After the end of its scope every ask is `SessionClosed`.
 */
export interface CredentialCell {
  readonly key: string
  /** Fails with `SessionClosed` after the end of the cell's scope. */
  readonly open: Effect.Effect<void, BotoSesError>
  readonly get: Effect.Effect<Lease, BotoSesError>
  /** Asks the source now; where that fails, credentials that are still good stay. */
  readonly refresh: Effect.Effect<void, BotoSesError>
  /** The lease now held, valid or not, without asking the source. */
  readonly peek: () => Lease | undefined
  /** Lets every new answer be held only once its identity is known, so that the account guard never has to wait. */
  readonly identified: () => void
  /** Forgets the credentials with this access key, which AWS called expired; others that came since are kept. */
  readonly invalidate: (accessKeyId: string) => void
  /** Forgets what is held, and what a running flight is about to bring. */
  readonly clear: () => void
}

export interface CellSettings {
  readonly clock: Clock.Clock
  readonly scope: Scope.Scope
  /** The context in which sources are asked. */
  readonly context: Context.Context<never>
  /** Milliseconds before the end at which a refresh starts. */
  readonly margin: number
}

export interface CellSource {
  readonly key: string
  /** The source for people. The key is not shown, since it holds every option. */
  readonly label: string
  readonly load: Effect.Effect<Answer, BotoSesError>
  readonly askIdentity: (answer: Answer) => Effect.Effect<Identity, BotoSesError>
}

/** Milliseconds between attempts of a refresh inside the margin that failed or brought nothing newer. */
const retrySpacing = 10_000

export const makeCell = (
  { key, label, load, askIdentity }: CellSource,
  { clock, scope, context, margin }: CellSettings
): CredentialCell => {
  let held: { readonly lease: Lease; readonly answer: Effect.Effect<Lease>; readonly refreshAt: number } | undefined
  let needsIdentity = false
  let rejected: string | undefined
  let nextAttemptAt = 0
  /** Counts the clearings, so that a flight from before one leaves nothing behind. */
  let clearings = 0

  const now = (): number => clock.currentTimeMillisUnsafe()
  const isClosed = (): boolean => scope.state._tag === "Closed"
  const closed = Effect.suspend(() => Effect.fail(BotoSesError.of(new SessionClosed({ source: label }))))
  const isGood = (lease: Lease | undefined): boolean =>
    lease !== undefined && now() < (lease.credentials.expiresAt ?? Infinity)

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
    return expiresAt !== undefined && expiresAt <= now()
      ? Effect.fail(expired(answer, "They had ended when they arrived: sign in anew, or correct this machine's clock."))
      : Effect.succeed(answer)
  }

  const toLease = (answer: Answer): Effect.Effect<Lease, BotoSesError> => {
    let { identity } = answer
    const identify =
      identity === undefined
        ? once(
            Effect.map(askIdentity(answer), (found) => {
              identity = found
              return found
            }),
            context
          )
        : Effect.succeed(identity)
    const lease: Lease = {
      ...answer,
      get identity() {
        return identity
      },
      identify
    }
    return needsIdentity ? Effect.as(identify, lease) : Effect.succeed(lease)
  }

  /** Credentials that come with less than the margin left are renewed at half of it: at once would be at every ask. */
  const hold = (lease: Lease): void => {
    const { expiresAt } = lease.credentials
    const left = (expiresAt ?? Infinity) - now()
    held = {
      lease,
      answer: Effect.succeed(lease),
      refreshAt: expiresAt === undefined ? Infinity : expiresAt - (left > margin ? Math.max(0, margin) : left / 2)
    }
  }

  const flight = makeFlight(
    Effect.suspend(() => {
      const begun = clearings
      nextAttemptAt = now() + retrySpacing
      return load.pipe(
        Effect.flatMap(checked),
        Effect.flatMap(toLease),
        observed(label, clock, () => isGood(held?.lease)),
        Effect.tap((lease) =>
          Effect.sync(() => {
            if (begun === clearings) hold(lease)
          })
        ),
        (work) => inContext(work, context)
      )
    }),
    scope,
    closed
  )

  return {
    key,
    open: Effect.suspend(() => (isClosed() ? closed : Effect.void)),
    get: Effect.suspend(() => {
      if (isClosed()) return closed
      if (held === undefined) return flight.join
      const at = now()
      if (at < held.refreshAt) return held.answer
      if (!isGood(held.lease)) return flight.join
      return at < nextAttemptAt ? held.answer : Effect.andThen(flight.begin, held.answer)
    }),
    refresh: Effect.catch(Effect.asVoid(flight.join), (error) =>
      isGood(held?.lease) && !isClosed() ? Effect.void : Effect.fail(error)
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
      clearings++
      held = undefined
      rejected = undefined
      flight.abandon()
    }
  }
}
