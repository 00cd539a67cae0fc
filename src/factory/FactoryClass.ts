import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { type Options as ConfigOptions, EnvConfig } from "../services/EnvConfig.ts"
import type { Options as PolicyOptions, RolePolicy } from "../services/RolePolicy.ts"
import * as Runtime from "../services/Runtime.ts"
import { fromOptions } from "../services/reading/ReadOptions.ts"
import * as PolicyLayers from "../services/reading/ReadPolicy.ts"
import {
  type AppSession,
  CurrentSession,
  type DevopsSession,
  type EnvOptions,
  type Session
} from "../services/Session.ts"
import type { Behaviour, SessionStoreChoice } from "./Behaviour.ts"
import { BotoSesFactory, type FreshSessions, type SessionOf, type Target } from "./BotoSesFactory.ts"
import { unknownEnv } from "./CallOptions.ts"
import { agreed } from "./ClassConflicts.ts"
import { makeFactory } from "./Factory.ts"
import type { AccountAlias, Services } from "./FactoryContext.ts"
import type { Explanation } from "./planning/Explanation.ts"
import {
  type CheckedLayers,
  checkLayers,
  type ErrorOf,
  type NeedsOf,
  type OnlyServices,
  policyBeside,
  type ServiceLayers
} from "./ServiceLayers.ts"

/** A factory's configuration: accounts, roles, and how it goes about credentials. */
export interface Options<Env extends string = string> extends ConfigOptions<Env>, Behaviour {
  /** Role names, session names and the options of AssumeRole; by default `{env}_deployment_role`. */
  readonly rolePolicy?: PolicyOptions
}

/**
 * What `BotoSesFactory.Service<Self>()(id, options)` returns: a service class whose env names are those of the options.
 *
 * Libraries that publish to JSR write this type out: `const AwsBase: BotoSesFactory.Class<Aws, "acme/Aws", "sbx" | "prd">`.
 */
