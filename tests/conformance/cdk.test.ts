import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { accounts } from "../factory/acme.ts"
import { cdk, configuration, deployAll, inApp, makeApp, sessionNames, writes } from "./cdk.ts"
import { hasMoto, Moto, userVariables } from "./moto.ts"
import { withPeer } from "./peers.ts"
import { makeRecorder } from "./Recorder.ts"

/** The plug-in is found as a package, which `npm run build` makes. */
const isBuilt = existsSync(join(import.meta.dirname, "../../dist/src/cdk/mod.js"))

withPeer("moto_server and dist", hasMoto && isBuilt, () => {
  layer(Moto.layer)("cdk deploy --all --plugin effect-boto-ses/cdk", (it) => {
    it.effect("deploys into two accounts by one AssumeRole each, with devops' credentials alone", () =>
      Effect.gen(function* () {
        const moto = yield* Moto
        yield* moto.unsignedAllowed
        const { endpoint, requests } = yield* makeRecorder(moto.endpoint)
        const app = yield* makeApp(configuration())
        const output = yield* inApp(app, endpoint, yield* userVariables(moto), cdk(...deployAll))
        assert.strictEqual(output.status, 0, output.stdout + output.stderr)
        assert.notMatch(output.stderr, /Warning/)
        const seen = yield* requests
        assert.deepStrictEqual([...sessionNames(seen)].sort(), ["sbx_role_session", "tst_role_session"])
        const answers = seen.filter(({ action }) => action === "DescribeStacks").map(({ answer }) => answer)
        for (const account of [accounts.sbx, accounts.tst]) {
          const stack = new RegExp(`arn:aws:cloudformation:us-east-1:${account}:stack/s${account}/`)
          assert.isTrue(answers.some((answer) => stack.test(answer) && answer.includes("CREATE_COMPLETE")))
        }
      })
    )

    it.effect("is AccountMismatch before anything is written, where a role is of another account", () =>
      Effect.gen(function* () {
        const moto = yield* Moto
        yield* moto.unsignedAllowed
        const { endpoint, requests } = yield* makeRecorder(moto.endpoint)
        const wrong = {
          sbx: { roleArn: `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`, accountId: accounts.sbx }
        }
        const app = yield* makeApp(configuration({ workloads: wrong, cdk: { [accounts.sbx]: "sbx" } }))
        const output = yield* inApp(app, endpoint, yield* userVariables(moto), cdk(...deployAll))
        assert.notStrictEqual(output.status, 0)
        assert.match(output.stdout + output.stderr, /effect-boto-ses: AccountMismatch/)
        assert.deepStrictEqual(writes(yield* requests), [])
      })
    )
  })
})
