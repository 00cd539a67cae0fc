import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { acquire, finish } from "../../../src/sessionStore/redis/Scripts.ts"
import { askOf, idOf, makeSts, start } from "../asks.ts"
import { fakeRedis, pass, storeOn } from "./fakeRedis.ts"

describe("who waits in Redis for another", () => {
  it.effect("goes on beside whoever never ends, and leaves what that brought", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const redis = fakeRedis((command) => (command === acquire.lua ? ["somebody", ""] : null))
      const store = yield* storeOn(redis)
      const sts = makeSts()
      const asking = yield* Effect.forkChild(store.session(askOf(), sts.obtain))
      yield* pass(80)
      assert.strictEqual(sts.requests(), 0)
      yield* pass(30)
      assert.strictEqual(idOf(yield* Fiber.join(asking)), "ASIA1")
      const kept = redis.asked.filter(([command]) => command === finish.lua)
      assert.strictEqual(kept.length, 1)
      assert.isAbove(Number(kept[0]?.[8]), start)
    })
  )
})