export interface Class<Self, Id extends string, Env extends string>
  extends Context.ServiceClass<Self, Id, BotoSesFactory<Env>> {
  /** The options that the class was made with. */
  readonly options: Options<Env>
  /**
   * The names in their order, for flags and arguments; `Schema.Literals(Aws.envNames)` is a Schema of them.
   *
   * **Example** (a variable that names an env, and the type of the names)
   *
   * ```ts
   * import { Config, ConfigProvider, Effect, Schema } from "effect"
   * import { BotoSesFactory } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { devops: {}, workloads: { sbx: {}, prd: {} } }) {}
   *
   * type EnvName = (typeof Aws.envNames)[number]
   * const stage: Config.Config<EnvName> = Config.schema(Schema.Literals(Aws.envNames), "STAGE")
   * const variables = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { STAGE: "prd" } }))
   * const found = await Effect.runPromise(Effect.provide(stage, variables))
   * if (found !== "prd") throw new Error(`expected prd, found ${found}`)
   * ```
   */
  readonly envNames: ReadonlyArray<Env>
  /**
   * Checks a name from outside, which is then a name to the compiler too; fails with `UnknownEnv`, the nearest known name
   * first. It needs no factory.
   *
   * **Example** (a word of the command line)
   *
   * ```ts
   * import { Effect } from "effect"
   * import { BotoSesFactory } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { devops: {}, workloads: { sbx: {}, prd: {} } }) {}
   *
   * const deploy = (word: string) => Effect.flatMap(Aws.envOf(word), (env) => Aws.env(env))
   * const { message } = await Effect.runPromise(Effect.flip(Aws.envOf("prdd")))
   * if (!message.includes('Did you mean "prd"?')) throw new Error(`expected a proposal, found ${message}`)
   * if (typeof deploy !== "function") throw new Error("expected a function")
   * ```
   */
  readonly envOf: (name: string) => Effect.Effect<Env, BotoSesError>

  /** For build, artifacts and deployment; never for application code. */
  readonly devops: Effect.Effect<DevopsSession, BotoSesError, Self>
  /** For one workload environment; a mistyped name does not compile. */
  readonly env: <Name extends Env | "devops">(
    name: Name,
    options?: EnvOptions
  ) => Effect.Effect<SessionOf<Name>, BotoSesError, Self>
  /** For application code and its tests; never for deployment. */
  readonly app: Effect.Effect<AppSession<Env>, BotoSesError, Self>
  /** The same as `app`. */
  readonly session: Effect.Effect<AppSession<Env>, BotoSesError, Self>
  /**
   * The environment that the program works for: what `currentEnv` of the options says, else `USER_ENV_NAME`, then (but on a
   * laptop and on Cloud9) `ENV_NAME`; on a laptop and on Cloud9 else `defaultAppEnv`. None in an application that does not
   * know it. Fails with `CurrentEnvUnknown` in a CI job that names none, and with `UnknownEnv` where the name is no env's.
   *
   * **Example** (a laptop's)
   *
   * ```ts
   * import { Effect, Option } from "effect"
   * import { BotoSesFactory } from "effect-boto-ses"
   * import { layerTest } from "effect-boto-ses/testing"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", { devops: {}, workloads: { sbx: {}, prd: {} } }) {}
   *
   * const current = await Effect.runPromise(Effect.provide(Aws.currentEnv, layerTest(Aws)))
   * if (Option.getOrUndefined(current) !== "sbx") throw new Error("expected sbx")
   * ```
   */
  readonly currentEnv: Effect.Effect<Effect.Success<BotoSesFactory<Env>["currentEnv"]>, BotoSesError, Self>
  /** How a session gets its credentials, and why. Makes no request, unless `identity` asks for the one that decides. */
  readonly explain: (
    target: Target<Env>,
    options?: EnvOptions & { readonly identity?: boolean }
  ) => Effect.Effect<Explanation, BotoSesError, Self>
  /** Forgets the sessions and credentials held; sessions that are out get new credentials at their next use. */
  readonly invalidate: Effect.Effect<void, never, Self>
  /** Uncached sessions, which end with a scope. */
  readonly fresh: Effect.Effect<FreshSessions<Env>, never, Self>

  /**
   * The factory on AWS and this machine; the runtime is detected.
   *
   * **Gotchas**: it needs nothing, so it takes nothing: a `RolePolicy`, a `Runtime` or a store that is provided to it
   * (`Layer.provide(Aws.layer, RolePolicy.layer(…))`) compiles and is ignored. `layerWith` takes them.
   */
  readonly layer: Layer.Layer<Self, BotoSesError>
  /**
   * As `layer`, with services of the caller's in place of some of its own, each a layer; with `{}` it is `layer`.
   *
   * **Details**: what the others lean on is the service given: the machine's profiles keep their sessions in the
   * `sessionStore` and assume their roles by the `sts`. Each layer is built once; its errors and needs are those of the
   * result. A field that no service has, or a layer of another service, does not compile; where types were evaded, the
   * layer fails with `ConfigInvalid`.
   *
   * **Gotchas**: only a field of this call swaps a service; one provided to the resulting layer is ignored. The layers
   * `layerLocal`, `layerCi` and so on are this with a `runtime`. A layer that must need nothing live at all is made of
   * `layerNoDeps`, where the compiler counts the services.
   *
   * **Example** (a CI job whose roles have a name of their own)
   *
   * ```ts
   * import { Effect } from "effect"
   * import { BotoSesFactory, RolePolicy, Runtime } from "effect-boto-ses"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   region: "us-east-1",
   *   devops: { accountId: "111111111111" },
   *   workloads: { prd: { accountId: "333333333333" } }
   * }) {}
   *
   * const layer = Aws.layerWith({
   *   runtime: Runtime.layerCi,
   *   rolePolicy: RolePolicy.layer({ roleName: "deploy/{env}" })
   * })
   * const explained = Effect.map(Aws.explain("prd"), String)
   * const text = await Effect.runPromise(Effect.provide(explained, layer))
   * if (!text.includes("role/deploy/prd")) throw new Error(`expected the policy's role, found ${text}`)
   * ```
   */
  readonly layerWith: <Given extends ServiceLayers>(
    layers: Given & OnlyServices<Given>
  ) => Layer.Layer<Self, BotoSesError | ErrorOf<Given>, NeedsOf<Given>>
  /** As on a laptop: AWS CLI profiles. */
  readonly layerLocal: Layer.Layer<Self, BotoSesError>
  /** As in a CI job: the ambient identity is devops. */
  readonly layerCi: Layer.Layer<Self, BotoSesError>
  /** As on Cloud9: the instance's role is devops. */
  readonly layerCloud9: Layer.Layer<Self, BotoSesError>
  /** As in an application on AWS Lambda: its own role, and no other. */
  readonly layerLambda: Layer.Layer<Self, BotoSesError>
  /** Every service is the caller's: any one can be swapped alone. */
  readonly layerNoDeps: Layer.Layer<Self, BotoSesError, Services>
  /**
   * Feeds code that asks for `BotoSesFactory`, whose names are strings: a library, a plug-in, a command line.
   *
   * **Example** (a library's function on a program's factory)
   *
   * ```ts
   * import { Effect, Layer } from "effect"
   * import { BotoSesFactory } from "effect-boto-ses"
   * import { layerTest } from "effect-boto-ses/testing"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   region: "us-east-1",
   *   devops: {},
   *   workloads: { prd: { accountId: "333333333333" } }
   * }) {}
   *
   * const accountOf = (env: string) =>
   *   Effect.gen(function* () {
   *     const aws = yield* BotoSesFactory.BotoSesFactory
   *     return yield* (yield* aws.env(env)).accountId
   *   })
   * const layer = Layer.provide(Aws.asFactory, layerTest(Aws, { runtime: "ci" }))
   * const account = await Effect.runPromise(Effect.provide(accountOf("prd"), layer))
   * if (account !== "333333333333") throw new Error(`expected the account of prd, found ${account}`)
   * ```
   */
  readonly asFactory: Layer.Layer<BotoSesFactory, never, Self>
  /**
   * Runs a program that asks for `CurrentSession`, and does not care which it is, under a target.
   *
   * **Example** (one program under two sessions)
   *
   * ```ts
   * import { Effect } from "effect"
   * import { BotoSesFactory, CurrentSession } from "effect-boto-ses"
   * import { layerTest } from "effect-boto-ses/testing"
   *
   * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
   *   region: "us-east-1",
   *   devops: { accountId: "111111111111" },
   *   workloads: { prd: { accountId: "333333333333" } }
   * }) {}
   *
   * const account = Effect.flatMap(CurrentSession, (session) => session.accountId)
   * const both = Effect.all([
   *   Effect.provide(account, Aws.layerSession("devops")),
   *   Effect.provide(account, Aws.layerSession("prd"))
   * ])
   * const found = await Effect.runPromise(Effect.provide(both, layerTest(Aws, { runtime: "ci" })))
   * if (found.join() !== "111111111111,333333333333") throw new Error(`found ${found}`)
   * ```
   */
  readonly layerSession: (target: Target<Env>) => Layer.Layer<CurrentSession, BotoSesError, Self>
}

