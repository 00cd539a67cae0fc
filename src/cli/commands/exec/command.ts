import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { flagOff, login, target } from "../../SharedParameters.ts"
import { CommandFailed, quitExitCode, reportFailure } from "../../terminal/ReportFailure.ts"
import { exec as runWithCredentials } from "./exec.ts"

export const exec: CliCommand<"exec"> = Command.make(
  "exec",
  {
    target: target.pipe(Argument.optional, Argument.map(Option.getOrUndefined)),
    command: Argument.String("command").pipe(
      Argument.withDescription("What to run; your shell where there is none"),
      Argument.variadic()
    ),
    server: flagOff("server", "Give credentials that are renewed while the command runs, by a server (the default)"),
    static: flagOff("static", "Give fixed keys instead, which end with the session"),
    session: flagOff("session", "Give an IAM user's session in place of its long-lived keys (GetSessionToken)"),
    handover: flagOff("handover", "Give devops to programs of effect-boto-ses in the command as well"),
    login
  },
  (input) =>
    runWithCredentials(input).pipe(
      Effect.catchTag("QuitError", () => new CommandFailed({ exitCode: quitExitCode })),
      Effect.scoped,
      withCurrentFactory,
      Effect.provide(nodeServices),
      reportFailure
    )
).pipe(
  Command.withDescription(
    "Run a command with the credentials of a target, which the AWS CLI and every AWS SDK find. Without a command: your shell. Without TARGET, on a terminal, you pick one. From its first word on, nothing is an option of boto-ses. The exit code is the command's own."
  ),
  Command.withShortDescription("Run a command, or a shell, with a target's credentials"),
  Command.withExamples([
    { command: "boto-ses exec prd aws s3 ls" },
    { command: "boto-ses exec sbx --handover npx cdk deploy" },
    { command: "boto-ses exec sbx" }
  ])
)
