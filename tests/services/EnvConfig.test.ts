import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as BotoSesFactory from "../../src/live/BotoSesFactory.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import type { Options } from "../../src/services/EnvConfig.ts"
import { fromOptions } from "../../src/services/reading/ReadOptions.ts"
import { aSecret, assertSays, configOf, type Variables } from "./reading/harness.ts"

const built = (options: Options, env: Variables = {}) => configOf(EnvConfig.layer(options), { env })

describe("EnvConfig.layer", () => {
  it.effect("gives the entries as they are written", () =>
    Effect.gen(function* () {
      const config = yield* built({
        region: "us-east-1",
        stsRegion: "us-east-2",
        devops: { accountId: "111111111111", profile: "acme devops" },
        workloads: {
          sbx: { accountId: "222222222222", roleArn: "arn:aws:iam::222222222222:role/deploy/sbx", region: "eu-west-1" },
          "prd-eu": {}
        },
        defaultAppEnv: "sbx",
        guardApp: true
      })
      assert.deepStrictEqual(
        config,
        EnvConfig.make({
          entries: {
            region: "us-east-1",
            stsRegion: "us-east-2",
            devops: { accountId: "111111111111", profile: "acme devops" },
            workloads: {
              sbx: {
                accountId: "222222222222",
                roleArn: "arn:aws:iam::222222222222:role/deploy/sbx",
                region: "eu-west-1"
              },
              "prd-eu": {}
            },
            defaultAppEnv: "sbx",
            guardApp: true
          },
          currentEnv: {},
          sources: ["the options given to EnvConfig.layer"]
        })
      )
    })
  )

  it.effect("reads the variables of the current env, an empty one being unset", () =>
    Effect.gen(function* () {
      const options = { devops: {}, workloads: { sbx: {} } }
      const { currentEnv } = yield* built(options, { USER_ENV_NAME: "sbx", ENV_NAME: "prd" })
      assert.deepStrictEqual(currentEnv, { USER_ENV_NAME: "sbx", ENV_NAME: "prd" })
      const provider = ConfigProvider.fromEnv({
        env: { USER_ENV_NAME: "", ENV_NAME: "prd", ENV_NAME_X: "y" },
        preserveEmptyStrings: true
      })
      const other = yield* EnvConfig.EnvConfig.pipe(
        Effect.provide(EnvConfig.layer(options)),
        Effect.provide(ConfigProvider.layer(provider))
      )
      assert.deepStrictEqual(other.currentEnv, { ENV_NAME: "prd" })
    })
  )

  it.effect("reads Config values when it is built", () =>
    Effect.gen(function* () {
      const { entries } = yield* built(
        {
          region: Config.String("REGION"),
          devops: {
            accountId: Config.option(Config.String("NOWHERE")),
            profile: Config.option(Config.String("PROFILE"))
          },
          workloads: { sbx: { accountId: Config.String("ACCOUNT").pipe(Config.nested("SBX")) } }
        },
        { REGION: "eu-west-1", PROFILE: "acme", SBX_ACCOUNT: "222222222222", SBX_ACCOUNT_ACME: "9" }
      )
      assert.deepStrictEqual(entries, {
        region: "eu-west-1",
        devops: { profile: "acme" },
        workloads: { sbx: { accountId: "222222222222" } },
        guardApp: false
      })
    })
  )

  it.effect("marks the entry whose Config finds nothing, and no other", () =>
    Effect.gen(function* () {
      const { entries } = yield* built({
        devops: {},
        workloads: {
          sbx: { accountId: Config.String("SBX_ID") },
          tst: {
            roleArn: Config.String("TST_ROLE").pipe(Config.orElse(() => Config.String("ROLE"))),
            profile: Config.String("P").pipe(Config.nested("TST"))
          },
          prd: {}
        }
      })
      assert.deepStrictEqual(entries.workloads, {
        sbx: { missing: [{ field: "accountId", detail: "SBX_ID is not set" }] },
        tst: {
          missing: [
            { field: "roleArn", detail: "ROLE is not set" },
            { field: "profile", detail: "TST_P is not set" }
          ]
        },
        prd: {}
      })
      assert.deepStrictEqual(entries.devops, {})
    })
  )

  it.effect("marks every entry that needs a common region whose Config finds nothing", () =>
    Effect.gen(function* () {
      const { entries } = yield* built({
        region: Config.String("REGION"),
        stsRegion: Config.String("STS"),
        devops: {},
        workloads: { sbx: {}, prd: { region: "us-east-1" }, tst: { region: Config.String("TST_REGION") } }
      })
      const region = { field: "region", detail: "REGION is not set" }
      const sts = { field: "stsRegion", detail: "STS is not set" }
      assert.deepStrictEqual(entries.devops, { missing: [region] })
      assert.deepStrictEqual(entries.workloads, {
        sbx: { missing: [region, sts] },
        prd: { region: "us-east-1", missing: [sts] },
        tst: { missing: [{ field: "region", detail: "TST_REGION is not set" }, sts] }
      })
    })
  )

  it.effect("fails where the provider's source cannot be read", () =>
    Effect.gen(function* () {
      const broken = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "store is down" }))
      )
      const layer = EnvConfig.layer({ devops: { accountId: Config.String("X") }, workloads: {} })
      const error = yield* Effect.flip(
        EnvConfig.EnvConfig.pipe(Effect.provide(Layer.provide(layer, ConfigProvider.layer(broken))))
      )
      assertSays(error, "ConfigInvalid", ["devops.accountId", "store is down"])
    })
  )

  it.effect("of a factory leaves aside what its options hold besides, and refuses the rest", () =>
    Effect.gen(function* () {
      const options = { devops: {}, workloads: { sbx: {} }, rolePolicy: { externalId: "x" }, refreshMargin: "1 minute" }
      assert.deepStrictEqual((yield* fromOptions(options)).sources, ["the options of the factory"])
      const error = yield* Effect.flip(fromOptions({ ...options, rolepolicy: {} } as Options))
      assertSays(error, "ConfigInvalid", ["the options of the factory", 'Did you mean "rolePolicy"?'])
    })
  )

  it.effect("takes the options of a factory, whatever they hold besides", () =>
    Effect.gen(function* () {
      class Everything extends BotoSesFactory.Service<Everything>()("acme/Everything", {
        region: "us-east-1",
        devops: {},
        workloads: { sbx: {}, prd: {} },
        defaultAppEnv: "prd",
        currentEnv: "sbx",
        rolePolicy: { roleName: "deploy" },
        refreshMargin: "1 minute",
        identityCheck: "parallel",
        sessionStore: "host"
      }) {}
      const { entries, currentEnv } = yield* configOf(
        EnvConfig.layer({ ...Everything.options, region: "eu-west-1" }),
        {}
      )
      assert.deepStrictEqual([entries.region, entries.defaultAppEnv], ["eu-west-1", "prd"])
      assert.deepStrictEqual(currentEnv, { stated: "sbx" })
    })
  )

  it.effect("reads what the program says of the current env, and what its Config does not find", () =>
    Effect.gen(function* () {
      const options = { devops: {}, workloads: { sbx: {} } }
      const stage = Config.String("STAGE")
      const found = yield* built({ ...options, currentEnv: stage }, { STAGE: "qa", ENV_NAME: "sbx" })
      assert.deepStrictEqual(found.currentEnv, { stated: "qa", ENV_NAME: "sbx" })
      const missing = yield* built({ ...options, currentEnv: stage }, { ENV_NAME: "sbx" })
      assert.deepStrictEqual(missing.currentEnv, { missing: "STAGE is not set", ENV_NAME: "sbx" })
      const optional = yield* built({ ...options, currentEnv: Config.option(stage) }, { ENV_NAME: "sbx" })
      assert.deepStrictEqual(optional.currentEnv, { ENV_NAME: "sbx" })
    })
  )

  it.effect("reports all mistakes together", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        built(
          {
            region: "us-east",
            devops: { accountId: Config.Int("ID").pipe(Config.map(String)) },
            workloads: { sbx: { accountId: "1" }, app: {}, "a-b": {}, a_b: { profile: "" } },
            defaultAppEnv: "sbxx"
          } as unknown as Options,
          { ID: "many" }
        )
      )
      const { reason } = error
      if (reason._tag !== "ConfigInvalid") return assert.fail(reason._tag)
      assert.strictEqual(reason.problems.length, 7)
      assertSays(error, "ConfigInvalid", [
        "has 7 mistakes",
        "devops.accountId: expected a Config that can be read, found one that cannot (ID: expected",
        "region: expected an AWS region",
        "workloads.sbx.accountId",
        "workloads.a_b.profile",
        '"app", which cannot name a workload',
        "A_B_…",
        'Did you mean "sbx"'
      ])
    })
  )

  const good = { devops: {}, workloads: { sbx: {} } }
  const devops = (entry: unknown) => ({ ...good, devops: entry })
  const sbx = (entry: unknown) => ({ ...good, workloads: { sbx: entry } })
  const arn = "arn:aws:iam::111111111111:role/deploy"

  it.effect.each<{ name: string; options: unknown; says: ReadonlyArray<string> }>([
    { name: "null", options: null, says: ["expected an object, found null"] },
    { name: "nothing", options: undefined, says: ["expected an object, found nothing"] },
    { name: "a number", options: 7, says: ["expected an object, found the number 7"] },
    { name: "a text", options: "sbx", says: ['found "sbx"'] },
    { name: "a list", options: [good], says: ["found a list of 1"] },
    { name: "a function", options: () => good, says: ["found a function"] },
    {
      name: "an empty object",
      options: {},
      says: ["devops: expected an object, found nothing", "workloads: expected an object, found nothing"]
    },
    { name: "a date for devops", options: devops(new Date(0)), says: ["devops: expected an object, found a date"] },
    { name: "null for devops", options: devops(null), says: ["devops: expected an object, found null"] },
    { name: "a map of workloads", options: { ...good, workloads: new Map() }, says: ["workloads: expected an object"] },
    {
      name: "a list of workloads",
      options: { ...good, workloads: ["sbx"] },
      says: ["workloads: expected", "a list of 1"]
    },
    { name: "a text for an entry", options: sbx("222222222222"), says: ["workloads.sbx: expected an object"] },
    {
      name: "an account id as a number",
      options: sbx({ accountId: 222222222222 }),
      says: ["22********22", "in quotes"]
    },
    { name: "an account id of 11 digits", options: sbx({ accountId: "22222222222" }), says: ["12 digits"] },
    { name: "an account id with a line break", options: sbx({ accountId: "222222222222\n" }), says: ["12 digits"] },
    { name: "an account id as a bigint", options: sbx({ accountId: 222222222222n }), says: ["found the number"] },
    { name: "a secret for an account id", options: sbx({ accountId: aSecret }), says: ["looks like a key"] },
    { name: "an access key for a profile", options: sbx({ profile: "[AKIAIOSFODNN7EXAMPLE]" }), says: ["like a key"] },
    { name: "a Redacted value", options: sbx({ accountId: Redacted.make(aSecret) }), says: ["found an object"] },
    {
      name: "a role name for an ARN",
      options: sbx({ roleArn: "deploy" }),
      says: ["roleArn: expected an IAM role ARN"]
    },
    {
      name: "a session's ARN",
      options: sbx({ roleArn: "arn:aws:sts::222222222222:assumed-role/a/b" }),
      says: ["role ARN"]
    },
    {
      name: "an ARN of no partition",
      options: sbx({ roleArn: "arn:moon:iam::222222222222:role/a" }),
      says: ["role ARN"]
    },
    { name: "an ARN without account", options: devops({ roleArn: "arn:aws:iam:::role/a" }), says: ["devops.roleArn"] },
    { name: "an empty profile", options: sbx({ profile: "" }), says: ["found an empty text"] },
    { name: "a profile with brackets", options: sbx({ profile: "a]b" }), says: ["workloads.sbx.profile", "brackets"] },
    { name: "a profile with a line break", options: sbx({ profile: "a\nb" }), says: ['"a\\nb"'] },
    {
      name: "a region with a zone",
      options: sbx({ region: "us-east-1a" }),
      says: ["workloads.sbx.region", "us-east-1"]
    },
    {
      name: "a region as a list",
      options: { ...good, region: ["us-east-1"] },
      says: ["region: expected", "a list of 1"]
    },
    { name: "an STS region", options: { ...good, stsRegion: "global" }, says: ["stsRegion: expected an AWS region"] },
    { name: "a mistyped field", options: sbx({ acountId: "1" }), says: ['"acountId"', 'Did you mean "accountId"?'] },
    { name: "a mistyped top field", options: { ...good, workload: {} }, says: ['Did you mean "workloads"?'] },
    {
      name: "a mistyped part of a factory",
      options: { ...good, rolePolicy: {}, rolepolicy: {} },
      says: ['"rolepolicy"']
    },
    {
      name: "another current env",
      options: { ...good, currentEnv: "sbz" },
      says: ["currentEnv", 'Did you mean "sbx"?']
    },
    { name: "an empty current env", options: { ...good, currentEnv: "" }, says: ["currentEnv", "an empty text"] },
    {
      name: "a current env of a wrong kind",
      options: { ...good, currentEnv: Config.Boolean("FLAG") },
      says: ["currentEnv: expected the name of an environment, found true"]
    },
    {
      name: "a mistyped role policy",
      options: { ...good, regoin: "x" },
      says: [
        "expected the fields region, ",
        '(the nearest first), found an unknown field "regoin". Did you mean "region"?'
      ]
    },
    {
      name: "a reserved name",
      options: { ...good, workloads: { devops: {} } },
      says: ['"devops", which cannot name a workload']
    },
    {
      name: "a name in capitals",
      options: { ...good, workloads: { SBX: {} } },
      says: ['"SBX", which is not an env name']
    },
    { name: "a name too long", options: { ...good, workloads: { ["a".repeat(33)]: {} } }, says: ["32 characters"] },
    {
      name: "__proto__ as a name",
      options: { ...good, workloads: JSON.parse('{"__proto__":{}}') },
      says: ["__proto__"]
    },
    { name: "devops as default", options: { ...good, defaultAppEnv: "devops" }, says: ["defaultAppEnv: expected"] },
    { name: "an unknown default", options: { ...good, defaultAppEnv: "sbz" }, says: ['Did you mean "sbx"?'] },
    {
      name: "a default without workloads",
      options: { devops: {}, workloads: {}, defaultAppEnv: "sbx" },
      says: ["No workload"]
    },
    { name: "a text for guardApp", options: { ...good, guardApp: "true" }, says: ["guardApp: expected true or false"] },
    {
      name: "one role for devops and a workload",
      options: { devops: { roleArn: arn }, workloads: { sbx: { roleArn: arn.replace("role/", "role/path/") } } },
      says: ["devops.roleArn and workloads.sbx.roleArn: expected a role of its own for devops, found the same role"]
    },
    {
      name: "a Config of a wrong kind",
      options: sbx({ accountId: Config.Boolean("FLAG") }),
      says: ["expected text", "true"]
    },
    { name: "a malformed Config", options: sbx({ accountId: Config.Int("WORD") }), says: ["WORD: expected"] },
    {
      name: "a malformed optional Config",
      options: sbx({ profile: Config.option(Config.Int("WORD")) }),
      says: ["WORD"]
    }
  ])("refuses $name", ({ options, says }) =>
    Effect.gen(function* () {
      const env = { FLAG: "true", WORD: "many" }
      const error = yield* Effect.flip(built(options as Options, env))
      assertSays(error, "ConfigInvalid", ["the options given to EnvConfig.layer", ...says])
    })
  )
})
