import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { acquire, acquireToRenew, finish } from "../../../src/sessionStore/redis/Scripts.ts"
import { askOf, denied, hour, idOf, makeSts, minute, start } from "../asks.ts"
import { type FakeRedis, fakeRedis, pass, storeOn } from "./fakeRedis.ts"

/** Keeps one entry, whose lock is everybody's. */
const keeping = (): FakeRedis => {
  let kept = ""
  return fakeRedis((command, ...args) => {
    if (command === "GET") return args[0]?.endsWith(":session") && kept !== "" ? kept : null
    if (command === acquire.lua) return [args[2], kept]
    if (command === acquireToRenew.lua) return 1
    if (command === finish.lua && args[7] !== "0") kept = `${args[7]}:${args[8]}`
    return 1
  })
}

describe("a renewal in Redis", () => {
  it.effect("that takes long goes on, while the good entry serves", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const store = yield* storeOn(keeping())
      const sts = makeSts()
      yield* store.session(askOf(), sts.obtain)
      yield* TestClock.setTime(start + 54.9 * minute)
      const slow = Effect.andThen(Effect.sleep("20 seconds"), sts.obtain)
      const asking = yield* Effect.forkChild(store.session(askOf(), slow))
      yield* pass(4)
      assert.isDefined(asking.pollUnsafe(), "the good one is given after three seconds")
      assert.strictEqual(idOf(yield* Fiber.join(asking)), "ASIA1")
      yield* pass(20)
      assert.strictEqual(idOf(yield* store.session(askOf(), Effect.fail(denied))), "ASIA2")
    })
  )

  it.effect("that fails gives no entry whose end has come meanwhile", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const store = yield* storeOn(keeping())
      const sts = makeSts()
      const ask = askOf({ life: minute })
      yield* store.session(ask, sts.obtain)
      yield* TestClock.setTime(start + hour - minute - 500)
      let tries = 0
      const failing = Effect.suspend(() =>
        tries++ === 0 ? Effect.andThen(Effect.sleep("2 seconds"), Effect.fail(denied)) : sts.obtain
      )
      const asking = yield* Effect.forkChild(store.session(ask, failing))
      yield* pass(4)
      assert.strictEqual(idOf(yield* Fiber.join(asking)), "ASIA2")
    })
  )
})
