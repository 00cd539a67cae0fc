import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Reason } from "../../src/domain/errors/Reason.ts"
import { MfaCode } from "../../src/services/MfaCode.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { home } from "../aws/fixture.ts"
import { Aws, accounts } from "./acme.ts"

const serial = `arn:aws:iam::${accounts.devops}:mfa/alice`

const world: LocalAws.Options = {
  accounts: {
    [accounts.devops]: {
      users: { alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "s", mfaSerial: serial } }
    },
    ...Object.fromEntries(
      (["sbx", "prd"] as const).map((env) => [
        accounts[env],
        {
          alias: `acme-${env}`,
          buckets: [`acme-${env}-data`],
          roles: {
            deploy: { trust: [accounts.devops], requireMfa: env === "prd" },
            reader: { trust: [`arn:aws:iam::${accounts[env]}:role/deploy`] }
          }
        }
      ])
    )
  }
}

const alice = "aws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = s\n"
const roleOf = (env: "sbx" | "prd", more = "") =>
  `[profile acme-${env}]\nrole_arn = arn:aws:iam::${accounts[env]}:role/deploy\nsource_profile = base\n${more}`

/** The factory on a laptop with this `~/.aws/config`, and no endpoint in the environment. */
const onLaptop = (config: (aws: LocalAws.LocalAws) => string, variables: { readonly [name: string]: string } = {}) =>
  Layer.provideMerge(
    Layer.unwrap(
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const folder = yield* home(() => ({ ".aws/config": config(aws) }))
        const env = { HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...variables }
        return Aws.layerLocal.pipe(
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
          Layer.provide(
            Layer.succeed(MfaCode)(({ serialNumber }) =>
              Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => Redacted.make(code))
            )
          )
        )
      })
    ),
    LocalAws.layer(world)
  )

const actions = Effect.gen(function* () {
  return (yield* (yield* LocalAws.LocalAws).requests).map(({ action }) => action)
})

describe("a session of a profile with endpoint_url", () => {
  it.live("asks there for everything: its role, its identity, its clients, its alias, roles assumed from it", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const { Buckets } = yield* sbx.use(S3Client, (s3, abortSignal) =>
        s3.send(new ListBucketsCommand(), { abortSignal })
      )
      assert.deepStrictEqual(
        Buckets?.map(({ Name }) => Name),
        ["acme-sbx-data"]
      )
      assert.deepStrictEqual((yield* sbx.whoAmI).accountAlias, "acme-sbx")
      const reader = yield* sbx.assumeRole({ roleArn: `arn:aws:iam::${accounts.sbx}:role/reader` })
      const sts = yield* reader.client(STSClient)
      const { Arn } = yield* Effect.promise(() => sts.send(new GetCallerIdentityCommand()))
      assert.match(Arn ?? "", /assumed-role\/reader\//)
      assert.deepStrictEqual(yield* actions, [
        "AssumeRole",
        "ListBuckets",
        "ListAccountAliases",
        "AssumeRole",
        "GetCallerIdentity"
      ])
    }).pipe(
      Effect.provide(onLaptop((aws) => `${roleOf("sbx", `endpoint_url = ${aws.endpoint}\n`)}[profile base]\n${alice}`))
    )
  )

  it.live("takes a service's own from the services section, for a client with a configuration too", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      const s3 = yield* sbx.client(S3Client, { forcePathStyle: true })
      assert.strictEqual((yield* Effect.promise(() => s3.send(new ListBucketsCommand()))).Buckets?.length, 1)
      const sts = yield* sbx.client(STSClient, { endpoint })
      yield* Effect.promise(() => sts.send(new GetCallerIdentityCommand()))
    }).pipe(
      Effect.provide(
        onLaptop(
          (aws) =>
            `${roleOf("sbx", "services = local\nendpoint_url = http://127.0.0.1:1\n")}[profile base]\n${alice}[services local]\nsts =\n  endpoint_url = ${aws.endpoint}\ns3 =\n  endpoint_url = ${aws.endpoint}\n`
        )
      )
    )
  )

  it.live("asks at the environment's endpoint where there is one", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "ProfileUnusable")
      assert.deepStrictEqual(yield* actions, [])
    }).pipe(
      Effect.provide(
        onLaptop((aws) => `${roleOf("sbx", `endpoint_url = ${aws.endpoint}\n`)}[profile base]\n${alice}`, {
          AWS_ENDPOINT_URL_STS: "not a url"
        })
      )
    )
  )
})

describe("a role of a profile that STS does not give", () => {
  const failing = (name: string, config: (endpoint: string) => string, check: (reason: Reason) => void) =>
    it.live(name, () =>
      Effect.map(Effect.flip(Aws.env("sbx")), ({ reason }) => check(reason)).pipe(
        Effect.provide(onLaptop(({ endpoint }) => config(endpoint)))
      )
    )

  failing(
    "is an outage where nobody answers, as for any other source",
    () => `${roleOf("sbx", "endpoint_url = http://127.0.0.1:1\n")}[profile base]\n${alice}`,
    (reason) => {
      assert.strictEqual(reason._tag, "StsUnavailable")
      assert.match(reason.message, /AssumeRole for the AWS CLI profile acme-sbx in us-east-1 .*Check the network/)
    }
  )

  failing(
    "names the profile whose keys are wrong",
    (endpoint) =>
      `${roleOf("sbx", `endpoint_url = ${endpoint}\n`)}[profile base]\n${alice.replace("= s\n", "= wrong\n")}`,
    (reason) => {
      assert.strictEqual(reason._tag, "CredentialsRejected")
      assert.match(reason.message, /credentials of the AWS CLI profile base \(SignatureDoesNotMatch\)/)
    }
  )

  failing(
    "names the role and who was not let to assume it",
    (endpoint) =>
      `${roleOf("sbx", `endpoint_url = ${endpoint}\n`).replace("role/deploy", "role/nope")}[profile base]\n${alice}`,
    (reason) => {
      assert.strictEqual(reason._tag, "AssumeRoleDenied")
      assert.match(reason.message, /let the AWS CLI profile base assume .*role\/nope for the AWS CLI profile acme-sbx/)
      assert.match(reason.message, /Correct the role's ARN/)
    }
  )
})

describe("profiles with mfa_serial", () => {
  it.live("share one sign-in among the envs of a factory", () =>
    Effect.gen(function* () {
      const [prd, sbx] = yield* Effect.all([Aws.env("prd"), Aws.env("sbx")], { concurrency: "unbounded" })
      assert.deepStrictEqual([yield* prd.accountId, yield* sbx.accountId], [accounts.prd, accounts.sbx])
      assert.deepStrictEqual((yield* actions).toSorted(), ["AssumeRole", "AssumeRole", "GetSessionToken"])
    }).pipe(
      Effect.provide(
        onLaptop(
          (aws) =>
            `${(["sbx", "prd"] as const).map((env) => roleOf(env, `mfa_serial = ${serial}\nendpoint_url = ${aws.endpoint}\n`)).join("")}[profile base]\n${alice}`
        )
      )
    )
  )
})
