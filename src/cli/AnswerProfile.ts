import * as Effect from "effect/Effect"
import type { ProfileCall } from "./commands/credentialProcess/profileCall.ts"
import { credentialProcess } from "./commands/credentialProcess/work.ts"
import { Globals } from "./Globals.ts"
import { runMain } from "./RunMain.ts"
import { layerLogger } from "./terminal/Logger.ts"

/**
 * Answers a profile's call as the command does, without what takes its time and serves nobody here: the parser of
 * command lines, and spans that no tracer takes.
 */
export const answerProfile = ({ target, config }: ProfileCall): void =>
  runMain(
    credentialProcess(target).pipe(
      Effect.provideService(Globals, { config, runtime: undefined, region: undefined, json: false }),
      Effect.provide(layerLogger),
      Effect.withTracerEnabled(false)
    )
  )
