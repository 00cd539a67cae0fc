import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Identity } from "../../domain/aws/Identity.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { SessionClosed, SessionExpired } from "../../domain/errors/Sts.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { SessionNeed } from "../../services/SessionStore.ts"
import { type HeldCredentials, holdCredentials } from "./HeldCredentials.ts"
import { observed } from "./Observed.ts"
import { makeSharedRun, runInContext } from "./SharedRun.ts"

/**
 * The cache of one credential source: the last good credentials and at most one load that all share.
 *
 * Fresh credentials are answered at once. Inside the margin before their end they are still answered at once, while new
 * ones are loaded in the background. After their end askers wait for the load. A failure is not cached, and never
 * replaces credentials that are still good. After the end of its scope every ask is `SessionClosed`.
 */
export interface CredentialCell {
  readonly key: string
  /** Fails with `SessionClosed` after the end of the cell's scope. */
  readonly open: Effect.Effect<void, BotoSesError>
  readonly get: Effect.Effect<HeldCredentials, BotoSesError>
  /** Asks the source now; where that fails, credentials that are still good stay. */
  readonly refresh: Effect.Effect<void, BotoSesError>
  /** Sees to it that what is held has half of its life left, where its source can: for those who do not renew it. */
  readonly last: Effect.Effect<void, BotoSesError>
  /** The time by which the ends of credentials are judged, in milliseconds since the epoch. */
  readonly now: () => number
  /** The credentials now held, valid or not, without asking the source. */
  readonly peek: () => HeldCredentials | undefined
  /**
   * Forgets the credentials with this access key, which AWS refused; others that came since are kept. `ended` (the
   * default) where AWS said that their session has ended.
   */
  readonly invalidate: (accessKeyId: string, ended?: boolean) => void
  /** Forgets what is held, and what a running load is about to bring. */
  readonly clear: () => void
}

export interface CredentialCellSettings {
  readonly clock: Clock.Clock
  readonly scope: Scope.Scope
  /** The context in which sources are asked. */
  readonly context: Context.Context<never>
  /** Milliseconds before the end at which a refresh starts. */
  readonly margin: number
  /** Whether a session that another process may know is no answer. */
  readonly uncached?: boolean
}

export interface CredentialCellSource {
  readonly key: string
  /** The source for people. The key is not shown, since it holds every option. */
  readonly label: string
  readonly load: Effect.Effect<SourcedCredentials, BotoSesError>
  readonly askIdentity: (answer: SourcedCredentials) => Effect.Effect<Identity, BotoSesError>
  /** Whether a new answer is held only once its identity is known, so that the account guard never has to wait. */
  readonly needsIdentity: () => boolean
}

interface Current {
  readonly held: HeldCredentials
  /** The same as an effect, made once for all who ask. */
  readonly answer: Effect.Effect<HeldCredentials>
  /** When they are to be renewed. */
  readonly refreshAt: number
  /** When they were made, as far as that is known. */
  readonly since: number
}

/** Milliseconds between attempts of a refresh inside the margin that failed or brought nothing newer. */
const retrySpacing = 10_000

