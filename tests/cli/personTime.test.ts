import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { guardedCheck } from "../../src/cli/commands/doctor/guardedCheck.ts"
import { makePersonTime } from "../../src/cli/commands/doctor/personTime.ts"

const silent = { watch: () => (check: Effect.Effect<never>) => check } as never

describe("the time of a check", () => {
  it.effect("is not spent by a person who is asked meanwhile", () =>
    Effect.gen(function* () {
      const personTime = yield* makePersonTime
      const check = guardedCheck(silent, "25 seconds", false, personTime.spent)
      const asking = Effect.andThen(Effect.sleep("10 seconds"), personTime.during(Effect.sleep("4 minutes")))
      const done = yield* Effect.forkChild(check("sbx", Effect.andThen(asking, Effect.succeed("there"))))
      const stuck = yield* Effect.forkChild(check("prd", Effect.never))
      yield* TestClock.adjust("250 seconds")
      assert.deepInclude(yield* Fiber.join(done), { _tag: "Success", success: "there" })
      assert.isUndefined(stuck.pollUnsafe())
      yield* TestClock.adjust("16 seconds")
      const { failure } = (yield* Fiber.join(stuck)) as { readonly failure?: object }
      assert.deepInclude(failure, { code: "TimeLimit" })
    })
  )
})
