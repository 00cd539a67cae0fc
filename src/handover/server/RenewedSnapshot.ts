import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Session } from "../../services/Session.ts"
import { type Snapshot, snapshotOf } from "../Snapshot.ts"

/** How long before their end credentials are renewed, where nothing else is asked: the session's own margin. */
export const defaultMargin: Duration.Input = "5 minutes"

/** The longest time between two looks at the session, whose answer comes from its cache while nothing has changed. */
const longestWait = 5 * 60 * 1000

/** The first and the longest wait between two tries inside the margin. */
const firstRetry = 1_000
const longestRetry = 30_000

export interface RenewedSnapshot {
  /** The present credentials, from memory. */
  readonly current: () => Snapshot
  /** Asks for new ones now. */
  readonly renew: () => void
}

/**
 * A session's credentials in memory, renewed ahead of their end for as long as the scope is open. They are
 * obtained before this effect succeeds: a person is asked for a code then, and never when a client wants them.
 *
 * A renewal that fails leaves those that are there, and is tried again; `accept` tells whether new ones can be used.
 */
export const renewedSnapshot: (options: {
  readonly session: Session
  readonly target: string
  readonly margin: Duration.Input
  readonly accept: (snapshot: Snapshot) => Effect.Effect<Snapshot, BotoSesError>
}) => Effect.Effect<RenewedSnapshot, BotoSesError, Scope.Scope> = Effect.fnUntraced(function* ({
  session,
  target,
  margin,
  accept
}) {
  const get = Effect.flatMap(snapshotOf(session, "server"), accept)
  const marginMillis = Duration.toMillis(margin)
  let current = yield* get
  const wanted = Latch.makeUnsafe(false)

  // A defect is no reason to let a child that runs for hours go without: it is logged, and the next try may succeed.
  const warn = (cause: Cause.Cause<BotoSesError>) =>
    Effect.logWarning(
      `The credentials of ${target} could not be renewed: ${Option.match(Cause.findErrorOption(cause), {
        onNone: () => "an unexpected error",
        onSome: (error) => error.message
      })}`
    )

  const renewal = Effect.gen(function* () {
    let retries = 0
    while (true) {
      const now = yield* Clock.currentTimeMillis
      const { accessKeyId, expiresAt } = current.credentials
      const ahead = expiresAt === undefined ? longestWait : expiresAt - marginMillis - now
      const retry = Math.min(firstRetry * 2 ** retries, longestRetry)
      yield* Effect.raceFirst(Effect.sleep(Math.min(Math.max(ahead, retry), longestWait)), wanted.await)
      wanted.closeUnsafe()
      const renewed = yield* Effect.catchCause(get, (cause) => Effect.as(warn(cause), current))
      const changed = renewed.credentials.accessKeyId !== accessKeyId || renewed.credentials.expiresAt !== expiresAt
      retries = changed || ahead > 0 ? 0 : retries + 1
      current = renewed
    }
  })
  yield* Effect.forkScoped(renewal)
  return { current: () => current, renew: () => wanted.openUnsafe() }
})
