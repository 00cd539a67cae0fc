import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import * as Handover from "../../../live/Handover.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { usageProblem } from "../../CliProblem.ts"
import { sessionOf, withCurrentFactory } from "../../CurrentFactory.ts"
import { target } from "../../TargetArgument.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed, reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { markedShell } from "./markedShell.ts"

const choice = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

/** The user's shell, with a prompt that says whose credentials are in it. */
const shellOf = Effect.fnUntraced(function* (target: string) {
  const { env, isTerminal } = yield* ThisProcess
  const shell = yield* markedShell(target, env)
  if (isTerminal.stderr) {
    const { err } = yield* Screen
    yield* err.lines([err.paint("dim", `A shell with the credentials of ${target}. Leave it with: exit`)])
  }
  return shell
})

/** Runs a command, or a shell, with the credentials of a target. */
export const exec: CliCommand<"exec"> = Command.make(
  "exec",
  {
    target,
    command: Argument.String("command").pipe(
      Argument.withDescription("What to run, after --; your shell where there is none"),
      Argument.variadic()
    ),
    server: choice("server", "Give credentials that are renewed while the command runs, by a server (the default)"),
    static: choice("static", "Give fixed keys instead, which end with the session"),
    handover: choice("handover", "Give devops to programs of effect-boto-ses in the command as well")
  },
  Effect.fnUntraced(
    function* (input) {
      if (input.server && input.static) return yield* usageProblem("--server and --static exclude each other.")
      const session = yield* sessionOf(input.target)
      const handover = input.handover ? { handover: yield* (yield* BotoSesFactory).devops } : {}
      const { env } = yield* ThisProcess
      const [first, ...rest] = input.command
      const {
        command,
        args,
        set = {}
      } = first === undefined ? yield* shellOf(input.target) : { command: first, args: rest }
      const exitCode = yield* Handover.exec(session, command, args, {
        static: input.static,
        inherited: { ...env, ...set },
        ...handover
      })
      if (exitCode !== 0) return yield* new CommandFailed({ exitCode })
    },
    Effect.scoped,
    withCurrentFactory,
    Effect.provide(nodeServices),
    reportFailure
  )
).pipe(
  Command.withDescription(
    "Run a command with the credentials of a target, which the AWS CLI and every AWS SDK find. Without a command: your shell. The exit code is the command's own."
  ),
  Command.withShortDescription("Run a command, or a shell, with a target's credentials"),
  Command.withExamples([
    { command: "boto-ses exec prd -- aws s3 ls" },
    { command: "boto-ses exec sbx --handover -- npx cdk deploy" },
    { command: "boto-ses exec sbx" }
  ])
)
