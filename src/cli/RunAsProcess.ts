import process from "node:process"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import { layerThisProcess, type ThisProcess } from "./ThisProcess.ts"
import { layerScreen, type Screen } from "./terminal/Screen.ts"

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
export const runAsProcess = <E>(program: Effect.Effect<void, E, Screen | ThisProcess>): void =>
  start(Effect.provide(program, Layer.mergeAll(layerScreen, layerThisProcess)))
