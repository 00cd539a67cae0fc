import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Options as ConfigOptions } from "../services/EnvConfig.ts"
import type { Options as PolicyOptions } from "../services/RolePolicy.ts"
import type { Runtime } from "../services/Runtime.ts"
import type { AppSession, CurrentSession, DevopsSession, EnvOptions } from "../services/Session.ts"
import type { Behaviour } from "./Behaviour.ts"
import type { BotoSesFactory, FreshSessions, SessionOf, Target } from "./BotoSesFactory.ts"
import type { Services } from "./FactoryContext.ts"
import type { Explanation } from "./planning/Explanation.ts"
import type { ErrorOf, NeedsOf, OnlyServices, ServiceLayers } from "./ServiceLayers.ts"

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
   * const { reason } = await Effect.runPromise(Effect.flip(Aws.envOf("prdd")))
   * if (reason._tag !== "UnknownEnv" || reason.known[0] !== "prd") throw new Error(`expected prd first, found ${reason}`)
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
  runtime?: Layer.Layer<Runtime, BotoSesError>
) => Effect.Effect<BotoSesFactory<Env>, BotoSesError, Scope.Scope>

/** As `FactoryMaker`, with services of the caller's in place of the live ones, by the names of `layerWith`. */
export type FactoryMakerWith = <const Env extends string, Given extends ServiceLayers>(
  options: Options<Env>,
  layers: Given & OnlyServices<Given>
) => Effect.Effect<BotoSesFactory<Env>, BotoSesError | ErrorOf<Given>, Scope.Scope | NeedsOf<Given>>
