import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as BotoSesFactory from "../../../live/BotoSesFactory.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import { layerCredentialSource, layerSnapshotStore, layerSts } from "../../../live/Ports.ts"
import { readFile } from "../../../services/config/ConfigFileReader.ts"
import { variable } from "../../../services/config/Variables.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import * as Runtime from "../../../services/Runtime.ts"
import { layerChosenRuntime, layerConfig } from "../../CommandContext.ts"
import { ConfigPath, type Globals, Region, RuntimeChoice } from "../../Globals.ts"
import type { GuardedCheck } from "./guardedCheck.ts"

/** What the factory is made of, each part by itself: a configuration that is no good does not hide the runtime. */
export interface FactoryParts {
  readonly runtime: Result.Result<Runtime.Runtime, unknown>
  readonly config: Result.Result<EnvConfig, unknown>
  /** There is neither a configuration file nor a variable that names the workloads. */
  readonly unconfigured: boolean
  /** Undefined where the runtime or the configuration is missing. */
  readonly factory: Result.Result<BotoSesFactory.BotoSesFactory, unknown> | undefined
}

const isUnconfigured = Effect.fnUntraced(function* (path: string | undefined) {
  const found = yield* readFile(path)
  return "problem" in found && (yield* variable("BOTO_SES_ENVS")) === undefined
}, Effect.provide(nodeServices))

/** The runtime, the configuration and the factory of the global flags; none of them fails the others. */
export const factoryParts: (check: GuardedCheck) => Effect.Effect<FactoryParts, never, Globals | Scope.Scope> =
  Effect.fnUntraced(function* (check) {
    const path = yield* ConfigPath
    const choice = yield* RuntimeChoice
    const region = yield* Region
    const layerRuntime: Layer.Layer<Runtime.Runtime, unknown> =
      choice === undefined ? Runtime.layer : layerChosenRuntime(choice)
    const [runtime, config] = yield* Effect.all(
      [check("runtime", Layer.build(layerRuntime)), check("config", Layer.build(layerConfig(path, region)))],
      { concurrency: "unbounded" }
    )
    const factory =
      Result.isFailure(runtime) || Result.isFailure(config)
        ? undefined
        : yield* check(
            "plans",
            Layer.build(
              Layer.provide(BotoSesFactory.layerNoDeps, [
                Layer.succeedContext(runtime.success),
                Layer.succeedContext(config.success),
                layerSts,
                layerCredentialSource,
                layerSnapshotStore
              ])
            )
          )
    return {
      unconfigured: Result.isFailure(config) && (yield* Effect.orElseSucceed(isUnconfigured(path), () => false)),
      runtime: Result.map(runtime, Context.get(Runtime.Runtime)),
      config: Result.map(config, Context.get(EnvConfig)),
      factory: factory === undefined ? undefined : Result.map(factory, Context.get(BotoSesFactory.BotoSesFactory))
    }
  })