export const makeCredentialCell = (
  { key, label, load, askIdentity, needsIdentity }: CredentialCellSource,
  { clock, scope, context, margin, uncached = false }: CredentialCellSettings
): CredentialCell => {
  let current: Current | undefined
  let rejected: SessionNeed["refused"]
  /** The access key of what is to be replaced while it is still good. */
  let unwanted: string | undefined
  /** Whether somebody asked who keeps what he gets. */
  let isToLast = false
  let since: number | undefined
  let nextAttemptAt = 0
  /** Counts the clearings, so that a load from before one leaves nothing behind. */
  let clearings = 0

  const now = (): number => clock.currentTimeMillisUnsafe()
  const isClosed = (): boolean => scope.state._tag === "Closed"
  const closed = Effect.suspend(() => Effect.fail(BotoSesError.of(new SessionClosed({ source: label }))))
  const holdsGood = (): boolean => current !== undefined && now() < (current.held.credentials.expiresAt ?? Infinity)

  const expired = (answer: SourcedCredentials, renew: string): BotoSesError =>
    BotoSesError.of(
      new SessionExpired({
        source: describeOrigin(answer.origin),
        ...(answer.credentials.expiresAt === undefined
          ? {}
          : { expiredAt: new Date(answer.credentials.expiresAt).toISOString() }),
        renew: answer.renew ?? renew
      })
    )

  const checked = (answer: SourcedCredentials): Effect.Effect<SourcedCredentials, BotoSesError> => {
    const { accessKeyId, expiresAt } = answer.credentials
    if (accessKeyId === rejected?.accessKeyId) {
      rejected = undefined
      return Effect.fail(expired(answer, "Their source gave the same ones again: sign in there anew."))
    }
    return expiresAt !== undefined && expiresAt <= now()
      ? Effect.fail(expired(answer, "They had ended when they arrived: sign in anew, or correct this machine's clock."))
      : Effect.succeed(answer)
  }

  const identified = (answer: SourcedCredentials): Effect.Effect<HeldCredentials, BotoSesError> => {
    const held = holdCredentials(answer, askIdentity(answer), context)
    return needsIdentity() ? Effect.as(held.identify, held) : Effect.succeed(held)
  }

  /** Credentials that come with less than the margin left are renewed at half of it: at once would be at every ask. */
  const hold = (held: HeldCredentials): void => {
    const { expiresAt } = held.credentials
    const left = (expiresAt ?? Infinity) - now()
    current = {
      held,
      answer: Effect.succeed(held),
      since: held.keptSince ?? now(),
      refreshAt: expiresAt === undefined ? Infinity : expiresAt - (left > margin ? Math.max(0, margin) : left / 2)
    }
  }

  /** Inside the margin a kept session is good for nothing either; the margin may be longer than any session lives. */
  const need = (): SessionNeed => ({
    life: isToLast ? "half" : margin,
    refused: rejected ?? (unwanted === undefined ? undefined : { accessKeyId: unwanted, ended: false }),
    since,
    uncached
  })

  const sharedLoad = makeSharedRun(
    Effect.suspend(() => {
      const begun = clearings
      nextAttemptAt = now() + retrySpacing
      return load.pipe(
        Effect.provideService(SessionNeed, need()),
        Effect.flatMap(checked),
        Effect.flatMap(identified),
        observed(label, clock, () => holdsGood()),
        Effect.tap((held) =>
          Effect.sync(() => {
            if (begun !== clearings) return
            unwanted = undefined
            rejected = undefined
            hold(held)
          })
        ),
        (work) => runInContext(work, context)
      )
    }),
    scope,
    closed
  )

  const refresh = Effect.suspend(() => {
    unwanted = current?.held.credentials.accessKeyId
    return Effect.catch(Effect.asVoid(sharedLoad.join), (error) =>
      holdsGood() && !isClosed() ? Effect.void : Effect.fail(error)
    )
  })

  const lastsHalf = (): boolean => {
    if (current === undefined) return false
    const { since, held } = current
    return (held.credentials.expiresAt ?? Infinity) - now() >= now() - since
  }

  return {
    key,
    now,
    last: Effect.suspend(() => {
      if (lastsHalf()) return Effect.void
      isToLast = true
      return refresh
    }),
    open: Effect.suspend(() => (isClosed() ? closed : Effect.void)),
    get: Effect.suspend(() => {
      if (isClosed()) return closed
      if (current === undefined) return sharedLoad.join
      const at = now()
      if (at < current.refreshAt) return current.answer
      if (!holdsGood()) return sharedLoad.join
      return at < nextAttemptAt ? current.answer : Effect.andThen(sharedLoad.begin, current.answer)
    }),
    refresh,
    peek: () => current?.held,
    invalidate: (accessKeyId, ended = true) => {
      if (current?.held.credentials.accessKeyId !== accessKeyId) return
      rejected = { accessKeyId, ended }
      current = undefined
    },
    clear: () => {
      clearings++
      current = undefined
      rejected = undefined
      unwanted = undefined
      since = now()
      sharedLoad.abandon()
    }
  }
}