/** Makes the class of a factory with the names in its options. */
export type ServiceMaker = <Self>() => <const Id extends string, const Env extends string>(
  id: Id,
  options: Options<Env>
) => Class<Self, Id, Env>

/** Makes a factory without a class: it lives in the scope, and detects the runtime unless `runtime` says which. */
export type FactoryMaker = <const Env extends string>(
  options: Options<Env>,
  runtime?: Layer.Layer<Runtime.Runtime, BotoSesError>
) => Effect.Effect<BotoSesFactory<Env>, BotoSesError, Scope.Scope>

/** As `FactoryMaker`, with services of the caller's in place of the live ones, by the names of `layerWith`. */
export type FactoryMakerWith = <const Env extends string, Given extends ServiceLayers>(
  options: Options<Env>,
  layers: Given & OnlyServices<Given>
) => Effect.Effect<BotoSesFactory<Env>, BotoSesError | ErrorOf<Given>, Scope.Scope | NeedsOf<Given>>

/** What only the live composition can give, since it loads the AWS SDK. */
export interface LiveServices {
  readonly accountAlias: AccountAlias
  /** The ports: those given, and live ones that lean on them, with the session store that the options choose. */
  readonly layer: (
    sessionStore: SessionStoreChoice,
    given: CheckedLayers
  ) => Layer.Layer<Exclude<Services, Runtime.Runtime | EnvConfig | RolePolicy>, BotoSesError>
}

/** The configuration in a factory's options. */
export const configLayer = (options: Options): Layer.Layer<EnvConfig, BotoSesError> =>
  Layer.effect(EnvConfig, fromOptions(options))

/** The role policy of a factory's options. */
export const policyLayer = (options: Options): Layer.Layer<RolePolicy, BotoSesError> =>
  options?.rolePolicy === undefined ? PolicyLayers.layerNaming() : PolicyLayers.layer(options.rolePolicy)

const dependencies = (
  live: LiveServices,
  options: Options,
  given: CheckedLayers
): Layer.Layer<Services, BotoSesError> => {
  const { runtime = Runtime.layer, envConfig, rolePolicy } = given
  const ownPolicy = policyLayer(options)
  return Layer.mergeAll(
    runtime,
    envConfig ?? configLayer(options),
    rolePolicy ?? (envConfig === undefined ? ownPolicy : policyBeside(envConfig, ownPolicy)),
    live.layer(options?.sessionStore === "host" ? "host" : "none", given)
  )
}

