import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { stringify as toYaml } from "yaml"
import type { Accounts, EntryFields } from "../../src/domain/config/ConfigFile.ts"
import { variablePrefix } from "../../src/domain/config/EnvName.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import { layerAuto, layerFile } from "../../src/services/reading/Layers.ts"
import { assertSays, configOf, folderWith, platform, policyOf, type Variables } from "./reading/harness.ts"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(schema)
const Region = Schema.Literals(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"])
const Account = Schema.Literals(["111111111111", "222222222222", "012345678901"])
const Entry = Schema.Struct({
  accountId: maybe(Account),
  profile: maybe(Schema.Literals(["acme", "acme dev", "ünï", "1e3", "true", "null", "#x", "a: b"])),
  roleArn: maybe(Schema.Literals(["arn:aws:iam::222222222222:role/p/x", "arn:aws-cn:iam::333333333333:role/x+y"])),
  region: maybe(Region)
})
const { roleArn: _roleArn, ...devopsFields } = Entry.fields
const Generated = Schema.Struct({
  region: maybe(Region),
  stsRegion: maybe(Region),
  guardApp: maybe(Schema.Boolean),
  defaultAppEnv: maybe(Schema.Literal("sbx")),
  // No role for devops, so that no workload has the same.
  devops: Schema.Struct(devopsFields),
  workloads: Schema.Struct({ sbx: Entry, "prd-eu": maybe(Entry), a_b1: maybe(Entry) })
})

const entryVariables = (env: string, entry: EntryFields, suffix: string): Variables =>
  Object.fromEntries(
    (
      [
        ["AWS_ACCOUNT_ID", entry.accountId],
        ["IAM_ROLE_ARN", entry.roleArn],
        ["AWS_PROFILE", entry.profile],
        ["AWS_REGION", entry.region]
      ] as const
    ).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${variablePrefix(env)}_${name}${suffix}`, value] as const]
    )
  )

const variablesOf = (accounts: Accounts, suffix = ""): Variables => ({
  BOTO_SES_ENVS: Object.keys(accounts.workloads).join(", "),
  ...(accounts.region === undefined ? {} : { BOTO_SES_REGION: accounts.region }),
  ...(accounts.stsRegion === undefined ? {} : { BOTO_SES_STS_REGION: accounts.stsRegion }),
  ...(accounts.guardApp === undefined ? {} : { BOTO_SES_GUARD_APP: String(accounts.guardApp) }),
  ...(accounts.defaultAppEnv === undefined ? {} : { BOTO_SES_DEFAULT_APP_ENV: accounts.defaultAppEnv }),
  ...entryVariables("devops", accounts.devops, suffix),
  ...Object.assign({}, ...Object.entries(accounts.workloads).map(([env, entry]) => entryVariables(env, entry, suffix)))
})

/** Each object as a table of its own, after what is none. */
const toToml = (table: object, path: ReadonlyArray<string> = []): string => {
  const tables = Object.entries(table).filter(([, value]) => typeof value === "object")
  const values = Object.entries(table).filter(([, value]) => typeof value !== "object")
  return [
    ...(path.length === 0 ? [] : [`[${path.join(".")}]`]),
    ...values.map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    ...tables.map(([key, value]) => toToml(value, [...path, key]))
  ].join("\n")
}

/** An entry's role may be of another account than the entry: no source refuses that, it is for the plan to tell. */
layer(platform)("the same configuration", (it) => {
  it.effect.prop(
    "through an object, variables, each file format and both together gives the same EnvConfig",
    [Generated],
    ([generated]) =>
      Effect.gen(function* () {
        const accounts: Accounts = generated
        const variables = variablesOf(accounts)
        const working = yield* folderWith({
          "a.json": JSON.stringify(accounts),
          "a.yaml": toYaml(accounts),
          "a.toml": toToml(accounts)
        })
        const expected = (yield* configOf(EnvConfig.layer(accounts))).entries
        const envs = Object.keys(accounts.workloads)
        const entries = [
          yield* configOf(EnvConfig.layerConfig(), { env: variables }),
          yield* configOf(EnvConfig.layerConfig({ envs }), { env: { ...variables, BOTO_SES_ENVS: "other" } }),
          yield* configOf(EnvConfig.layerConfig({ suffix: "acme" }), { env: variablesOf(accounts, "_ACME") }),
          yield* configOf(layerFile("a.json"), { working }),
          yield* configOf(layerFile("a.yaml"), { working }),
          yield* configOf(layerFile("a.toml"), { working }),
          yield* configOf(layerAuto({ path: "a.toml" }), { working, env: variables }),
          yield* configOf(layerAuto({}), { working, env: variables })
        ].map((config) => config.entries)
        for (const found of entries) assert.deepStrictEqual(found, expected)
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect("gives the file's rolePolicy the meaning of RolePolicy.layer's options", () =>
    Effect.gen(function* () {
      const options = { roleName: "{env}-r", tags: { team: "a" }, envs: { prd: { externalId: "xy" } } }
      const working = yield* folderWith({
        "a.json": JSON.stringify({ devops: {}, workloads: { sbx: {}, prd: {} }, rolePolicy: options })
      })
      const fromFile = yield* policyOf(layerFile("a.json"), { working })
      const fromAuto = yield* policyOf(layerAuto({ path: "a.json" }), { working })
      const typed = yield* policyOf(RolePolicy.layer(options))
      for (const env of ["devops", "sbx", "prd"]) {
        assert.deepStrictEqual(yield* fromFile.role(env), yield* typed.role(env))
        assert.deepStrictEqual(yield* fromAuto.role(env), yield* typed.role(env))
      }
    })
  )
})

describe("EnvConfig.layerConfig", () => {
  it.effect("takes a variable that is not set, or empty, for an absent field, and says which it read", () =>
    Effect.gen(function* () {
      const env = {
        BOTO_SES_ENVS: "sbx,,prd,sbx",
        SBX_AWS_ACCOUNT_ID: "",
        PRD_AWS_PROFILE: "acme",
        TST_AWS_REGION: "x"
      }
      const { entries, sources } = yield* configOf(EnvConfig.layerConfig(), { env })
      assert.deepStrictEqual(entries, {
        devops: {},
        workloads: { sbx: {}, prd: { profile: "acme" } },
        guardApp: false
      })
      assert.deepStrictEqual(sources, ["environment variables (PRD_AWS_PROFILE)"])
    })
  )

  it.effect("with a suffix reads no entry without it, and the common ones with it first", () =>
    Effect.gen(function* () {
      const env = {
        BOTO_SES_ENVS: "prd",
        BOTO_SES_ENVS_ACME_2: "sbx",
        BOTO_SES_REGION: "us-east-1",
        SBX_AWS_ACCOUNT_ID: "222222222222",
        SBX_AWS_PROFILE_ACME_2: "acme"
      }
      const { entries } = yield* configOf(EnvConfig.layerConfig({ suffix: "acme-2" }), { env })
      assert.deepStrictEqual(entries, {
        devops: {},
        workloads: { sbx: { profile: "acme" } },
        region: "us-east-1",
        guardApp: false
      })
    })
  )

  it.effect.each<{ name: string; options?: object; env?: Variables; says: ReadonlyArray<string> }>([
    { name: "no names", says: ["BOTO_SES_ENVS: expected the names", "is not set", "layerConfig"] },
    { name: "a reserved name", env: { BOTO_SES_ENVS: "sbx,app" }, says: ['"app", which cannot name a workload'] },
    { name: "names that share variables", env: { BOTO_SES_ENVS: "a-b,a_b" }, says: ["A_B_…"] },
    { name: "a bad name", env: { BOTO_SES_ENVS: "sbx;prd" }, says: ['"sbx;prd", which is not an env name'] },
    {
      name: "bad values",
      env: {
        BOTO_SES_ENVS: "prd-eu",
        PRD_EU_AWS_ACCOUNT_ID: "1234",
        PRD_EU_IAM_ROLE_ARN: "role",
        DEVOPS_AWS_REGION: "moon",
        BOTO_SES_REGION: "mars",
        BOTO_SES_DEFAULT_APP_ENV: "sbx",
        BOTO_SES_GUARD_APP: "1"
      },
      says: [
        "has 6 mistakes",
        "PRD_EU_AWS_ACCOUNT_ID: expected an AWS account id",
        "PRD_EU_IAM_ROLE_ARN: expected",
        "DEVOPS_AWS_REGION: expected",
        "BOTO_SES_REGION: expected",
        "BOTO_SES_DEFAULT_APP_ENV: expected",
        "BOTO_SES_GUARD_APP: expected true or false"
      ]
    },
    {
      name: "a bad value with a suffix",
      options: { suffix: "acme", envs: ["sbx"] },
      env: { SBX_AWS_ACCOUNT_ID_ACME: "1", BOTO_SES_STS_REGION: "x" },
      says: ["SBX_AWS_ACCOUNT_ID_ACME: expected", "BOTO_SES_STS_REGION: expected"]
    },
    {
      name: "one role for all",
      env: {
        BOTO_SES_ENVS: "sbx",
        DEVOPS_IAM_ROLE_ARN: "arn:aws:iam::111111111111:role/x",
        SBX_IAM_ROLE_ARN: "arn:aws:iam::111111111111:role/x"
      },
      says: ["DEVOPS_IAM_ROLE_ARN and SBX_IAM_ROLE_ARN: expected a role of its own for devops"]
    },
    { name: "a bad suffix", options: { suffix: "a b" }, says: ["suffix: expected letters"] },
    { name: "a list of numbers", options: { envs: [1] }, says: ["envs: expected a list of names"] },
    { name: "a text for envs", options: { envs: "sbx" }, says: ['envs: expected a list of names, found "sbx"'] },
    { name: "null for options", options: null as never, says: ["expected an object, found null"] }
  ])("refuses $name", ({ options, env = {}, says }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(configOf(EnvConfig.layerConfig(options), { env }))
      assertSays(error, "ConfigInvalid", says)
    })
  )
})

layer(platform)("EnvConfig.layerAuto", (it) => {
  const file = {
    region: "us-east-1",
    devops: { accountId: "111111111111" },
    workloads: {
      sbx: { accountId: "222222222222", profile: "file" },
      prd: { roleArn: "arn:aws:iam::333333333333:role/x" }
    }
  }
  const found = Effect.suspend(() => folderWith({ "boto-ses.config.json": JSON.stringify(file) }))

  it.effect("puts variables over the file, field by field, and lists both", () =>
    Effect.gen(function* () {
      const working = yield* found
      const env = {
        BOTO_SES_ENVS: "tst",
        SBX_AWS_ACCOUNT_ID: "222222222222",
        SBX_AWS_PROFILE: "variable",
        TST_AWS_PROFILE: "t",
        BOTO_SES_REGION: "eu-west-1",
        BOTO_SES_DEFAULT_APP_ENV: "prd"
      }
      const { entries, sources } = yield* configOf(layerAuto({}), { working, env })
      assert.deepStrictEqual(entries, {
        region: "eu-west-1",
        devops: { accountId: "111111111111" },
        workloads: {
          sbx: { accountId: "222222222222", profile: "variable" },
          prd: { roleArn: "arn:aws:iam::333333333333:role/x" },
          tst: { profile: "t" }
        },
        defaultAppEnv: "prd",
        guardApp: false
      })
      assert.deepStrictEqual(sources, [
        "environment variables (BOTO_SES_REGION, BOTO_SES_DEFAULT_APP_ENV, SBX_AWS_ACCOUNT_ID, SBX_AWS_PROFILE, TST_AWS_PROFILE)",
        `${working}/boto-ses.config.json (found from ${working} upwards)`
      ])
    })
  )

  it.effect("works with the one source that is there", () =>
    Effect.gen(function* () {
      const working = yield* found
      const { sources } = yield* configOf(layerAuto({}), { working })
      assert.deepStrictEqual(sources.length, 1)
      const empty = yield* folderWith({})
      const env = { BOTO_SES_ENVS: "sbx", SBX_AWS_PROFILE: "x" }
      const variables = yield* configOf(layerAuto({}), { working: empty, env })
      assert.deepStrictEqual(variables.sources, ["environment variables (SBX_AWS_PROFILE)"])
      const policy = yield* policyOf(layerAuto({}), { working: empty, env })
      assert.strictEqual((yield* policy.role("sbx")).roleName, "sbx_deployment_role")
    })
  )

  it.effect("says of both what is missing where there is none", () =>
    Effect.gen(function* () {
      const working = yield* folderWith({})
      const error = yield* Effect.flip(configOf(layerAuto({}), { working }))
      assertSays(error, "ConfigInvalid", ["boto-ses.config.json", "found none", working, "BOTO_SES_ENVS"])
    })
  )

  it.effect("reports the mistakes of both together", () =>
    Effect.gen(function* () {
      const working = yield* folderWith({ "boto-ses.config.json": '{"devops":{"region":"x"},"workloads":{"sbx":{}}}' })
      const error = yield* Effect.flip(configOf(layerAuto({}), { working, env: { SBX_AWS_ACCOUNT_ID: "1" } }))
      assertSays(error, "ConfigInvalid", ["has 2 mistakes", "devops.region", "SBX_AWS_ACCOUNT_ID", working])
    })
  )

  it.effect("finds what is wrong only between the two", () =>
    Effect.gen(function* () {
      const working = yield* found
      const env = { DEVOPS_IAM_ROLE_ARN: "arn:aws:iam::333333333333:role/x", PRD_AWS_REGION: "us-east-1" }
      // The file's account of devops is another one, which is told first.
      assertSays(yield* Effect.flip(configOf(layerAuto({}), { working, env })), "ConfigConflict", [
        "DEVOPS_IAM_ROLE_ARN: expected account",
        "found account 33********33",
        "devops.accountId"
      ])
      const same = yield* folderWith({
        "boto-ses.config.json": '{"devops":{},"workloads":{"sbx":{"roleArn":"arn:aws:iam::333333333333:role/x"}}}'
      })
      assertSays(yield* Effect.flip(configOf(layerAuto({}), { working: same, env })), "ConfigInvalid", [
        "devops.roleArn and workloads.sbx.roleArn: expected a role of its own for devops"
      ])
    })
  )

  const arn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`

  it.effect.each<{ name: string; env: Variables; says: ReadonlyArray<string> }>([
    { name: "account ids", env: { SBX_AWS_ACCOUNT_ID: "222222222299" }, says: ["22********99", "22********22"] },
    { name: "devops's account ids", env: { DEVOPS_AWS_ACCOUNT_ID: "999999999999" }, says: ["devops.accountId"] },
    { name: "role ARNs", env: { PRD_IAM_ROLE_ARN: arn("333333333333", "y") }, says: ["role/y", "role/x"] },
    { name: "an account id and a role's account", env: { PRD_AWS_ACCOUNT_ID: "444444444444" }, says: ["prd.roleArn"] },
    {
      name: "a role's account and an account id",
      env: { SBX_IAM_ROLE_ARN: arn("444444444444", "x") },
      says: ["SBX_IAM_ROLE_ARN", "workloads.sbx.accountId"]
    }
  ])("refuses different $name, naming both sources", ({ env, says }) =>
    Effect.gen(function* () {
      const working = yield* found
      const error = yield* Effect.flip(configOf(layerAuto({}), { working, env }))
      assertSays(error, "ConfigConflict", [...Object.keys(env), `${working}/boto-ses.config.json`, ...says])
    })
  )
})
