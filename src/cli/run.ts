import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { commands } from "./commands/all.ts"
import { completions } from "./completions.ts"
import { globalFlags, readGlobals } from "./globalFlags.ts"
import { Globals } from "./globals.ts"
import { layerLogger } from "./logger.ts"
import { usageExitCode } from "./Problem.ts"
import type { Process } from "./Process.ts"
import { layerPlatform } from "./platform.ts"
import { layerPresenter } from "./presenter.ts"
import { reported } from "./report.ts"
import { CommandFailed } from "./terminal/reportErrors.ts"
import type { Screen } from "./terminal/Screen.ts"
import { version } from "./version.ts"

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
