import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  BotoSesFactory,
  CurrentSession,
  EnvConfig,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import { LocalAws, layerTest, layerTestCredentials } from "../../src/testing/mod.ts"
import { Aws, accounts, envs, onLaptop, onPlace, sessionVariables, userVariables, type Variables } from "./acme.ts"

const failure = <A, R>(effect: Effect.Effect<A, BotoSesError, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason)

describe("names from outside", () => {
  it.effect("that no workload has are an error with the nearest known one first, and are asked of nobody", () =>
    Effect.gen(function* () {
      const factory = yield* BotoSesFactory.BotoSesFactory
      for (const ask of [factory.env("prdd"), Aws.envOf("prdd"), factory.envOf("prdd")]) {
        const reason = yield* failure(ask as Effect.Effect<unknown, BotoSesError>)
        assert.strictEqual(reason._tag, "UnknownEnv")
        if (reason._tag === "UnknownEnv") assert.strictEqual(reason.known[0], "prd")
        assert.include(reason.message, 'Did you mean "prd"?')
      }
      for (const name of ["", "constructor", "__proto__", "app", "session", "toString"]) {
        assert.strictEqual((yield* failure(factory.env(name)))._tag, "UnknownEnv", name)
      }
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), 0)
      assert.strictEqual(yield* Aws.envOf("prd"), "prd")
      assert.deepStrictEqual(factory.envNames, envs)
    }).pipe(Effect.provide(Layer.provideMerge(Aws.asFactory, layerTest(Aws))))
  )

  it.effect("make a Schema for Config and arguments", () =>
    Effect.gen(function* () {
      const EnvName = Schema.Literals(Aws.envNames)
      const target = Config.schema(EnvName, "TARGET")
      const read = (value: string) =>
        target.pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: { TARGET: value } }))))
      assert.strictEqual(yield* read("sbx"), "sbx")
      assert.strictEqual((yield* Effect.exit(read("prdd")))._tag, "Failure")
      assert.isTrue(Schema.is(EnvName)("dr"))
    })
  )
})

describe("the ways to a factory", () => {
  it.effect("asFactory feeds code that knows no names", () =>
    Effect.gen(function* () {
      const factory = yield* BotoSesFactory.BotoSesFactory
      assert.strictEqual(yield* factory.env("sbx"), yield* Aws.env("sbx"))
      assert.strictEqual(yield* factory.devops, yield* Aws.devops)
    }).pipe(Effect.provide(Layer.provideMerge(Aws.asFactory, layerTest(Aws))))
  )

  it.effect("layerSession runs a program under a target", () =>
    Effect.gen(function* () {
      const account = Effect.flatMap(CurrentSession, ({ accountId }) => accountId)
      for (const target of ["devops", "prd", "app", "session"] as const) {
        const expected = target === "app" || target === "session" ? accounts.sbx : accounts[target]
        assert.strictEqual(yield* account.pipe(Effect.provide(Aws.layerSession(target))), expected)
      }
    }).pipe(Effect.provide(layerTest(Aws)))
  )

  it.effect("make gives a factory without a class, in a scope", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const keys = yield* userVariables(accounts.devops, "ci")(aws)
      const env = { ...keys, AWS_ENDPOINT_URL: aws.endpoint, USER_RUNTIME_NAME: "ci" }
      const factory = yield* BotoSesFactory.make({
        region: "us-east-1",
        devops: { accountId: accounts.devops },
        workloads: { sbx: { accountId: accounts.sbx } }
      }).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
      const sbx = yield* factory.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      // @ts-expect-error no such workload
      assert.strictEqual((yield* failure(factory.env("prd")))._tag, "UnknownEnv")
    }).pipe(Effect.scoped, Effect.provide(onPlace(Layer.empty)))
  )

  it.effect("two factories in one program keep their configurations apart", () => {
    class Other extends BotoSesFactory.Service<Other>()("other/Aws", {
      region: "eu-west-1",
      devops: { accountId: accounts.devops, profile: "acme-devops" },
      workloads: { sbx: { accountId: accounts.prd, profile: "acme-prd" } }
    }) {}
    return Effect.gen(function* () {
      const ours = yield* Aws.env("sbx")
      const theirs = yield* Other.env("sbx")
      assert.deepStrictEqual([yield* ours.accountId, ours.region], [accounts.sbx, "us-east-1"])
      assert.deepStrictEqual([yield* theirs.accountId, theirs.region], [accounts.prd, "eu-west-1"])
    }).pipe(Effect.provide(onLaptop(Layer.merge(Aws.layerLocal, Other.layerLocal))))
  })
})

