/** Starts programs while no more files may be opened, and tells what came of it. */
import { openSync } from "node:fs"
import process from "node:process"
import * as Effect from "effect/Effect"
import { runChild } from "../../../src/handover/child/Child.ts"
import { watchGroup } from "../../../src/handover/child/GroupWatch.ts"
import { runProcess } from "../../../src/platform/RunProcess.ts"

const program = Effect.gen(function* () {
  try {
    while (true) openSync("/dev/null", "r")
  } catch {
    // As many as may be.
  }
  const watch = yield* watchGroup(["SIGTERM"])
  const reached = yield* watch.reached("SIGTERM")
  const run = yield* runProcess({ command: "true", arguments: [] })
  const stdio = ["ignore", "ignore", "ignore"] as const
  const exitCode = yield* runChild({ command: "true", args: [], env: {}, cwd: undefined, stdio })
  return { reached, run, exitCode }
})

process.stdout.write(`${JSON.stringify(await Effect.runPromise(Effect.scoped(program)))}\n`)
