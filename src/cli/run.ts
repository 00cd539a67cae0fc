import * as CliConfig from "effect/cli/CliConfig"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { usageExitCode } from "./CliProblem.ts"
import { completionsTo } from "./Completions.ts"
import { commands } from "./commands/AllCommands.ts"
import { failedScript } from "./commands/env/failedScript.ts"
import { commandSetApart } from "./commands/exec/ownArguments.ts"
import { globalFlags, readGlobals } from "./GlobalFlags.ts"
import { Globals } from "./Globals.ts"
import { nodeCliServices } from "./NodeCliServices.ts"
import { ThisProcess } from "./ThisProcess.ts"
import { layerLogger } from "./terminal/Logger.ts"
import { layerPresenter } from "./terminal/Presenter.ts"
import { CommandFailed, reportFailure } from "./terminal/ReportFailure.ts"
import { Screen } from "./terminal/Screen.ts"
import { version } from "./Version.ts"

const root = Command.make("boto-ses").pipe(
  Command.withDescription("The right AWS session for a purpose: devops, a workload env, or the app itself."),
  Command.withSubcommands(commands),
  Command.provideEffect(Globals, readGlobals),
  Command.withGlobalFlags(globalFlags)
)

const layerCli = Layer.mergeAll(
  nodeCliServices,
  layerLogger,
  layerPresenter,
  Layer.unwrap(
    Effect.map(Screen, ({ out }) =>
      CliConfig.layer({
        builtIns: [GlobalFlag.Help, GlobalFlag.Version, completionsTo(out), GlobalFlag.LogLevel]
      })
    )
  )
)

/** Tells a shell that runs what `env` prints that it has failed. */
const failScript = Effect.fnUntraced(function* (args: ReadonlyArray<string>, { isUnwritten }: CommandFailed) {
  const { isTerminal } = yield* ThisProcess
  const line = isTerminal.stdout || isUnwritten === true ? undefined : failedScript(args)
  if (line !== undefined) yield* Effect.ignoreCause((yield* Screen).out.data([line]))
})

/** Runs the command line with these arguments. What went wrong has been told, and left its exit code. */
export const run = (args: ReadonlyArray<string>): Effect.Effect<void, CommandFailed, Screen | ThisProcess> =>
  Command.runWith(root, { version })(commandSetApart(args)).pipe(
    // The presenter has told what is wrong with the call.
    Effect.catchTag("ShowHelp", ({ errors }) =>
      errors.length === 0 ? Effect.void : new CommandFailed({ exitCode: usageExitCode })
    ),
    reportFailure,
    Effect.tapError((failed) => failScript(args, failed)),
    Effect.provide(layerCli)
  )
