import * as Effect from "effect/Effect"
import { credentialProcess } from "./credentialProcess.ts"
import { Globals } from "./globals.ts"
import { layerLogger } from "./logger.ts"
import type { ProfileCall } from "./profileCall.ts"
import { runMain } from "./runMain.ts"

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
