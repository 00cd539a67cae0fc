import * as Effect from "effect/Effect"
import { credentialProcess } from "./commands/credentialProcess/credentialProcess.ts"
import type { ProfileCall } from "./commands/credentialProcess/profileCall.ts"
import { Globals } from "./Globals.ts"
import { runAsProcess } from "./RunAsProcess.ts"
import { layerLogger } from "./terminal/Logger.ts"

/**
 * Answers a profile's call as the command does, without what takes its time and serves nobody here: the parser of
 * command lines, and spans that no tracer takes.
 */
export const mainForProfiles = ({ target, config }: ProfileCall): void =>
  runAsProcess(
    credentialProcess(target).pipe(
      Effect.provideService(Globals, {
        config,
        runtime: undefined,
        region: undefined,
        json: false,
        unmasked: false,
        cache: true
      }),
      Effect.provide(layerLogger),
      Effect.withTracerEnabled(false)
    )
  )