/** The services of the layers that a program gives, or the error that they are. */
const dependenciesWith = (
  live: LiveServices,
  options: Options,
  layers: unknown,
  source: string
): Layer.Layer<Services, BotoSesError> => {
  const given = checkLayers(layers, source)
  return given instanceof BotoSesError ? Layer.effectContext(Effect.fail(given)) : dependencies(live, options, given)
}

/** What the live composition gives to a program. */
export interface Makers {
  readonly make: FactoryMaker
  readonly makeWith: FactoryMakerWith
  readonly Service: ServiceMaker
}

/** `BotoSesFactory.make` and `BotoSesFactory.Service` on the live services given. */
export const makeService = (live: LiveServices): Makers => {
  /** On a configuration that may be another than the options', which it must then agree with. */
  const makeAgreed = (id: string, options: Options) =>
    Effect.flatMap(agreed(id, options), (config) =>
      Effect.provideService(makeFactory(live.accountAlias, options), EnvConfig, config)
    )

  const make = ((options: Options, runtime: Layer.Layer<Runtime.Runtime, BotoSesError> = Runtime.layer) =>
    Effect.flatMap(Layer.build(dependencies(live, options, { runtime })), (built) =>
      Effect.provideContext(makeFactory(live.accountAlias, options), built)
    )) as FactoryMaker

  const makeWith = ((options: Options, layers: unknown) =>
    Effect.flatMap(
      Layer.build(dependenciesWith(live, options, layers, "the layers given to BotoSesFactory.makeWith")),
      (built) => Effect.provideContext(makeAgreed("BotoSesFactory.makeWith", options), built)
    )) as FactoryMakerWith

  const Service = (<Self>() =>
    (id: string, options: Options) => {
      type Made = Class<Self, string, string>
      const tag = Context.Service<Self, BotoSesFactory>()(id)
      const names = Object.keys(typeof options?.workloads === "object" ? (options.workloads ?? {}) : {})

      const layerNoDeps: Made["layerNoDeps"] = Layer.effect(tag, makeAgreed(id, options))
      const layerOn = (runtime: Layer.Layer<Runtime.Runtime, BotoSesError>): Layer.Layer<Self, BotoSesError> =>
        Layer.provide(layerNoDeps, dependencies(live, options, { runtime }))

      const ask = (name: string, options?: EnvOptions) => tag.use(({ env }) => env(name, options))
      /** The asks by name alone are made once: such a read allocates nothing. */
      const asks = new Map(names.map((name) => [name, ask(name)]))

      const members: Omit<Made, keyof Context.ServiceClass<Self, string, BotoSesFactory>> = {
        options,
        envNames: names,
        envOf: (name) => (names.includes(name) ? Effect.succeed(name) : Effect.fail(unknownEnv(name, names))),
        devops: tag.use(({ devops }) => devops),
        env: ((name: string, options?: EnvOptions) =>
          (options === undefined ? asks.get(name) : undefined) ?? ask(name, options)) as Made["env"],
        app: tag.use(({ app }) => app),
        session: tag.use(({ session }) => session),
        currentEnv: tag.use(({ currentEnv }) => currentEnv),
        explain: (target, options) => tag.use(({ explain }) => explain(target, options)),
        invalidate: tag.use(({ invalidate }) => invalidate),
        fresh: tag.useSync(({ fresh }) => fresh),
        layer: layerOn(Runtime.layer),
        layerWith: ((layers: unknown) =>
          Layer.provide(
            layerNoDeps,
            dependenciesWith(live, options, layers, `the layers given to layerWith of ${id}`)
          )) as Made["layerWith"],
        layerLocal: layerOn(Runtime.layerLocal),
        layerCi: layerOn(Runtime.layerCi),
        layerCloud9: layerOn(Runtime.layerCloud9),
        layerLambda: layerOn(Runtime.layerLambda),
        layerNoDeps,
        asFactory: Layer.effect(BotoSesFactory, tag),
        layerSession: (target) =>
          Layer.effect(
            CurrentSession,
            tag.use(
              ({ app, env }): Effect.Effect<Session, BotoSesError> =>
                target === "app" || target === "session" ? app : env(target)
            )
          )
      }
      return Object.assign(tag, members)
    }) as unknown as ServiceMaker

  return { make, makeWith, Service }
}