describe("layerNoDeps", () => {
  const services = (config: Layer.Layer<EnvConfig.EnvConfig, BotoSesError>) =>
    Layer.mergeAll(
      config,
      RolePolicy.layerNaming(),
      Runtime.layerCi,
      SnapshotStore.layerMemory,
      SessionStore.layerNone,
      noToken,
      Sts.layer,
      layerTestCredentials({ ambient: { accountId: accounts.devops, role: "devops_role" } })
    )
  const on = (config: Layer.Layer<EnvConfig.EnvConfig, BotoSesError>) =>
    onPlace(Layer.provide(Aws.layerNoDeps, services(config)))
  const { workloads, defaultAppEnv: _default, currentEnv: _current, ...rest } = Aws.options

  it.effect("takes any one service swapped alone", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(sbx.region, "eu-central-1")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
    }).pipe(Effect.provide(on(EnvConfig.layer({ ...Aws.options, region: "eu-central-1" }))))
  )

  it.effect(
    "refuses a configuration with another account, without a name, or without an id that the class states",
    () =>
      Effect.gen(function* () {
        const { prd: _prd, ...without } = workloads
        const conflicting = [
          EnvConfig.layer({ ...rest, workloads: { ...workloads, prd: { accountId: accounts.sbx } } }),
          EnvConfig.layer({ ...rest, workloads: without }),
          EnvConfig.layer({ ...rest, workloads: { ...workloads, prd: {} } }),
          EnvConfig.layer({ ...rest, devops: { accountId: accounts.dr }, workloads })
        ]
        for (const config of conflicting) {
          const error = yield* Effect.flip(Effect.provide(Aws.devops, on(config)))
          assert.strictEqual("reason" in error && error.reason._tag, "ConfigConflict")
          assert.include(error.message, "acme/Aws")
        }
      })
  )

  it.effect("takes a configuration that holds more", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* (yield* Aws.env("prd")).accountId, accounts.prd)
    }).pipe(
      Effect.provide(on(EnvConfig.layer({ ...rest, workloads: { ...workloads, qa: { accountId: "777777777777" } } })))
    )
  )
})

describe("Config in entries", () => {
  class Configured extends BotoSesFactory.Service<Configured>()("acme/Configured", {
    region: "us-east-1",
    devops: { accountId: accounts.devops, profile: "acme-devops" },
    workloads: {
      sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
      prd: { accountId: Config.String("PRD_AWS_ACCOUNT_ID"), profile: "acme-prd" },
      dr: { accountId: Config.option(Config.String("DR_AWS_ACCOUNT_ID")), profile: "acme-dr" }
    }
  }) {}

  it.effect("that find nothing fail the asks for their entry alone, and name the variable", () =>
    Effect.gen(function* () {
      const reason = yield* failure(Configured.env("prd"))
      assert.strictEqual(reason._tag, "ConfigMissing")
      assert.include(reason.message, "PRD_AWS_ACCOUNT_ID")
      yield* Configured.env("sbx")
      const dr = yield* Configured.env("dr")
      assert.strictEqual(yield* dr.accountId, accounts.dr)
    }).pipe(Effect.provide(onLaptop(Configured.layerLocal)))
  )

  it.effect("are read from the provider, and a malformed value fails the layer", () =>
    Effect.gen(function* () {
      const set = (value: string) =>
        onLaptop(Configured.layerLocal, () => Effect.succeed({ PRD_AWS_ACCOUNT_ID: value }))
      const prd = yield* Effect.provide(Configured.env("prd"), set(accounts.prd))
      assert.strictEqual(prd.plan?.guard?.accountId, accounts.prd)
      const error = yield* Effect.flip(Effect.provide(Configured.env("sbx"), set("12345")))
      assert.strictEqual("reason" in error && error.reason._tag, "ConfigInvalid")
      assert.include(error.message, "prd")
    })
  )
})

/** The value as a logger gets it and writes it. */
const logged = (value: unknown) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const logger = Logger.make(({ message }) => texts.push([message].flat().map(String).join(" ")))
    yield* Effect.provide(Effect.log(value), Logger.layer([logger]))
    return texts.join()
  })

