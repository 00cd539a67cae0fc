/**
 * Takes turns in a folder, in the way that its argument says, and prints how that went, a line for each.
 *
 * Usage: turns.ts FOLDER hold NAME — one turn, until a line of its input is its outcome
 *        turns.ts FOLDER wait NAME TIMES — so many waits for one turn's outcome, then the turn itself
 *        turns.ts FOLDER keep COUNT — the turns of 0 to COUNT - 1, all at once and for ever
 *        turns.ts FOLDER race COUNT — the same one after the other, each until it is over
 */
import { closeSync, openSync, rmSync } from "node:fs"
import process from "node:process"
import * as Effect from "effect/Effect"
import { takeTurn } from "../../../src/platform/Turn.ts"

const [, , folder = "", mode = "", name = "", times = "1"] = process.argv

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const line = Effect.callback<string>((resume) => {
  process.stdin.setEncoding("utf8").once("data", (text) => resume(Effect.succeed(String(text).trim())))
})

const hold = Effect.gen(function* () {
  const turn = yield* takeTurn(folder, name)
  print(turn._tag)
  if (turn._tag !== "Mine") return
  turn.announce(`${process.pid} has it`)
  const outcome = yield* line
  if (outcome !== "") turn.conclude(new TextEncoder().encode(outcome.repeat(Number(times))))
})

const waitOnce = Effect.gen(function* () {
  const turn = yield* takeTurn(folder, name)
  print(turn._tag)
  if (turn._tag !== "Theirs") return turn._tag
  const outcome = yield* turn.ended
  print(`ended ${outcome === undefined ? "with nothing" : `with ${outcome.length}`}`)
  return turn._tag
})

const wait = Effect.gen(function* () {
  const many = Array.from({ length: Number(times) }, () => Effect.scoped(waitOnce))
  yield* Effect.all(many, { concurrency: "unbounded", discard: true })
  yield* Effect.scoped(Effect.repeat(waitOnce, { until: (tag) => tag === "Mine" }))
})

const keep = Effect.gen(function* () {
  for (let index = 0; index < Number(name); index++) yield* takeTurn(folder, String(index))
  print("kept")
  yield* line
})

/** Whether nobody else has the turn at the same time. */
const alone = (file: string): boolean => {
  try {
    closeSync(openSync(file, "wx"))
    return true
  } catch {
    return false
  }
}

const raceOnce = Effect.fnUntraced(function* (index: number) {
  const turn = yield* takeTurn(folder, String(index))
  if (turn._tag === "Theirs") yield* turn.ended
  if (turn._tag === "NoTurns") print("NoTurns")
  if (turn._tag !== "Mine") return false
  const guard = `${folder}/guard-${index}`
  if (alone(guard)) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    rmSync(guard)
  } else print("two owners")
  return true
})

const race = Effect.gen(function* () {
  let had = 0
  for (let index = 0; index < Number(name); index++) had += Number(yield* Effect.scoped(raceOnce(index)))
  print(`had ${had}`)
})

await Effect.runPromise(Effect.scoped({ hold, wait, keep, race }[mode] ?? Effect.die(mode)))
process.exit(0)
