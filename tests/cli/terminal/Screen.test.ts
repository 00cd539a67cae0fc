import { execFile } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** Writes many times at once to both streams, as a program of Node. */
const program = `
import * as Effect from "effect/Effect"
import { layerScreen, Screen } from "./src/cli/terminal/Screen.ts"
await Effect.runPromise(
  Effect.gen(function* () {
    const { out, err } = yield* Screen
    const lines = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? out : err).lines([String(index)]))
    yield* Effect.all(lines, { concurrency: "unbounded" })
  }).pipe(
    Effect.catchDefect(({ exitCode }) => Effect.sync(() => { process.exitCode = exitCode })),
    Effect.provide(layerScreen)
  )
)
`

const shell = (line: string) =>
  Effect.callback<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>((resume) => {
    const env = { PATH: `${join(root, "node_modules", ".bin")}:/usr/bin:/bin`, PROGRAM: program }
    execFile("bash", ["--norc", "-c", line], { cwd: root, env }, (error, stdout, stderr) =>
      resume(Effect.succeed({ exitCode: Number(error?.code ?? 0), stdout, stderr }))
    )
  })

const run = 'node --input-type=module-typescript -e "$PROGRAM"'

const numbers = (rest: number): string => Array.from({ length: 20 }, (_, index) => `${2 * index + rest}\n`).join("")

describe("the screen", () => {
  it.live("takes many lines at once, in their order and without a warning", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* shell(run), { exitCode: 0, stdout: numbers(0), stderr: numbers(1) })
    })
  )
  it.live("ends as by SIGPIPE, without a word of it, where the reader has gone away", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* shell(`set -o pipefail; ${run} | true`)
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 141, stderr: numbers(1) })
    })
  )
})
