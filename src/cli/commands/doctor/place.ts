import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as BotoSesFactory from "../../../live/BotoSesFactory.ts"
import { layerCredentialSource, layerSnapshotStore, layerSts } from "../../../live/Ports.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { RolePolicy } from "../../../services/RolePolicy.ts"
import * as Runtime from "../../../services/Runtime.ts"
import { layerChosenRuntime, layerConfig } from "../../CommandContext.ts"
import { ConfigPath, type Globals, Region, RuntimeChoice } from "../../Globals.ts"
import type { Settle } from "./settle.ts"

/** What the place gives, each part by itself: a configuration that is no good hides neither the runtime nor the clock. */
export interface DoctorPlace {
  readonly runtime: Result.Result<Runtime.Runtime, unknown>
  readonly config: Result.Result<EnvConfig, unknown>
  /** Undefined where the runtime or the configuration is missing. */
  readonly factory: Result.Result<BotoSesFactory.BotoSesFactory, unknown> | undefined
}

const layerOfRuntime = (choice: string | undefined): Layer.Layer<Runtime.Runtime, unknown> =>
  choice === undefined ? Runtime.layer : layerChosenRuntime(choice)

/** The runtime, the configuration and the factory of the global flags; none of them fails the others. */
export const doctorPlace: (settle: Settle) => Effect.Effect<DoctorPlace, never, Globals | Scope.Scope> =
  Effect.fnUntraced(function* (settle) {
    const path = yield* ConfigPath
    const choice = yield* RuntimeChoice
    const region = yield* Region
    const [runtime, config] = yield* Effect.all(
      [
        settle("runtime", Layer.build(layerOfRuntime(choice))),
        settle("config", Layer.build(layerConfig(path, region)))
      ],
      { concurrency: "unbounded" }
    )
    const factory =
      Result.isFailure(runtime) || Result.isFailure(config)
        ? undefined
        : yield* settle(
            "plans",
            Layer.build(
              Layer.provide(BotoSesFactory.layerNoDeps, [
                Layer.succeed(Runtime.Runtime, Context.get(runtime.success, Runtime.Runtime)),
                Layer.succeed(EnvConfig, Context.get(config.success, EnvConfig)),
                Layer.succeed(RolePolicy, Context.get(config.success, RolePolicy)),
                layerSts,
                layerCredentialSource,
                layerSnapshotStore
              ])
            )
          )
    return {
      runtime: Result.map(runtime, Context.get(Runtime.Runtime)),
      config: Result.map(config, Context.get(EnvConfig)),
      factory: factory === undefined ? undefined : Result.map(factory, Context.get(BotoSesFactory.BotoSesFactory))
    }
  })
