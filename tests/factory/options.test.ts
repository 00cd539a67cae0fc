import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { BotoSesFactory } from "../../mod.ts"
import type { AssumeRoleOptions } from "../../src/services/Session.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, onLaptop, onPlace, sessionVariables, userVariables } from "./acme.ts"

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }]
})

const everything = {
  durationSeconds: 1200,
  roleSessionName: "deploy-42",
  tags: { team: "payments", stage: "x y" },
  transitiveTagKeys: ["team"],
  externalId: "acme:42",
  sourceIdentity: "alice",
  policy,
  policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
} as const

const onTheWire = {
  DurationSeconds: "1200",
  RoleSessionName: "deploy-42",
  "Tags.member.1.Key": "team",
  "Tags.member.1.Value": "payments",
  "Tags.member.2.Key": "stage",
  "Tags.member.2.Value": "x y",
  "TransitiveTagKeys.member.1": "team",
  ExternalId: "acme:42",
  SourceIdentity: "alice",
  Policy: policy,
  "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

const lastAssumeRole = Effect.gen(function* () {
  const requests = (yield* (yield* LocalAws.LocalAws).requests).filter(({ action }) => action === "AssumeRole")
  return requests.at(-1)?.params ?? {}
})

const ci = onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))

describe("the options of AssumeRole", () => {
  it.effect("arrive on the wire from a call of env", () =>
    Effect.gen(function* () {
      yield* Aws.env("sbx", everything)
      const params = yield* lastAssumeRole
      for (const [name, value] of Object.entries(onTheWire)) assert.strictEqual(params[name], value, name)
    }).pipe(Effect.provide(ci))
  )

  it.effect("arrive on the wire from a session's assumeRole", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const role = yield* devops.assumeRole({
        roleArn: `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`,
        region: "eu-west-1",
        ...everything
      })
      const params = yield* lastAssumeRole
      for (const [name, value] of Object.entries(onTheWire)) assert.strictEqual(params[name], value, name)
      assert.strictEqual(role.purpose, "role")
      assert.strictEqual(role.region, "eu-west-1")
      assert.strictEqual(
        yield* role.principalArn,
        `arn:aws:sts::${accounts.tst}:assumed-role/tst_deployment_role/deploy-42`
      )
    }).pipe(Effect.provide(ci))
  )

  it.effect("arrive on the wire from the RolePolicy, and the call's win", () => {
    class Policied extends BotoSesFactory.Service<Policied>()("acme/Policied", {
      region: "us-east-1",
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx } },
      rolePolicy: { envs: { sbx: everything } }
    }) {}
    return Effect.gen(function* () {
      yield* Policied.env("sbx")
      const params = yield* lastAssumeRole
      for (const [name, value] of Object.entries(onTheWire)) assert.strictEqual(params[name], value, name)
      yield* Policied.env("sbx", { externalId: "other" })
      const other = yield* lastAssumeRole
      assert.strictEqual(other.ExternalId, "other")
      assert.strictEqual(other.SourceIdentity, "alice")
    }).pipe(Effect.provide(onPlace(Policied.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  })

  it.effect("that break a limit of AWS are refused with the field's name, before any request", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const before = yield* (yield* LocalAws.LocalAws).count()
      const bad: ReadonlyArray<readonly [keyof AssumeRoleOptions, unknown]> = [
        ["durationSeconds", 899],
        ["durationSeconds", 43_201],
        ["durationSeconds", 900.5],
        ["durationSeconds", "long"],
        ["roleSessionName", "a"],
        ["roleSessionName", "x".repeat(65)],
        ["roleSessionName", "dependabot[bot]"],
        ["externalId", "a"],
        ["externalId", "x".repeat(1225)],
        ["sourceIdentity", "b"],
        ["sourceIdentity", "aws:alice"],
        ["tags", { "": "x" }],
        ["tags", { ["k".repeat(129)]: "x" }],
        ["tags", { key: "v".repeat(257) }],
        ["tags", Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"]))],
        ["transitiveTagKeys", ["absent"]],
        ["policy", "not json"],
        ["policy", "x".repeat(2049)],
        ["policyArns", ["arn:aws:s3:::bucket"]],
        ["policyArns", Array.from({ length: 11 }, (_, i) => `arn:aws:iam::aws:policy/p${i}`)],
        ["roleArn", "role/sbx"]
      ]
      for (const [field, value] of bad) {
        const options = {
          roleArn: `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`,
          [field]: value
        } as AssumeRoleOptions
        const { reason } = yield* Effect.flip(devops.assumeRole(options))
        assert.strictEqual(reason._tag, "RoleOptionInvalid", `${field}: ${JSON.stringify(value).slice(0, 60)}`)
        assert.include(reason.message, field)
      }
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), before)
    }).pipe(Effect.provide(ci))
  )

  it.effect("that cannot be applied are refused; a profile assumes nothing", () =>
    Effect.gen(function* () {
      for (const options of [{ policy }, { durationSeconds: 900 }, { externalId: "acme" }]) {
        const { reason } = yield* Effect.flip(Aws.env("sbx", options))
        assert.strictEqual(reason._tag, "OptionNotApplicable")
        assert.include(reason.message, Object.keys(options)[0] ?? "")
      }
      const sbx = yield* Aws.env("sbx", { region: "eu-central-1" })
      assert.strictEqual(sbx.region, "eu-central-1")
    }).pipe(Effect.provide(onLaptop(Aws.layerLocal)))
  )
})

