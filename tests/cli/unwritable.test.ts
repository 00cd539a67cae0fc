import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inCi, onLaptop, programOf, type Runtime, spawn } from "./harness.ts"

/** Runs the command line as a program whose stdout is what a shell makes it. */
const to = (runtime: Runtime, redirection: string, args: ReadonlyArray<string>, options: Parameters<typeof spawn>[1]) =>
  spawn(["/bin/bash", "-c", `set -o pipefail; "$@" ${redirection}`, "bash", ...programOf(runtime), ...args], options)

describe("a stdout that cannot be written", () => {
  for (const runtime of ["node", "deno", "bun"] as const) {
    it.live(
      `is an exit code of its own on ${runtime}`,
      () =>
        Effect.gen(function* () {
          const { folder: cwd, env } = yield* inCi
          for (const args of [["env", "sbx"], ["credential-process", "sbx"], ["--version"]]) {
            const full = yield* to(runtime, ">/dev/full", args, { cwd, env })
            assert.notStrictEqual(full.exitCode, 0)
            if (args[0] !== "--version") assert.include(full.stderr, "error OutputUnwritable")
            assert.notInclude(full.stderr, "    at ")
          }
          const closed = yield* to(runtime, "| { exec <&-; sleep 0; }", ["env", "sbx"], { cwd, env })
          assert.deepStrictEqual([closed.exitCode, closed.stderr], [141, ""])
        }),
      60_000
    )
  }

  it.live(
    "is one for help, completions and JSON too",
    () =>
      Effect.gen(function* () {
        const { folder: cwd, env } = yield* onLaptop
        for (const args of [["--help"], ["--completions", "bash"], ["explain", "sbx", "--json"]]) {
          const { exitCode } = yield* to("node", ">/dev/full", args, { cwd, env })
          assert.strictEqual(exitCode, 1)
        }
      }),
    60_000
  )
})
