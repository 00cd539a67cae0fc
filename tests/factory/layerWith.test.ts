import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import {
  type BotoSesError,
  BotoSesFactory,
  CredentialSource,
  EnvConfig,
  IdentityToken,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import type { LocalAws } from "../../src/testing/mod.ts"
import { home } from "../aws/fixture.ts"
import { Aws, accounts, onPlace, sessionVariables, userVariables, type Variables } from "./acme.ts"

const devopsKeys = sessionVariables(accounts.devops, "devops_role")
const inCi = { runtime: Runtime.layerCi }

const profileRole = `arn:aws:iam::${accounts.prd}:role/profile_role`
const config = `[profile acme-prd]\nrole_arn = ${profileRole}\ncredential_source = Environment\n`

/** A user's keys, and a home whose profile assumes a role with them. */
const profileVariables = Effect.map(
  home(() => ({ ".aws/config": config })),
  (HOME): Variables =>
    (aws) =>
      Effect.map(userVariables(accounts.devops, "ci")(aws), (keys) => ({ ...keys, HOME }))
)

const trusting: LocalAws.Options = {
  accounts: {
    [accounts.devops]: { users: { ci: {} } },
    [accounts.prd]: {
      roles: { profile_role: { trust: [accounts.devops] }, prd_deployment_role: { trust: [accounts.devops] } }
    }
  }
}

const own = (accessKeyId: string, name: string): CredentialSource.SourcedCredentials => ({
  credentials: makeCredentials({ accessKeyId, secretAccessKey: "not a real secret", sessionToken: undefined }),
  origin: { _tag: "Own", name }
})

/** A layer that counts how often it is built. */
const counted = <S, E, R>(layer: Layer.Layer<S, E, R>) => {
  const builds = { count: 0 }
  const counting = Layer.effectDiscard(Effect.sync(() => builds.count++))
  return { builds, layer: Layer.provide(layer, counting) }
}

/** The live STS, whose asks are told. */
const toldSts = () => {
  const asked: Array<string> = []
  const live = Layer.effect(
    Sts.Sts,
    Effect.map(Sts.Sts, (sts) =>
      Sts.make({
        ...sts,
        assumeRole: (request) =>
          Effect.andThen(
            Effect.sync(() => asked.push(request.roleArn)),
            sts.assumeRole(request)
          )
      })
    )
  )
  return { asked, layer: Layer.provide(live, Sts.layer) }
}

/** A memory store, whose asks are told. */
const toldStore = () => {
  const asked: Array<string> = []
  const told = Effect.map(SessionStore.SessionStore, (store) =>
    SessionStore.make({
      ...store,
      session: (ask, obtain) =>
        Effect.andThen(
          Effect.sync(() => asked.push(ask.key.operation)),
          store.session(ask, obtain)
        )
    })
  )
  return { asked, layer: Layer.provide(Layer.effect(SessionStore.SessionStore, told), SessionStore.layerMemory) }
}

const invalid = (layer: Layer.Layer<Aws, unknown>) =>
  Effect.map(Effect.flip(Effect.scoped(Layer.build(layer))), (error) => {
    const { reason } = error as BotoSesError
    if (reason._tag !== "ConfigInvalid") throw new Error(`expected ConfigInvalid, found ${reason._tag}`)
    return reason
  })

describe("layerWith", () => {
  it.effect("without a field is the layer of the class", () =>
    Effect.gen(function* () {
      const explained = Effect.map(Aws.explain("prd"), String)
      const variables = () => Effect.succeed({ CI: "true", GITHUB_ACTIONS: "true" })
      const [plain, none] = [onPlace(Aws.layer, variables), onPlace(Aws.layerWith({}), variables)]
      assert.strictEqual(yield* Effect.provide(explained, none), yield* Effect.provide(explained, plain))
    })
  )

  it.effect("swaps the runtime, the roles and the configuration, each alone", () =>
    Effect.gen(function* () {
      const on = (layer: Layer.Layer<Aws, BotoSesError>) => onPlace(layer, devopsKeys)
      const rolePolicy = RolePolicy.layer({ roleName: "{env}_app_role" })
      const envConfig = EnvConfig.layer({ ...Aws.options, region: "eu-central-1" })
      const prd = Effect.map(Aws.explain("prd"), String)
      assert.include(yield* Effect.provide(prd, on(Aws.layerWith(inCi))), "role/prd_deployment_role")
      assert.include(yield* Effect.provide(prd, on(Aws.layerWith({ runtime: Runtime.layerLocal }))), "profile acme-prd")
      assert.include(yield* Effect.provide(prd, on(Aws.layerWith({ ...inCi, rolePolicy }))), "role/prd_app_role")
      const there = yield* Effect.provide(Aws.env("prd"), on(Aws.layerWith({ ...inCi, envConfig })))
      assert.strictEqual(there.region, "eu-central-1")
    })
  )

  it.effect("swaps the STS for the factory and for the profiles", () =>
    Effect.gen(function* () {
      const { asked, layer: sts } = toldSts()
      const variables = yield* profileVariables
      const account = Effect.flatMap(Aws.env("prd"), ({ accountId }) => accountId)
      const local = onPlace(Aws.layerWith({ runtime: Runtime.layerLocal, sts }), variables, trusting)
      assert.strictEqual(yield* Effect.provide(account, local), accounts.prd)
      assert.deepStrictEqual(asked, [profileRole])
      const ci = onPlace(Aws.layerWith({ ...inCi, sts }), variables, trusting)
      assert.strictEqual(yield* Effect.provide(account, ci), accounts.prd)
      assert.deepStrictEqual(asked, [profileRole, `arn:aws:iam::${accounts.prd}:role/prd_deployment_role`])
    })
  )

  it.effect("swaps the session store for the factory and for the profiles, and builds it once", () =>
    Effect.gen(function* () {
      const variables = yield* profileVariables
      const { asked, layer } = toldStore()
      const store = counted(layer)
      const runtime = Runtime.layerLocal
      const local = onPlace(Aws.layerWith({ runtime, sessionStore: store.layer }), variables, trusting)
      yield* Effect.provide(
        Effect.flatMap(Aws.env("prd"), ({ credentials }) => credentials),
        local
      )
      assert.include(asked, "AssumeRole")
      assert.strictEqual(store.builds.count, 1)
    })
  )

  it.effect("swaps the credentials, the hand-over and the token", () =>
    Effect.gen(function* () {
      const credentialSource = CredentialSource.layerStatic({
        ambient: own("AKIAAMBIENT000000000", "the ambient vault"),
        profiles: { "acme-prd": own("AKIAPRD0000000000000", "the vault of prd") }
      })
      const snapshotStore = Layer.succeed(
        SnapshotStore.SnapshotStore,
        SnapshotStore.make({
          share: () => Effect.die("shared with nobody"),
          load: Effect.succeedSome({
            read: Effect.succeed(own("AKIADEVOPS0000000000", "a box")),
            origin: { _tag: "Own", name: "a box" }
          })
        })
      )
      const runtime = Runtime.layerLocal
      const unguarded = { ...Aws.options, devops: {}, workloads: { prd: { profile: "acme-prd" } } }
      const { defaultAppEnv: _default, currentEnv: _current, ...options } = unguarded
      const factory = BotoSesFactory.makeWith(options, { runtime, credentialSource, snapshotStore })
      const keys = yield* Effect.scoped(
        Effect.gen(function* () {
          const aws = yield* factory
          const prd = yield* (yield* aws.env("prd")).credentials
          const devops = yield* (yield* aws.devops).credentials
          return [prd.accessKeyId, devops.accessKeyId]
        })
      ).pipe(Effect.provide(onPlace(Layer.empty)))
      assert.deepStrictEqual(keys, ["AKIAPRD0000000000000", "AKIADEVOPS0000000000"])

      const token = { by: "a token of ours", next: "" }
      const identityToken = Layer.succeed(
        IdentityToken.IdentityToken,
        IdentityToken.make({
          place: () => Effect.succeed({ _tag: "NotOffered", ...token }),
          token: () => Effect.die("asked of nobody")
        })
      )
      const oidcRoleArn = `arn:aws:iam::${accounts.prd}:role/job`
      const jobOptions = { region: "us-east-1", devops: {}, workloads: { prd: { oidcRoleArn } } } as const
      const refused = Effect.gen(function* () {
        const aws = yield* BotoSesFactory.makeWith(jobOptions, { ...inCi, identityToken })
        return String(yield* aws.explain("prd"))
      })
      assert.include(yield* Effect.provide(Effect.scoped(refused), onPlace(Layer.empty)), "a token of ours")
    })
  )

  it.effect("takes the policy that a layer of the configuration gives too, unless there is another", () =>
    Effect.gen(function* () {
      const both = counted(Layer.merge(EnvConfig.layer(Aws.options), RolePolicy.layer({ roleName: "of-the-file" })))
      const envConfig = both.layer
      const prd = Effect.map(Aws.explain("prd"), String)
      assert.include(yield* Effect.provide(prd, onPlace(Aws.layerWith({ ...inCi, envConfig }))), "role/of-the-file")
      assert.strictEqual(both.builds.count, 1)
      const rolePolicy = RolePolicy.layer({ roleName: "given" })
      const layer = onPlace(Aws.layerWith({ ...inCi, envConfig, rolePolicy }))
      assert.include(yield* Effect.provide(prd, layer), "role/given")
    })
  )

  it.effect("still holds a configuration to what the class states", () =>
    Effect.gen(function* () {
      const envConfig = EnvConfig.layer({ ...Aws.options, devops: { accountId: accounts.dr } })
      const error = yield* Effect.flip(Effect.scoped(Layer.build(onPlace(Aws.layerWith({ envConfig })))))
      assert.strictEqual("reason" in error && error.reason._tag, "ConfigConflict")
    })
  )

  it.effect(
    "keeps the guard and the current env that the class states, where the configuration says nothing of them",
    () =>
      Effect.gen(function* () {
        class Guarded extends BotoSesFactory.Service<Guarded>()("acme/Guarded", {
          ...Aws.options,
          currentEnv: "prd",
          guardApp: true
        }) {}
        const { currentEnv: _, ...silent } = Aws.options
        const on = (envConfig: Layer.Layer<EnvConfig.EnvConfig, BotoSesError>) =>
          onPlace(Guarded.layerWith({ runtime: Runtime.layerLambda, envConfig }), () =>
            Effect.succeed({ USER_ENV_NAME: "sbx" })
          )
        const told = Effect.all([Guarded.currentEnv, Effect.map(Guarded.explain("app"), String)])
        const [kept, app] = yield* Effect.provide(told, on(EnvConfig.layer(silent)))
        assert.deepStrictEqual(kept, Option.some("prd"))
        assert.include(app, "the account must be 55********55")
        const [other] = yield* Effect.provide(told, on(EnvConfig.layer({ ...silent, currentEnv: "tst" })))
        assert.deepStrictEqual(other, Option.some("tst"))
      })
  )

  it.effect("holds the configuration of makeWith to what its options state", () =>
    Effect.gen(function* () {
      const envConfig = EnvConfig.layer({ ...Aws.options, devops: { accountId: accounts.dr } })
      const { reason } = yield* Effect.flip(Effect.scoped(BotoSesFactory.makeWith(Aws.options, { ...inCi, envConfig })))
      assert.strictEqual(reason._tag, "ConfigConflict")
    })
  )

  it.effect("fails with the error of a layer given", () =>
    Effect.gen(function* () {
      const rolePolicy: Layer.Layer<RolePolicy.RolePolicy, "no policy"> = Layer.effect(
        RolePolicy.RolePolicy,
        Effect.fail("no policy" as const)
      )
      const error = yield* Effect.flip(Effect.scoped(Layer.build(Aws.layerWith({ rolePolicy }))))
      assert.strictEqual(error, "no policy")
    })
  )

  it.effect("refuses what types would have: when the layer is built, all mistakes together", () =>
    Effect.gen(function* () {
      const given = (layers: unknown) => Aws.layerWith(layers as Record<never, never>)
      const spelt = yield* invalid(given({ rolepolicy: RolePolicy.layerNaming(), runtime: Runtime.Runtime }))
      assert.include(spelt.message, "layerWith of acme/Aws")
      assert.include(spelt.message, 'Did you mean "rolePolicy"?')
      assert.include(spelt.message, "runtime: expected a layer, found a function")
      const other = yield* invalid(given({ rolePolicy: Runtime.layerCi }))
      assert.include(other.message, "rolePolicy: expected a layer of that service, found one of another service")
      for (const none of [undefined, null, 7, Runtime.layerCi, []]) {
        assert.include((yield* invalid(given(none))).message, "expected an object of layers")
      }
      const plain = yield* Effect.scoped(Layer.build(given({ runtime: Runtime.layerLocal, sts: undefined })))
      assert.isTrue(Option.isSome(Context.getOption(plain, Aws)))
      const made = yield* Effect.flip(
        Effect.scoped(BotoSesFactory.makeWith(Aws.options, { polcy: 1 } as Record<never, never>))
      )
      assert.include(made.message, "BotoSesFactory.makeWith")
    })
  )
})
