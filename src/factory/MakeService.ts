import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { EnvConfig } from "../services/EnvConfig.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import * as Runtime from "../services/Runtime.ts"
import { fromOptions } from "../services/reading/ReadOptions.ts"
import * as PolicyLayers from "../services/reading/ReadPolicy.ts"
import { CurrentSession, type EnvOptions, type Session } from "../services/Session.ts"
import type { SessionStoreChoice } from "./Behaviour.ts"
import { BotoSesFactory } from "./BotoSesFactory.ts"
import { unknownEnv } from "./CallOptions.ts"
import { agreed } from "./ClassConflicts.ts"
import { makeFactory } from "./Factory.ts"
import type { Class, FactoryMaker, FactoryMakerWith, Options, ServiceMaker } from "./FactoryClass.ts"
import type { AccountAlias, Services } from "./FactoryContext.ts"
import { type CheckedLayers, checkLayers, policyBeside } from "./ServiceLayers.ts"

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
