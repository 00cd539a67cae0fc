import { cpSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { commandsOf, snippetsOf } from "../../scripts/lib/snippets.ts"
import { configuration, inApp, makeApp, sessionNames, templateOfAws } from "./cdk.ts"
import { hasMoto, Moto, userVariables } from "./moto.ts"
import { withPeer } from "./peers.ts"
import { makeRecorder } from "./Recorder.ts"

const example = join(import.meta.dirname, "../../examples/cdk-app")

const commands = snippetsOf("README.md", readFileSync(join(example, "README.md"), "utf8")).flatMap(
  ({ language, code }) => (language === "sh" ? commandsOf(code) : [])
)

const isBuilt = existsSync(join(import.meta.dirname, "../../dist/src/cdk/mod.js"))

withPeer("moto_server and dist", hasMoto && isBuilt, () => {
  layer(Moto.layer)("examples/cdk-app", (it) => {
    it.effect(
      "deploys by the command of its README, each stack by its own account's session",
      () =>
        Effect.gen(function* () {
          const moto = yield* Moto
          yield* moto.unsignedAllowed
          const { endpoint, requests } = yield* makeRecorder(moto.endpoint, undefined, templateOfAws)
          const app = yield* makeApp(configuration())
          cpSync(example, app.folder, { recursive: true })
          const keys = yield* userVariables(moto)
          for (const command of commands) {
            const [npx, cdk, ...args] = command.split(" ")
            assert.deepStrictEqual([npx, cdk], ["npx", "cdk"])
            const output = yield* inApp(app, endpoint, keys, ["node", "node_modules/aws-cdk/bin/cdk", ...args])
            assert.strictEqual(output.status, 0, output.stdout + output.stderr)
          }
          const names = new Set(sessionNames(yield* requests))
          for (const name of ["sbx_role_session", "tst_role_session"]) assert.isTrue(names.has(name), name)
        }),
      240_000
    )
  })
})
