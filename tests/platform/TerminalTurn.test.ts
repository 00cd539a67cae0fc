import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { turnAt } from "../../src/platform/TerminalTurn.ts"
import { home } from "../aws/fixture.ts"

const file = Effect.map(
  home(() => ({})),
  (folder) => join(folder, "asks")
)

/** A process that lives, and is not this one. */
const another = process.ppid
/** A number that no process has: larger than any. */
const nobody = 2 ** 30

const turn = Effect.fnUntraced(function* (path: string) {
  const got = yield* turnAt(path)
  assert(typeof got === "object")
  return got
})

describe("turnAt", () => {
  it.effect("says whose it is, and ends", () =>
    Effect.gen(function* () {
      const path = yield* file
      const { end } = yield* turn(path)
      assert.strictEqual(readFileSync(path, "utf8"), `${process.pid}\n`)
      end()
      assert.throws(() => readFileSync(path), /ENOENT/)
    })
  )

  it.effect("waits while another process asks, and not without end", () =>
    Effect.gen(function* () {
      const path = yield* file
      writeFileSync(path, `${another}\n`)
      utimesSync(path, 0, 0)
      const waiting = yield* Effect.forkChild(turnAt(path))
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(waiting.pollUnsafe())
      rmSync(path)
      yield* TestClock.adjust("1 second")
      assert.isObject(yield* Fiber.join(waiting))
      writeFileSync(path, `${another}\n`)
      utimesSync(path, 60, 60)
      const late = yield* Effect.forkChild(turnAt(path))
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(yield* Fiber.join(late), "busy")
      // Its number may be another's by now.
      yield* TestClock.adjust("6 minutes")
      yield* turn(path)
      assert.strictEqual(readFileSync(path, "utf8"), `${process.pid}\n`)
    })
  )

  it.effect("takes over from a process that was killed", () =>
    Effect.gen(function* () {
      const path = yield* file
      writeFileSync(path, `${nobody}\n`)
      yield* turn(path)
      assert.strictEqual(readFileSync(path, "utf8"), `${process.pid}\n`)
    })
  )

  it.effect("leaves another's turn alone where it came between", () =>
    Effect.gen(function* () {
      const path = yield* file
      const { end, again } = yield* turn(path)
      writeFileSync(path, `${another}\n`)
      end()
      again()
      assert.strictEqual(readFileSync(path, "utf8"), `${another}\n`)
    })
  )

  it.effect("is none where no file can be made", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* turnAt("/nowhere/asks"))
    })
  )
})
