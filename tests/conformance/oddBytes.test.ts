import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { onLaptop, programOf, spawn } from "../cli/harness.ts"

describe("arguments of exec's command", () => {
  for (const runtime of ["node", "deno", "bun"] as const) {
    it.live(
      `are not passed on changed on ${runtime}`,
      () =>
        Effect.gen(function* () {
          const { folder: cwd, env } = yield* onLaptop
          const exec = (word: string, variables: { readonly [name: string]: string } = {}) =>
            spawn(["sh", "-c", `"$@" exec sbx printf %s "${word}"`, "sh", ...programOf(runtime)], {
              cwd,
              env: { ...env, ...variables }
            })
          const changed = yield* exec("$(printf 'caf\\351')")
          assert.deepStrictEqual([changed.exitCode, changed.stdout], [2, ""])
          assert.include(changed.stderr, "Word 3 of the command holds bytes that are not UTF-8")
          const own = yield* exec("$(printf '\\357\\277\\275')")
          assert.deepStrictEqual([own.exitCode, own.stdout, own.stderr], [0, "\ufffd", ""])
        }),
      60_000
    )
  }
})
