import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { BotoSesFactory, Handover } from "../../mod.ts"
import { applyEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"
import { programOf } from "../cli/harness.ts"
import { accounts } from "../factory/acme.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { hasMoto, Moto } from "./moto.ts"
import { answers, run, type Variables, withPeer } from "./peers.ts"

const role = (account: string) => `arn:aws:iam::${account}:role/job`

const configuration = {
  region: "us-east-1",
  devops: { accountId: accounts.devops, oidcRoleArn: role(accounts.devops) },
  workloads: {
    sbx: { accountId: accounts.sbx },
    prd: { accountId: accounts.prd, oidcRoleArn: role(accounts.prd) }
  }
} as const

class Aws extends BotoSesFactory.Service<Aws>()("acme/Job", configuration) {}

const trust = [{ federated: "token.actions.githubusercontent.com", subject: "repo:acme/app:*" }]
const world: LocalAws.Options = {
  accounts: {
    [accounts.devops]: { roles: { job: { trust } } },
    [accounts.prd]: { roles: { job: { trust } } },
    [accounts.sbx]: { roles: { sbx_deployment_role: { trust: [accounts.devops] } } }
  }
}

/** A job of GitHub Actions that brings nothing but its vendor's variables. */
const job = Layer.provideMerge(LocalCi.layer({ vendor: "github_action" }), LocalAws.layer(world))

const homeOf = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "job-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** Its variables, on an AWS at this address. */
const variablesOf = Effect.fnUntraced(function* (endpoint: string, home: string) {
  const { variables } = yield* LocalCi.LocalCi
  const env: Variables = {
    ...variables,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    PYENV_VERSION: ""
  }
  return env
})

const who = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
const script = "import boto3; print(boto3.Session().client('sts').get_caller_identity()['Arn'])"

const clients: ReadonlyArray<readonly [name: string, present: boolean, command: string, args: ReadonlyArray<string>]> =
  [
    ["the AWS CLI", answers("aws", "--version"), "aws", who],
    ["boto3", answers("python3", "-c", "import boto3"), "python3", ["-c", script]]
  ]

const sessionOf = (env: "prd" | "sbx") =>
  `arn:aws:sts::${accounts[env]}:assumed-role/${env === "prd" ? "job" : "sbx_deployment_role"}/${env}_role_session`

for (const [name, present, command, args] of clients) {
  withPeer(name, present, () => {
    describe(`${name} in a job that has nothing but its token`, () => {
      it.effect("has a session that lasts, by the server of exec", () =>
        Effect.gen(function* () {
          const aws = yield* LocalAws.LocalAws
          const ci = yield* LocalCi.LocalCi
          const env = yield* variablesOf(aws.endpoint, yield* homeOf)
          const asked = Effect.gen(function* () {
            for (const target of ["prd", "sbx"] as const) {
              const session = yield* Aws.env(target)
              const child = applyEnvironment(env, yield* Handover.environment(session))
              // Refreshes: an hour's session is renewed within its last five minutes.
              for (const refreshed of target === "prd" ? [false, true, true, true] : [true]) {
                if (refreshed) yield* TestClock.adjust("56 minutes")
                const { stdout, stderr } = yield* run(command, args, child)
                assert.deepStrictEqual([stdout.trim(), stderr], [sessionOf(target), ""])
              }
            }
          })
          yield* asked.pipe(
            Effect.provide(Aws.layer),
            Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
          )
          assert.isAtLeast(yield* aws.count("AssumeRoleWithWebIdentity"), 4)
          assert.isAtMost(yield* ci.requests, yield* aws.count("AssumeRoleWithWebIdentity"))
        }).pipe(Effect.provide(job), (program) => Effect.andThen(nowIsReal, program))
      )

      const throughProcess = (endpoint: string) =>
        Effect.gen(function* () {
          const home = yield* homeOf
          const env = yield* variablesOf(endpoint, home)
          writeFileSync(join(home, "boto-ses.config.json"), JSON.stringify(configuration))
          mkdirSync(join(home, ".aws"))
          const program = programOf("node")
            .map((word) => `"${word}"`)
            .join(" ")
          const config = `"${join(home, "boto-ses.config.json")}"`
          writeFileSync(
            join(home, ".aws/config"),
            ["prd", "sbx"]
              .map(
                (target) =>
                  `[profile ${target}]\nregion = us-east-1\ncredential_process = ${program} credential-process ${target} --config ${config}\n`
              )
              .join("\n")
          )
          for (const target of ["prd", "sbx"] as const) {
            // Each call is a process of its own, which has its own token and exchanges it.
            const { stdout, stderr } = yield* run(command, args, { ...env, AWS_PROFILE: target })
            assert.deepStrictEqual([stdout.trim(), stderr], [sessionOf(target), ""])
          }
        })

      it.live("has sessions by credential-process", () =>
        Effect.gen(function* () {
          yield* throughProcess((yield* LocalAws.LocalAws).endpoint)
        }).pipe(Effect.provide(job))
      )

      withPeer("moto_server", hasMoto, () => {
        it.live("has them on moto too", () =>
          Effect.gen(function* () {
            const moto = yield* Moto
            yield* moto.unsignedAllowed
            yield* throughProcess(moto.endpoint)
          }).pipe(Effect.scoped, Effect.provide([job, Moto.layer]))
        )
      })
    })
  })
}
