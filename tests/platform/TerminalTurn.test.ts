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
  it.effect("notes what the terminal was, and ends", () =>
    Effect.gen(function* () {
      const path = yield* file
      const { shown, note, end } = yield* turn(path)
      note("5:bf")
      assert.deepStrictEqual([shown, readFileSync(path, "utf8")], [undefined, `${process.pid} 5:bf\n`])
      end()
      assert.throws(() => readFileSync(path), /ENOENT/)
    })
  )

  it.effect("waits while another process asks, and not without end", () =>
    Effect.gen(function* () {
      const path = yield* file
      writeFileSync(path, `${another} 5:bf\n`)
      utimesSync(path, 0, 0)
      const waiting = yield* Effect.forkChild(turnAt(path))
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(waiting.pollUnsafe())
      rmSync(path)
      yield* TestClock.adjust("1 second")
      assert.isObject(yield* Fiber.join(waiting))
      writeFileSync(path, `${another} 5:bf\n`)
      utimesSync(path, 60, 60)
      const late = yield* Effect.forkChild(turnAt(path))
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(yield* Fiber.join(late), "busy")
      // Its number may be another's by now.
      yield* TestClock.adjust("6 minutes")
      assert.strictEqual((yield* turn(path)).shown, "5:bf")
    })
  )

  it.effect("takes over from a process that was killed, with what the terminal was before", () =>
    Effect.gen(function* () {
      const path = yield* file
      writeFileSync(path, `${nobody} 5:bf\n`)
      assert.strictEqual((yield* turn(path)).shown, "5:bf")
      assert.strictEqual(readFileSync(path, "utf8"), `${process.pid} 5:bf\n`)
    })
  )

  it.effect("leaves another's turn alone where it came between", () =>
    Effect.gen(function* () {
      const path = yield* file
      const { note, end, again } = yield* turn(path)
      writeFileSync(path, `${another} 5:bf\n`)
      note("other")
      end()
      again()
      assert.strictEqual(readFileSync(path, "utf8"), `${another} 5:bf\n`)
    })
  )

  it.effect("is none where no file can be made", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* turnAt("/nowhere/asks"))
    })
  )
})
