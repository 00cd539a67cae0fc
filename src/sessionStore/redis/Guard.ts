import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { RedisError } from "effect/persistence/Redis"
import * as Random from "effect/Random"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { oneLine } from "../../domain/text/OneLine.ts"
import { hideSecretLike } from "../../domain/text/Secrets.ts"

/** Milliseconds that an operation may take. */
const operationLimit = 250
/** How many operations fail in a row before Redis is left alone. */
const failureLimit = 2
/** Milliseconds for which it then is, some a little shorter and some longer. */
const pause = 30_000
/** Milliseconds within which processes that lost Redis together begin on their own. */
const spread = 2_000

/** What stands between a program and a Redis that fails or is slow: it never waits long, and nothing fails by it. */
export interface Guard {
  /** The answer of Redis; none where there is none in time, or Redis is left alone. */
  readonly ask: <A>(operation: Effect.Effect<A, RedisError>) => Effect.Effect<Option.Option<A>>
  /** Waits until this process may begin without Redis: at once, or a moment after it was lost. */
  readonly alone: Effect.Effect<void>
}

/** The parts of that time, in milliseconds; one in which a timer fires so late was this process's own, or its machine's. */
const slice = 25
const stall = 10
/** Milliseconds that an operation takes at most, such parts included. */
const stalledLimit = 3_000

/** The end of an operation, if it comes in time; the time in which this process had no turn does not count. */
const inTime = <A>(operation: Effect.Effect<A, RedisError>): Effect.Effect<Option.Option<Exit.Exit<A, RedisError>>> =>
  Effect.acquireUseRelease(
    // Also at the end of a fiber that is interrupted, an operation is given up in time.
    Effect.forkChild(Effect.interruptible(operation)),
    Effect.fnUntraced(function* (running) {
      let waited = 0
      const start = yield* Clock.currentTimeMillis
      while (waited < operationLimit && (yield* Clock.currentTimeMillis) - start < stalledLimit) {
        const begun = yield* Clock.currentTimeMillis
        const exit = yield* Effect.timeoutOption(Effect.interruptible(Fiber.await(running)), slice)
        if (Option.isSome(exit)) return exit
        const late = (yield* Clock.currentTimeMillis) - begun - slice
        if (late < stall) waited += slice
      }
      return Option.none()
    }),
    // Nobody waits for its end.
    (running) => Effect.sync(() => running.interruptUnsafe())
  )

/** A failure in a line of words, without what looks like a secret. */
export const wordsOf = (cause: unknown): string =>
  maskAccountIds(hideSecretLike(oneLine(cause instanceof Error ? cause.message || cause.name : String(cause))))

export const makeGuard: Effect.Effect<Guard> = Effect.sync(() => {
  let failures = 0
  let failedAt = Number.NEGATIVE_INFINITY
  let outUntil = 0
  let aloneFrom = 0
  let isSaid = false

  /** Operations that were under way together fail together: that is one failure. */
  const failed = Effect.fnUntraced(function* (begun: number, why: string): Effect.fn.Return<Option.Option<never>> {
    const now = yield* Clock.currentTimeMillis
    if (begun >= failedAt) {
      failures++
      failedAt = now
    }
    if (failures >= failureLimit && now >= outUntil) {
      outUntil = now + pause * (yield* Random.nextBetween(0.8, 1.2))
      aloneFrom = now + spread * (yield* Random.next)
    }
    if (isSaid) return Option.none()
    isSaid = true
    yield* Effect.logWarning(
      `The session store in Redis gives no answer (${why}): sessions are obtained without it until it does`
    )
    return Option.none()
  })

  return {
    ask: Effect.fnUntraced(function* <A>(operation: Effect.Effect<A, RedisError>) {
      const begun = yield* Clock.currentTimeMillis
      if (begun < outUntil) return Option.none<A>()
      const answer = yield* inTime(operation)
      if (Option.isNone(answer)) return yield* failed(begun, `none within ${operationLimit} ms`)
      if (Exit.isSuccess(answer.value)) {
        failures = 0
        return Option.some(answer.value.value)
      }
      const error = Cause.squash(answer.value.cause)
      return yield* failed(begun, wordsOf(error instanceof RedisError ? error.cause : error))
    }),
    alone: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now < aloneFrom ? Effect.sleep(aloneFrom - now) : Effect.void
    )
  }
})
