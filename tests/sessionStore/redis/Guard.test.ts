import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { RedisError } from "effect/persistence/Redis"
import * as TestClock from "effect/testing/TestClock"
import { makeGuard } from "../../../src/sessionStore/redis/Guard.ts"

const failing = Effect.fail(new RedisError({ cause: new Error("no server") }))
const silent: Effect.Effect<never, RedisError> = Effect.never

describe("a Redis that fails", () => {
  it.effect("is left alone after two failures in a row, for half a minute", () =>
    Effect.gen(function* () {
      const guard = yield* makeGuard
      yield* guard.ask(failing)
      assert.isTrue(Option.isSome(yield* guard.ask(Effect.succeed(1))))
      yield* guard.ask(failing)
      yield* guard.ask(failing)
      assert.isTrue(Option.isNone(yield* guard.ask(Effect.succeed(1))))
      yield* TestClock.adjust("36 seconds")
      assert.isTrue(Option.isSome(yield* guard.ask(Effect.succeed(1))))
    })
  )

  it.effect("has failed once by all that was under way together", () =>
    Effect.gen(function* () {
      const guard = yield* makeGuard
      const asking = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 100 }), () => guard.ask(silent), { concurrency: "unbounded" })
      )
      yield* Effect.replicateEffect(TestClock.adjust(25), 12, { discard: true })
      for (const answer of yield* Fiber.join(asking)) assert.isTrue(Option.isNone(answer))
      assert.isTrue(Option.isSome(yield* guard.ask(Effect.succeed(1))))
    })
  )
})
