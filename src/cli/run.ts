import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { completions } from "./Completions.ts"
import { commands } from "./commands/all.ts"
import { globalFlags, readGlobals } from "./GlobalFlags.ts"
import { Globals } from "./Globals.ts"
import { layerPlatform } from "./Platform.ts"
import { usageExitCode } from "./Problem.ts"
import type { Process } from "./Process.ts"
import { layerLogger } from "./terminal/Logger.ts"
import { layerPresenter } from "./terminal/Presenter.ts"
import { CommandFailed } from "./terminal/ReportErrors.ts"
import { reported } from "./terminal/Reported.ts"
import type { Screen } from "./terminal/Screen.ts"
import { version } from "./Version.ts"

const root = Command.make("boto-ses").pipe(
  Command.withDescription("The right AWS session for a purpose: devops, a workload env, or the app itself."),
  Command.withSubcommands(commands),
  Command.provideEffect(Globals, readGlobals),
  Command.withGlobalFlags(globalFlags)
)

const layerCli = Layer.mergeAll(
  layerPlatform,
  layerLogger,
  layerPresenter,
  CliConfig.layer({
    builtIns: [GlobalFlag.Help, GlobalFlag.Version, completions, GlobalFlag.LogLevel]
  })
)

/** Runs the command line with these arguments. What went wrong has been told, and left its exit code. */
export const run = (args: ReadonlyArray<string>): Effect.Effect<void, CommandFailed, Screen | Process> =>
  Command.runWith(root, { version })(args).pipe(
    // The presenter has told what is wrong with the call.
    Effect.catchTag("ShowHelp", ({ errors }) =>
      errors.length === 0 ? Effect.void : new CommandFailed({ exitCode: usageExitCode })
    ),
    reported,
    Effect.provide(layerCli)
  )
