import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/testing/TestClock"
import { missReport } from "../../src/cli/commands/exec/missedReport.ts"

/** What is said of a shell that reports after so many seconds. */
const said = (seconds: number) =>
  Effect.gen(function* () {
    const warnings: Array<string> = []
    let asked = 0
    const isReady = Effect.map(
      Effect.clockWith((clock) => clock.currentTimeMillis),
      (now) => {
        asked += 1
        return now >= seconds * 1000
      }
    )
    yield* Effect.forkChild(missReport("sbx", isReady)).pipe(
      Effect.andThen(TestClock.adjust("1 minute")),
      Effect.provide(Logger.layer([Logger.make(({ message }) => warnings.push(String(message)))]))
    )
    return { warnings, asked }
  })

describe("the report of a shell", () => {
  it.effect("is missed once, where the shell never comes past its start files", () =>
    Effect.gen(function* () {
      const { warnings, asked } = yield* said(Number.POSITIVE_INFINITY)
      assert.strictEqual(warnings.length, 1)
      assert.include(warnings[0], "another program in its place")
      assert.include(warnings[0], "(boto-ses:sbx)")
      assert.isBelow(asked, 30)
    })
  )

  it.effect("says nothing where it comes in time", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* said(3)).warnings, [])
    })
  )
})
