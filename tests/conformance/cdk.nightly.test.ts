import { spawnSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { accounts } from "../factory/acme.ts"
import { type CdkApp, cdk, configuration, deployAll, inApp, makeApp, sessionNames, templateOfAws } from "./cdk.ts"
import { hasMoto, Moto, userVariables } from "./moto.ts"
import { withPeer } from "./peers.ts"
import { makeRecorder } from "./Recorder.ts"

const root = join(import.meta.dirname, "../..")
const isBuilt = existsSync(join(root, "dist/src/cdk/mod.js"))

const own = (names: ReadonlyArray<string>) => names.filter((name) => name.endsWith("_role_session")).sort()

const both = ["sbx_role_session", "tst_role_session"]

/**
 * A bootstrapped account's roles are assumed by the first kind of stack; the second is deployed with CDK's own credentials.
 * Each has stacks of its own, since moto does not find the change set of one that is there already.
 */
type Synthesizer = "DefaultStackSynthesizer" | "CliCredentialsStackSynthesizer"

const appCode = (synthesizer: Synthesizer): string => `
import { App, Stack, ${synthesizer}, aws_ssm } from "aws-cdk-lib"
const app = new App()
for (const account of ["${accounts.sbx}", "${accounts.tst}"]) {
  const env = { account, region: "us-east-1" }
  const stack = new Stack(app, "${synthesizer}-" + account, { env, synthesizer: new ${synthesizer}() })
  new aws_ssm.StringParameter(stack, "P", { parameterName: "${synthesizer}", stringValue: "x" })
}
`

const start = Effect.fnUntraced(function* (change?: Parameters<typeof makeRecorder>[1]) {
  const moto = yield* Moto
  yield* moto.unsignedAllowed
  const recorder = yield* makeRecorder(moto.endpoint, change, templateOfAws)
  const keys = yield* userVariables(moto)
  const app = yield* makeApp(configuration())
  return { ...recorder, keys, app }
})

const synthesizing = (app: CdkApp, synthesizer: Synthesizer): ReadonlyArray<string> => {
  writeFileSync(join(app.folder, "app.mjs"), appCode(synthesizer))
  return ["node", "node_modules/aws-cdk/bin/cdk", ...deployAll, "--app", "node app.mjs", "--output", "synth.out"]
}

withPeer("moto_server and dist", hasMoto && isBuilt, () => {
  describe("CDK in full", () => {
    it.effect("bootstraps two accounts, and deploys by their bootstrap roles or without them", () =>
      Effect.gen(function* () {
        const { app, endpoint, keys, requests } = yield* start()
        const environments = [accounts.sbx, accounts.tst].map((account) => `aws://${account}/us-east-1`)
        const bootstrap = cdk("bootstrap", ...environments, "--plugin", "effect-boto-ses/cdk")
        const made = yield* inApp(app, endpoint, keys, bootstrap)
        assert.strictEqual(made.status, 0, made.stdout + made.stderr)
        for (const [synthesizer, isByRoles] of [
          ["CliCredentialsStackSynthesizer", false],
          ["DefaultStackSynthesizer", true]
        ] as const) {
          const before = (yield* requests).length
          const output = yield* inApp(app, endpoint, keys, synthesizing(app, synthesizer))
          assert.strictEqual(output.status, 0, output.stdout + output.stderr)
          const seen = (yield* requests).slice(before)
          assert.deepStrictEqual(own(sessionNames(seen)), both, synthesizer)
          const assumed = seen.filter(({ action }) => action === "AssumeRole").map(({ params }) => params.RoleArn ?? "")
          for (const account of [accounts.sbx, accounts.tst]) {
            const role = `cdk-hnb659fds-deploy-role-${account}`
            assert.strictEqual(
              assumed.some((arn) => arn.includes(role)),
              isByRoles,
              `${synthesizer} in ${account}`
            )
          }
        }
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(Moto.layer)))
    )

    it.effect("goes on with a second AssumeRole where a session ends in the middle", () =>
      Effect.gen(function* () {
        const soon = () => new Date(Date.now() + 9_000).toISOString().replace(/\.\d+/, "")
        let [short, slow] = [1, 2]
        const { app, endpoint, keys, requests } = yield* start((action, answer) => {
          if (action === "AssumeRole" && short-- > 0) {
            return answer.toString("utf8").replace(/<Expiration>[^<]*</, `<Expiration>${soon()}<`)
          }
          // CDK is a process of its own, with real time: the deployment lasts longer than the session.
          return action === "DescribeChangeSet" && slow-- > 0 ? setTimeout(10_000, answer) : answer
        })
        const output = yield* inApp(app, endpoint, keys, cdk(...deployAll, "--concurrency", "2"))
        assert.strictEqual(output.status, 0, output.stdout + output.stderr)
        const seen = yield* requests
        assert.isAbove(own(sessionNames(seen)).length, 2)
        // Who executes is not who began.
        const keysOf = (name: string) => seen.filter(({ action }) => action === name).map((it) => it.accessKeyId)
        assert.isTrue(keysOf("ExecuteChangeSet").some((key) => !keysOf("CreateChangeSet").includes(key)))
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(Moto.layer)))
    )

    it.effect("deploys one account under exec, without the plug-in", () =>
      Effect.gen(function* () {
        const { app, endpoint, keys, requests } = yield* start()
        for (const [target, ...handover] of [["sbx"], ["tst", "--handover"]] as const) {
          const cli = ["node", "node_modules/effect-boto-ses/dist/src/cli/main.js", "exec", target, ...handover]
          const one = cdk("deploy", `s${accounts[target]}`, "--require-approval", "never")
          const output = yield* inApp(app, endpoint, keys, [...cli, ...one])
          assert.strictEqual(output.status, 0, output.stdout + output.stderr)
        }
        assert.isNotEmpty(own(sessionNames(yield* requests)))
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(Moto.layer)))
    )

    it.effect("deploys on Node 22", () =>
      Effect.gen(function* () {
        const { app, endpoint, keys, requests } = yield* start()
        const home = join(app.folder, "node22")
        // The runtime as a package of its own: its command would be ours.
        const installed = spawnSync("npm", ["install", "--prefix", home, "--no-save", `node-linux-${process.arch}@22`])
        assert.strictEqual(installed.status, 0, String(installed.stderr))
        const node = join(home, `node_modules/node-linux-${process.arch}/bin/node`)
        const [, ...command] = cdk(...deployAll)
        const output = yield* inApp(app, endpoint, keys, [node, ...command])
        assert.strictEqual(output.status, 0, output.stdout + output.stderr)
        assert.notMatch(output.stderr, /Warning/)
        assert.deepStrictEqual(own(sessionNames(yield* requests)), both)
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(Moto.layer)))
    )
  })
})
