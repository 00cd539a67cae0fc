import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Entry } from "../domain/config/Entry.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { isRuntimeName, type RuntimeName, runtimeNames } from "../domain/runtime/RuntimeName.ts"
import { nearest } from "../domain/text/Nearest.ts"
import { callProblem } from "../factory/CallOptions.ts"
import * as BotoSesFactory from "../live/BotoSesFactory.ts"
import * as EnvConfig from "../live/EnvConfig.ts"
import * as IdentityToken from "../live/IdentityToken.ts"
import * as MfaCode from "../live/MfaCode.ts"
import { portsOn } from "../live/Ports.ts"
import * as SessionStore from "../live/SessionStore.ts"
import { chosenStore } from "../live/SessionStoreChoice.ts"
import type { RolePolicy } from "../services/RolePolicy.ts"
import * as Runtime from "../services/Runtime.ts"
import { type CliProblem, usageProblem } from "./CliProblem.ts"
import { ConfigPath, Globals, Region, RuntimeChoice } from "./Globals.ts"

/** What a command works on: the factory for where it is called, and what that was made from. */
export type CommandContext =
  | BotoSesFactory.BotoSesFactory
  | EnvConfig.EnvConfig
  | RolePolicy
  | Runtime.Runtime
  | SessionStore.SessionStore
  | IdentityToken.IdentityToken

/** There are some sixty runtimes; these many of the nearest are told. */
const shownNames = 5

/** What somebody writes who knows the place better than our name for it. */
const shortName = (name: string): string => name.replace(/^aws_/, "")

const nearestRuntimes = (given: string): ReadonlyArray<string> =>
  nearest(shortName(given), runtimeNames.map(shortName))
    .flatMap((short) => runtimeNames.filter((name) => shortName(name) === short))
    .slice(0, shownNames)

/** The runtime of this name, as a person's choice; without a name the one detected. */
export const layerRuntime = (choice: string | undefined): Layer.Layer<Runtime.Runtime, BotoSesError | CliProblem> => {
  if (choice === undefined) return Runtime.layer
  return isRuntimeName(choice)
    ? Layer.succeed(Runtime.Runtime, Runtime.chosen(choice, "--runtime"))
    : Layer.effect(
        Runtime.Runtime,
        usageProblem(
          `${JSON.stringify(choice)} (from --runtime) is no runtime's name.`,
          `The nearest: ${nearestRuntimes(choice).join(", ")}. All of them: boto-ses explain --matrix`
        )
      )
}

/** The region of the call before every other, also for the sessions that take no option of a call. */
const withRegion = (region: string): Layer.Layer<EnvConfig.EnvConfig, never, EnvConfig.EnvConfig> =>
  Layer.effect(
    EnvConfig.EnvConfig,
    Effect.map(EnvConfig.EnvConfig, (config) => {
      const workloads = Object.entries(config.entries.workloads)
      return {
        ...config,
        entries: {
          ...config.entries,
          workloads: Object.fromEntries(workloads.map(([env, entry]): [string, Entry] => [env, { ...entry, region }]))
        }
      }
    })
  )

/** In an application the platform's region stands before the configured one. */
export const layerRegionVariables = (region: string): Layer.Layer<never> =>
  ConfigProvider.layer(
    Effect.map(ConfigProvider.ConfigProvider, (provider) =>
      ConfigProvider.orElse(ConfigProvider.fromUnknown({ AWS_REGION: region, AWS_DEFAULT_REGION: region }), provider)
    )
  )

/**
 * The configuration of this call, with the region of the call where one is given. A region that is none fails it with
 * `RoleOptionInvalid`, so that no command writes or asks anything by it.
 */
export const layerConfig = (
  path: string | undefined,
  region: string | undefined
): Layer.Layer<EnvConfig.EnvConfig | RolePolicy, BotoSesError> => {
  const problem = region === undefined ? undefined : callProblem({ region })
  if (problem !== undefined) return Layer.effectContext(Effect.fail(problem))
  const config = EnvConfig.layerAuto(path === undefined ? {} : { path })
  return region === undefined ? config : Layer.provideMerge(withRegion(region), config)
}

/** Where the calls of this user's keep sessions for each other. */
export const sessionStore: Effect.Effect<
  Layer.Layer<SessionStore.SessionStore>,
  BotoSesError,
  Globals
> = Effect.flatMap(Globals, ({ cache }) => chosenStore(cache))

/**
 * The factory of the configuration that the global flags, the files and the variables give.
 *
 * **Details**: `--region` holds for the session asked for; STS is asked where the configuration says.
 */
export const layerCommandContext: Layer.Layer<CommandContext, BotoSesError | CliProblem, Globals> = Layer.unwrap(
  Effect.gen(function* () {
    const path = yield* ConfigPath
    const runtime = yield* RuntimeChoice
    const region = yield* Region
    const services = Layer.mergeAll(layerConfig(path, region), layerRuntime(runtime))
    const store = yield* sessionStore
    const factory = Layer.provide(BotoSesFactory.layerNoDeps, portsOn(store))
    const context = Layer.provideMerge(
      factory,
      Layer.mergeAll(services, MfaCode.layerPrompt, store, IdentityToken.layer)
    )
    return region === undefined ? context : Layer.provide(context, layerRegionVariables(region))
  })
)

/** Supposes that a job has what its configuration asks for, so that its plan can be told from elsewhere. */
const supposedToken = Layer.succeed(
  IdentityToken.IdentityToken,
  IdentityToken.make({
    place: () => Effect.succeed({ _tag: "Offered", by: "the job", renewable: true, carriesTags: false, notes: [] }),
    token: () => Effect.die(new Error("a supposed job has no token"))
  })
)

/** The factory of another runtime, on a configuration that has been read. Fresh, since a layer is made once where it can. */
export const layerFactoryIn = (
  runtime: RuntimeName
): Layer.Layer<BotoSesFactory.BotoSesFactory, BotoSesError | CliProblem, EnvConfig.EnvConfig | RolePolicy> =>
  Layer.fresh(
    Layer.provide(
      BotoSesFactory.layerNoDeps,
      Layer.mergeAll(portsOn(SessionStore.layerNone), supposedToken, layerRuntime(runtime))
    )
  )
