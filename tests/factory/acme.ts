import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { BotoSesFactory } from "../../mod.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { LocalAws } from "../../src/testing/mod.ts"

export const accounts = {
  devops: "111111111111",
  sbx: "222222222222",
  tst: "333333333333",
  stg: "444444444444",
  prd: "555555555555",
  dr: "666666666666"
} as const

export const envs = ["sbx", "tst", "stg", "prd", "dr"] as const

/** The factory of the tests: a devops account and five workloads. */
export class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: {
    sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
    tst: { accountId: accounts.tst, profile: "acme-tst" },
    stg: { accountId: accounts.stg, profile: "acme-stg" },
    prd: { accountId: accounts.prd, profile: "acme-prd" },
    dr: { accountId: accounts.dr, profile: "acme-dr" }
  },
  defaultAppEnv: "sbx"
}) {}

/** The account of each session of the main job. */
export const mainJob = Effect.gen(function* () {
  const devops = yield* Aws.devops
  const sbx = yield* Aws.env("sbx")
  const prd = yield* Aws.env("prd")
  const app = yield* Aws.app
  return {
    devops: yield* devops.identity,
    sbx: yield* sbx.identity,
    prd: yield* prd.identity,
    app: yield* app.identity
  }
})

/** The user whose keys the AWS CLI profiles of a laptop hold, in every account. */
export const laptopUser = "laptop"

const workload = (env: string) => ({
  alias: `acme-${env}`,
  buckets: [`acme-${env}-data`],
  users: { [laptopUser]: {} },
  roles: {
    [`${env}_deployment_role`]: { trust: [accounts.devops], maxSessionDuration: 43_200 },
    [`${env}_app_role`]: {}
  }
})

/** The accounts of the tests, on a local AWS. */
export const world: LocalAws.Options = {
  accounts: {
    [accounts.devops]: {
      alias: "acme-devops",
      users: { ci: {}, [laptopUser]: {}, alice: { mfaSerial: `arn:aws:iam::${accounts.devops}:mfa/alice` } },
      roles: {
        devops_role: {
          maxSessionDuration: 43_200,
          trust: [{ federated: "token.actions.githubusercontent.com" }, accounts.devops]
        }
      }
    },
    ...Object.fromEntries(envs.map((env) => [accounts[env], workload(env)]))
  }
}

/** Variables of a process, made from the local AWS that it works on. */
export type Variables = (aws: LocalAws.LocalAws) => Effect.Effect<Record<string, string>, LocalAws.LocalAwsError>

/** Session keys as the variables of a job. */
export const sessionVariables =
  (accountId: string, role: string, sessionName = "job"): Variables =>
  (aws) =>
    Effect.map(aws.roleCredentials(accountId, role, { sessionName }), (keys) => ({
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
      AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
    }))

/** A user's long-lived keys as the variables of a job. */
export const userVariables =
  (accountId: string, user: string): Variables =>
  (aws) =>
    Effect.map(aws.userCredentials(accountId, user), (keys) => ({
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey)
    }))

/** A layer of a factory, unchanged, on a local AWS and on nothing of the machine but the variables given. */
export const onPlace = <A>(
  layer: Layer.Layer<A, BotoSesError, LocalAws.LocalAws>,
  variables: Variables = () => Effect.succeed({}),
  options: LocalAws.Options = world
): Layer.Layer<A | LocalAws.LocalAws, BotoSesError | LocalAws.LocalAwsError> =>
  Layer.provideMerge(
    Layer.unwrap(
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const env = {
          HOME: "/nonexistent",
          AWS_EC2_METADATA_DISABLED: "true",
          AWS_ENDPOINT_URL: aws.endpoint,
          ...(yield* variables(aws))
        }
        return Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      })
    ),
    LocalAws.layer(options)
  )

/** `onPlace` with a home whose AWS CLI profiles (`acme-sbx`, …) hold the keys of each account's laptop user. */
export const onLaptop = <A>(
  layer: Layer.Layer<A, BotoSesError>,
  variables: Variables = () => Effect.succeed({})
): Layer.Layer<A | LocalAws.LocalAws, BotoSesError | LocalAws.LocalAwsError> =>
  Layer.unwrap(
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "laptop-"))),
        (home) => Effect.sync(() => rmSync(home, { recursive: true }))
      ),
      (home) =>
        onPlace(layer, (aws) =>
          Effect.gen(function* () {
            const blocks: Array<string> = []
            for (const [env, accountId] of Object.entries(accounts)) {
              const keys = yield* aws.userCredentials(accountId, laptopUser)
              blocks.push(
                `[acme-${env}]`,
                `aws_access_key_id = ${keys.accessKeyId}`,
                `aws_secret_access_key = ${Redacted.value(keys.secretAccessKey)}`
              )
            }
            mkdirSync(join(home, ".aws"))
            writeFileSync(join(home, ".aws", "credentials"), `${blocks.join("\n")}\n`)
            return { HOME: home, ...(yield* variables(aws)) }
          })
        )
    )
  )
