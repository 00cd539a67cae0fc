import process from "node:process"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import { Process } from "./Process.ts"
import { run } from "./run.ts"
import { Screen } from "./terminal/Screen.ts"

/**
 * Runs the program of a process, and ends the process by its exit code.
 *
 * No signal is turned into an interruption: while a command of `exec` runs its signals are passed on to it, and its
 * exit code is ours; at any other time a signal ends this process as it ends every other.
 */
const runMain = Runtime.makeRunMain(({ fiber, teardown }) => {
  fiber.addObserver((exit) => {
    teardown(exit, (code) => process.exit(code))
  })
})

/** The command line with the arguments after the program's name. */
export const main = (args: ReadonlyArray<string>): void =>
  runMain(Effect.provide(run(args), Layer.mergeAll(Screen.layer, Process.layer)))