describe("durations", () => {
  it.effect('from a role: above an hour is refused, "max" is an hour', () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const { reason } = yield* Effect.flip(Aws.env("sbx", { durationSeconds: 7200 }))
      assert.strictEqual(reason._tag, "RoleOptionInvalid")
      assert.include(reason.message, "role chaining")
      assert.strictEqual(yield* aws.count("AssumeRole"), 0)
      yield* Aws.env("sbx", { durationSeconds: "max" })
      assert.strictEqual((yield* lastAssumeRole).DurationSeconds, "3600")
    }).pipe(Effect.provide(ci))
  )

  it.effect("from a user: up to the role's maximum", () =>
    Effect.gen(function* () {
      yield* Aws.env("sbx", { durationSeconds: 7200 })
      assert.strictEqual((yield* lastAssumeRole).DurationSeconds, "7200")
      yield* Aws.env("sbx", { durationSeconds: "max" })
      assert.strictEqual((yield* lastAssumeRole).DurationSeconds, "43200")
    }).pipe(Effect.provide(onPlace(Aws.layerCi, userVariables(accounts.devops, "ci"))))
  )

  it.effect("from a role: an hour is not refused", () =>
    Effect.gen(function* () {
      yield* Aws.env("sbx", { durationSeconds: 3600 })
      assert.strictEqual((yield* lastAssumeRole).DurationSeconds, "3600")
    }).pipe(Effect.provide(ci))
  )

  it.effect('from a user: "max" falls back to an hour where the role allows no more', () =>
    Effect.gen(function* () {
      yield* Aws.env("sbx", { durationSeconds: "max" })
      const asked = (yield* (yield* LocalAws.LocalAws).requests).filter(({ action }) => action === "AssumeRole")
      assert.deepStrictEqual(
        asked.map(({ params }) => params.DurationSeconds),
        ["43200", "3600"]
      )
    }).pipe(
      Effect.provide(
        onPlace(Aws.layerCi, userVariables(accounts.devops, "ci"), {
          accounts: {
            [accounts.devops]: { users: { ci: {} } },
            [accounts.sbx]: {
              roles: { sbx_deployment_role: { trust: [accounts.devops], maxSessionDuration: 3600 } }
            }
          }
        })
      )
    )
  )
})

describe("multi-factor sign-in", () => {
  const serialNumber = `arn:aws:iam::${accounts.devops}:mfa/alice`

  it.effect("asks one code for several envs behind one device, and never uses a code twice", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      let asked = 0
      const mfa = {
        serialNumber,
        code: Effect.map(Effect.orDie(aws.mfaCode(serialNumber)), (code) => {
          asked++
          return Redacted.make(code)
        })
      }
      const found = yield* Effect.forEach(["sbx", "tst", "prd"] as const, (env) => Aws.env(env, { mfa }), {
        concurrency: "unbounded"
      })
      assert.strictEqual(found.length, 3)
      assert.strictEqual(asked, 1)
      const signIns = (yield* aws.requests).filter(({ action }) => action === "GetSessionToken")
      assert.strictEqual(signIns.length, 1)
      assert.strictEqual(signIns[0]?.params.SerialNumber, serialNumber)
    }).pipe(Effect.provide(onPlace(Aws.layerCi, userVariables(accounts.devops, "alice"))))
  )

  it.effect("of a role goes along with AssumeRole: a role has no device to sign in with", () =>
    Effect.gen(function* () {
      const code = Effect.succeed(Redacted.make("123456"))
      yield* Effect.exit(Aws.env("sbx", { mfa: { serialNumber, code } }))
      const { SerialNumber, TokenCode } = yield* lastAssumeRole
      assert.strictEqual(SerialNumber, serialNumber)
      assert.isDefined(TokenCode)
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("GetSessionToken"), 0)
    }).pipe(Effect.provide(ci))
  )
})

describe("keys", () => {
  it.effect("two different asks never share a session", () =>
    Effect.gen(function* () {
      const options = [
        {},
        { roleSessionName: "one" },
        { roleSessionName: "two" },
        { durationSeconds: 900 },
        { tags: { a: "1" } },
        { tags: { a: "2" } },
        { externalId: "x1" },
        { sourceIdentity: "al" },
        { policy },
        { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
      ]
      const keys = new Set<string>()
      for (const env of ["sbx", "prd"] as const) {
        for (const option of options) {
          const session = yield* Aws.env(env, option)
          keys.add((yield* session.credentials).accessKeyId)
          assert.strictEqual(yield* session.accountId, accounts[env])
        }
      }
      assert.strictEqual(keys.size, 2 * options.length)
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 2 * options.length)
    }).pipe(Effect.provide(ci))
  )

  it.effect("the same credentials for two purposes and regions are fetched once", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const app = yield* Aws.app
      const elsewhere = yield* Aws.env("sbx", { region: "eu-west-1" })
      assert.strictEqual((yield* sbx.credentials).accessKeyId, (yield* app.credentials).accessKeyId)
      assert.strictEqual((yield* sbx.credentials).accessKeyId, (yield* elsewhere.credentials).accessKeyId)
      assert.deepStrictEqual([sbx.region, app.region, elsewhere.region], ["us-east-1", "us-east-1", "eu-west-1"])
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 1)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "aws_cloud9" })))
  )
})
