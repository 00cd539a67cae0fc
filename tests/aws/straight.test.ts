import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cleanEnv, runtimeNames, runtimes } from "../handover/processes.ts"
import { identity, serve } from "./fixture.ts"

const program = fileURLToPath(new URL("./programs/straight.ts", import.meta.url))

describe("requests to this machine", () => {
  for (const runtime of runtimeNames) {
    it.live(`go straight there on ${runtime}, though its environment names a proxy`, () =>
      Effect.gen(function* () {
        const { endpoint, received } = yield* serve(() => identity)
        const proxy = "http://127.0.0.1:1"
        const [command, ...args] = runtimes[runtime]
        const errors = yield* Effect.callback<string>((resume) => {
          execFile(
            command,
            [...args, program, endpoint],
            { env: { ...cleanEnv("/nonexistent"), HTTP_PROXY: proxy, http_proxy: proxy, NODE_USE_ENV_PROXY: "1" } },
            (error, _, stderr) => resume(Effect.succeed(error === null ? "" : stderr))
          )
        })
        assert.deepStrictEqual([errors, received.length], ["", 3])
      })
    )
  }
})
