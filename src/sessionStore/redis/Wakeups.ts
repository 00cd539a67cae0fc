import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import type * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"

/** Milliseconds between two looks of who waits, about: a message may be lost. */
const polling = 500
/** Milliseconds for which a process listens on after the last one has waited. */
const idle = 10_000

/** Wakes those who wait for the flight of another process. */
export interface Wakeups {
  /** Something to wait for, from now on: who takes it first and looks then misses nothing. */
  readonly listen: (name: string) => Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
}

interface Waiting {
  readonly latch: Latch.Latch
  waiters: number
}

/** One connection for the whole process, for as long as anybody waits: each subscription is a connection. */
export const makeWakeups = (redis: Redis.Redis["Service"], channel: string, scope: Scope.Scope): Wakeups => {
  const waiting = new Map<string, Waiting>()
  let isListening = false

  const wake = (name: string) => {
    waiting.get(name)?.latch.openUnsafe()
  }

  const hear = Effect.gen(function* () {
    const messages = yield* redis.subscribe(channel)
    // What ended while the connection was made was not heard.
    for (const name of waiting.keys()) wake(name)
    while (true) {
      const heard = yield* Effect.timeoutOption(Queue.take(messages), idle)
      if (Option.isSome(heard)) wake(heard.value.message)
      else if (waiting.size === 0) return
    }
  }).pipe(
    Effect.scoped,
    Effect.ignoreCause,
    Effect.ensuring(
      Effect.sync(() => {
        isListening = false
      })
    )
  )

  return {
    listen: Effect.fnUntraced(function* (name) {
      const known = waiting.get(name) ?? { latch: Latch.makeUnsafe(false), waiters: 0 }
      known.waiters++
      waiting.set(name, known)
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          known.waiters--
          if (known.waiters === 0) waiting.delete(name)
        })
      )
      if (!isListening) {
        isListening = true
        yield* Effect.forkIn(hear, scope)
      }
      return Effect.gen(function* () {
        yield* Effect.timeoutOption(known.latch.await, polling * (yield* Random.nextBetween(0.75, 1.25)))
        known.latch.closeUnsafe()
      })
    })
  }
}
