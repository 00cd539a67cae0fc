import * as Effect from "effect/Effect"
import { credentialProcess } from "./credentialProcess.ts"
import { Globals } from "./globals.ts"
import { layerLogger } from "./logger.ts"
import type { Process } from "./Process.ts"
import type { ProfileCall } from "./profileCall.ts"
import type { CommandFailed } from "./terminal/reportErrors.ts"
import type { Screen } from "./terminal/Screen.ts"

/** Answers a profile's call as the command does, without the parser of command lines, which takes longer than the rest. */
export const answerProfile = ({ target, config }: ProfileCall): Effect.Effect<void, CommandFailed, Screen | Process> =>
  credentialProcess(target).pipe(
    Effect.provideService(Globals, { config, runtime: undefined, region: undefined, json: false }),
    Effect.provide(layerLogger)
  )