describe("explain", () => {
  it.effect("prints the branches with no request, and the settled plan once the identity is known", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const open = yield* Aws.explain("prd")
      assert.strictEqual(open.plan._tag, "NeedsAmbientIdentity")
      const shown = String(open)
      assert.include(shown, "if the ambient identity is devops")
      assert.deepStrictEqual([`${open}`, inspect(open), yield* logged(open)], [shown, shown, shown])
      const json = JSON.stringify(open)
      assert.include(json, "55********55")
      assert.include(json, '"branches":[{"when":"')
      assert.notMatch(json, /\d{12}/)
      assert.include(shown, "55********55")
      assert.notInclude(shown, accounts.prd)
      assert.strictEqual(yield* aws.count(), 0)
      const settled = yield* Aws.explain("prd", { identity: true })
      assert.strictEqual(settled.plan._tag, "AssumeRole")
      assert.strictEqual(yield* aws.count(), 1)
      assert.strictEqual((yield* Aws.explain("prd")).plan._tag, "AssumeRole")
      assert.strictEqual(yield* aws.count(), 1)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("tells refusals as plans", () =>
    Effect.gen(function* () {
      const { plan } = yield* Aws.explain("devops")
      assert.strictEqual(plan._tag === "Refuse" && plan.reason._tag, "NotFromApplication")
      assert.strictEqual((yield* failure(Aws.env("sbx")))._tag, "NotFromApplication")
      assert.strictEqual((yield* Aws.explain("app")).plan._tag, "UseAmbient")
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "aws_lambda" })))
  )
})

describe("the current env", () => {
  const keys = sessionVariables(accounts.devops, "devops_role")
  const inCi = (more: Record<string, string>) =>
    onPlace(Aws.layerCi, (aws) => Effect.map(keys(aws), (found) => ({ ...found, ...more })))

  it.effect("in CI names the app session, USER_ENV_NAME before ENV_NAME", () =>
    Effect.gen(function* () {
      const app = yield* Effect.provide(Aws.app, inCi({ USER_ENV_NAME: "prd", ENV_NAME: "tst" }))
      assert.strictEqual(app.env, "prd")
      assert.strictEqual((yield* Effect.provide(Aws.app, inCi({ ENV_NAME: "tst" }))).env, "tst")
      assert.strictEqual((yield* Effect.provide(Aws.app, inCi({ ENV_NAME: "devops" }))).env, "sbx")
      const current = yield* Effect.provide(Aws.currentEnv, inCi({ ENV_NAME: "devops" }))
      assert.deepStrictEqual(current, Option.some("devops"))
    })
  )

  it.effect("is what the program says, for a class or for one layer", () =>
    Effect.gen(function* () {
      const variables: Variables = (aws) =>
        Effect.map(keys(aws), (found) => ({ ...found, ENV_NAME: "tst", STAGE: "dr" }))
      class Stated extends BotoSesFactory.Service<Stated>()("acme/Stated", {
        ...Aws.options,
        currentEnv: Config.String("STAGE")
      }) {}
      const stated = onPlace(Stated.layerCi, variables)
      assert.strictEqual((yield* Effect.provide(Stated.app, stated)).env, "dr")
      assert.deepStrictEqual(yield* Effect.provide(Stated.currentEnv, stated), Option.some("dr"))
      assert.include(
        String(yield* Effect.provide(Stated.explain("app"), stated)),
        'the currentEnv of the options ("dr") comes before ENV_NAME, which says "tst"'
      )
      const envConfig = EnvConfig.layer({ ...Aws.options, currentEnv: "prd" })
      const once = onPlace(Aws.layerWith({ runtime: Runtime.layerCi, envConfig }), variables)
      assert.strictEqual((yield* Effect.provide(Aws.app, once)).env, "prd")
    })
  )

  it.effect("that the program's Config does not find fails only what needs it", () => {
    class Stated extends BotoSesFactory.Service<Stated>()("acme/Stated", {
      ...Aws.options,
      currentEnv: Config.String("STAGE")
    }) {}
    return Effect.gen(function* () {
      yield* Stated.env("prd")
      const reason = yield* failure(Stated.app)
      assert.strictEqual(reason._tag, "CurrentEnvUnknown")
      assert.include(reason.message, "STAGE is not set")
    }).pipe(
      Effect.provide(
        onPlace(Stated.layerCi, (aws) => Effect.map(keys(aws), (found) => ({ ...found, ENV_NAME: "prd" })))
      )
    )
  })

  it.effect("is asked only by what needs it", () =>
    Effect.gen(function* () {
      yield* Aws.devops
      yield* Aws.env("prd")
      assert.strictEqual((yield* failure(Aws.app))._tag, "CurrentEnvUnknown")
      assert.strictEqual((yield* failure(Aws.currentEnv))._tag, "CurrentEnvUnknown")
    }).pipe(Effect.provide(inCi({})))
  )
})

describe("keys of a job that cannot be renewed", () => {
  it.effect("serve until AWS calls them expired; then the error says how to renew them", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const { accessKeyId } = yield* devops.credentials
      yield* aws.expire(accessKeyId)
      const reason = yield* failure(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "SessionExpired")
      assert.include(reason.message, "keys in the environment")
      assert.include(reason.message, "Export new keys")
    }).pipe(Effect.provide(onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  )
})
