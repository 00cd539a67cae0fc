import process from "node:process"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import { Process } from "./Process.ts"
import { Screen } from "./terminal/Screen.ts"

const start = Runtime.makeRunMain(({ fiber, teardown }) => {
  fiber.addObserver((exit) => {
    teardown(exit, (code) => process.exit(code))
  })
})

/**
 * Runs the program of a process, and ends the process by its exit code.
 *
 * No signal is turned into an interruption: while a command of `exec` runs its signals are passed on to it, and its
 * exit code is ours; at any other time a signal ends this process as it ends every other.
 */
export const runMain = <E>(program: Effect.Effect<void, E, Screen | Process>): void =>
  start(Effect.provide(program, Layer.mergeAll(Screen.layer, Process.layer)))
