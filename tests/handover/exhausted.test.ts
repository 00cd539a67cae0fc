import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "../cli/harness.ts"

const node = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url))
const program = fileURLToPath(new URL("./programs/exhausted.ts", import.meta.url))

describe("a process that may open no more files", () => {
  it.live("starts no program, and says why", () =>
    Effect.gen(function* () {
      const { stdout, stderr } = yield* spawn(["sh", "-c", 'ulimit -n 64; exec "$@"', "sh", node, program], {
        cwd: "/",
        env: { PATH: process.env.PATH ?? "" }
      })
      const [last = ""] = stdout.trim().split("\n").slice(-1)
      assert.deepStrictEqual(
        [JSON.parse(last), stderr],
        [{ reached: false, run: { _tag: "NotStarted", code: "EMFILE" }, exitCode: 126 }, ""]
      )
      assert.include(stdout, "cannot be started (EMFILE)")
    })
  )
})
