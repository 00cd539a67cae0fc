import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, mainJob, onLaptop, onPlace, sessionVariables, world } from "./acme.ts"

const right = (app: string) => ({ devops: accounts.devops, sbx: accounts.sbx, prd: accounts.prd, app })

const accountsOf = Effect.map(mainJob, ({ devops, sbx, prd, app }) => ({
  devops: devops.accountId,
  sbx: sbx.accountId,
  prd: prd.accountId,
  app: app.accountId
}))

const instance = {
  ...world,
  instanceProfile: { accountId: accounts.devops, role: "devops_role", sessionName: "i-0123456789abcdef0" }
}

describe("one program, one layer swapped", () => {
  it.effect("on a laptop: AWS CLI profiles", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* accountsOf, right(accounts.sbx))
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 0)
    }).pipe(Effect.provide(onLaptop(Aws.layerLocal)))
  )

  it.effect("in CI: roles assumed from the job's identity, the app by the current env", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* accountsOf, right(accounts.tst))
      const { sbx } = yield* mainJob
      assert.strictEqual(sbx.arn, `arn:aws:sts::${accounts.sbx}:assumed-role/sbx_deployment_role/sbx_role_session`)
    }).pipe(
      Effect.provide(
        onPlace(Aws.layerCi, (aws) =>
          Effect.map(sessionVariables(accounts.devops, "devops_role")(aws), (keys) => ({ ...keys, ENV_NAME: "tst" }))
        )
      )
    )
  )

  it.effect("on Cloud9: roles assumed from the instance's role", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* accountsOf, right(accounts.sbx))
      const requests = yield* (yield* LocalAws.LocalAws).requests
      assert.isTrue(requests.some(({ service }) => service === "imds"))
    }).pipe(
      Effect.provide(
        onPlace(
          Aws.layerCloud9,
          (aws) =>
            Effect.succeed({ AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint }),
          instance
        )
      )
    )
  )

  it.effect("in Lambda: the function's own role, and nothing for deployment", () =>
    Effect.gen(function* () {
      const app = yield* Aws.app
      assert.strictEqual(yield* app.principalArn, `arn:aws:sts::${accounts.prd}:assumed-role/prd_app_role/job`)
      for (const ask of [Aws.devops, Aws.env("sbx"), Aws.env("prd"), Aws.env("devops")] as const) {
        const { reason } = yield* Effect.flip(Effect.asVoid(ask as typeof Aws.devops))
        assert.strictEqual(reason._tag, "NotFromApplication")
      }
    }).pipe(
      Effect.provide(
        onPlace(Aws.layerLambda, (aws) =>
          Effect.map(sessionVariables(accounts.prd, "prd_app_role")(aws), (keys) => ({
            ...keys,
            AWS_REGION: "eu-west-1"
          }))
        )
      )
    )
  )

  it.effect("detected, where nothing is swapped", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* accountsOf, right(accounts.stg))
      assert.strictEqual((yield* Aws.explain("app")).runtime.name, "gitlab_ci")
    }).pipe(
      Effect.provide(
        onPlace(Aws.layer, (aws) =>
          Effect.map(sessionVariables(accounts.devops, "devops_role")(aws), (keys) => ({
            ...keys,
            GITLAB_CI: "true",
            ENV_NAME: "stg"
          }))
        )
      )
    )
  )

  it.effect.each(["local", "ci", "aws_cloud9", "codespaces", "github_action"] as const)(
    "in a test, as on %s, in one line",
    (runtime) =>
      Effect.gen(function* () {
        const sbx = yield* Aws.env("sbx")
        assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      }).pipe(Effect.provide(layerTest(Aws, { runtime })))
  )
})
