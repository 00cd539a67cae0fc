import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import { variable } from "../../../platform/Variables.ts"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import { IdentityToken } from "../../../services/IdentityToken.ts"
import { Runtime } from "../../../services/Runtime.ts"
import { readFile } from "../../../services/reading/ReadFile.ts"
import { layerCommandContext, layerConfig, layerRuntime } from "../../CommandContext.ts"
import { ConfigPath, type Globals, Region, RuntimeChoice } from "../../Globals.ts"
import type { GuardedCheck } from "./guardedCheck.ts"
import type { Failure } from "./row.ts"

/** What the factory is made of, each part by itself: a configuration that is no good does not hide the runtime. */
export interface FactoryParts {
  readonly runtime: Result.Result<Runtime, Failure>
  readonly config: Result.Result<EnvConfig, Failure>
  /** It has failed with the first failure of its parts, where one has. */
  readonly factory: Result.Result<BotoSesFactory, Failure>
  readonly identityToken: Result.Result<IdentityToken, Failure>
}

/** Whether there is neither a configuration file nor a variable that names the workloads. */
const isUnconfigured = Effect.fnUntraced(function* (path: string | undefined) {
  const found = yield* readFile(path)
  return "problem" in found && (yield* variable("BOTO_SES_ENVS")) === undefined
}, Effect.provide(nodeServices))

/** The runtime, the configuration and the factory of the global flags. */
export const factoryParts: (check: GuardedCheck) => Effect.Effect<FactoryParts, never, Globals | Scope.Scope> =
  Effect.fnUntraced(function* (check) {
    const path = yield* ConfigPath
    const choice = yield* RuntimeChoice
    const region = yield* Region
    const { runtime, config, context } = yield* Effect.all(
      {
        runtime: check("runtime", Effect.provide(Runtime, layerRuntime(choice))),
        config: check("config", Effect.provide(EnvConfig, layerConfig(path, region))),
        context: check("plans", Layer.build(layerCommandContext))
      },
      { concurrency: "unbounded" }
    )
    const needsInit =
      Result.isFailure(config) &&
      config.failure.code !== "RoleOptionInvalid" &&
      (yield* Effect.orElseSucceed(isUnconfigured(path), () => false))
    return {
      runtime,
      config: Result.mapError(config, (failure) => (needsInit ? { ...failure, next: "Run: boto-ses init" } : failure)),
      factory: Result.map(context, Context.get(BotoSesFactory)),
      identityToken: Result.map(context, Context.get(IdentityToken))
    }
  })
