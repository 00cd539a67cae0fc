import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import { count, type RuntimeName, runtimeNames, runtimes, start } from "../handover/processes.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "turns-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A process that takes turns in a folder. */
const turns = (runtime: RuntimeName, at: string, ...how: ReadonlyArray<string>) => {
  const [command, ...args] = runtimes[runtime]
  return start([command, ...args, join(inject("bundles"), "platform", "turns.js"), at, ...how])
}

/** Each runtime with the one after it. */
const pairs = runtimeNames.map((one, index) => [one, runtimeNames[(index + 1) % 3] ?? "node"] as const)

describe("a turn of a process", () => {
  it.live("is another runtime's within two seconds after it was killed", () =>
    Effect.forEach(
      pairs,
      Effect.fnUntraced(function* ([one, other]) {
        const at = yield* folder
        const owner = yield* turns(one, at, "hold", "a")
        yield* owner.seen("Mine")
        const waiter = yield* turns(other, at, "wait", "a")
        yield* waiter.seen("Theirs")
        owner.process.kill("SIGKILL")
        const [took] = yield* Effect.timed(waiter.seen("Mine"))
        assert.isBelow(Duration.toMillis(took), 2_000, `${one}, ${other}`)
        assert.strictEqual(yield* waiter.end, 0)
        assert.deepStrictEqual(readdirSync(at), [])
      }),
      { concurrency: "unbounded" }
    )
  )

  it.live("gives its outcome to a hundred who wait in another runtime", () =>
    Effect.forEach(
      pairs,
      Effect.fnUntraced(function* ([one, other]) {
        const at = yield* folder
        const owner = yield* turns(one, at, "hold", "a", `${64 * 1024}`)
        yield* owner.seen("Mine")
        const waiter = yield* turns(other, at, "wait", "a", "100")
        yield* waiter.seen("Theirs", 100)
        owner.write("x\n")
        yield* waiter.seen("ended", 100)
        assert.strictEqual(count(waiter.stdout(), `ended with ${64 * 1024}\n`), 100, `${one}, ${other}`)
        assert.deepStrictEqual([yield* owner.end, yield* waiter.end], [0, 0])
      }),
      { concurrency: "unbounded" }
    )
  )

  it.live(
    "is another's while it stands still, and its own claim stays",
    () =>
      Effect.gen(function* () {
        const at = yield* folder
        const owner = yield* turns("node", at, "hold", "a")
        yield* owner.seen("Mine")
        owner.process.kill("SIGSTOP")
        const next = yield* turns("bun", at, "hold", "a")
        yield* next.seen("Mine")
        assert.strictEqual(readdirSync(at).length, 2)
        // Nobody waits two seconds more while the next has it.
        const third = yield* turns("node", at, "wait", "a")
        yield* third.seen("Theirs")
        next.write("x\n")
        yield* third.seen("ended with 1")
        owner.process.kill("SIGCONT")
        owner.write("x\n")
        assert.deepStrictEqual([yield* owner.end, yield* next.end, yield* third.end], [0, 0, 0])
        assert.deepStrictEqual(readdirSync(at), [])
      }),
    60_000
  )

  it.live(
    "is never two processes', however they race over a dead one's",
    () =>
      Effect.gen(function* () {
        const races = String(yield* Config.Int("BOTO_SES_TEST_RACES").pipe(Config.withDefault(120)))
        const at = yield* folder
        const dead = yield* turns("node", at, "keep", races)
        yield* dead.seen("kept")
        dead.process.kill("SIGKILL")
        yield* dead.end
        assert.strictEqual(readdirSync(at).length, Number(races))
        const racers = yield* Effect.forEach(runtimeNames, (runtime) => turns(runtime, at, "race", races))
        let had = 0
        for (const racer of racers) {
          assert.strictEqual(yield* racer.end, 0, racer.stderr())
          assert.match(racer.stdout(), /^had \d+\n$/)
          had += Number(racer.stdout().slice(4))
        }
        assert.isAtLeast(had, Number(races))
        assert.deepStrictEqual(readdirSync(at), [])
      }),
    120_000
  )
})
