import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type { CliCommand } from "../../CliCommand.ts"
import { nodeCliServices } from "../../NodeCliServices.ts"
import { flagOff } from "../../SharedParameters.ts"
import { CommandFailed, quitExitCode, reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description))

const quit = Effect.gen(function* () {
  const { err } = yield* Screen
  // The question that was left stands on the line where the cursor is.
  yield* err.lines(["", "Nothing was written."])
  return yield* new CommandFailed({ exitCode: quitExitCode })
})

/** A configuration file, from flags and from questions for what they do not say. */
export const init: CliCommand<"init"> = Command.make(
  "init",
  {
    devopsAccount: text("devops-account", "ACCOUNT", "The AWS account of devops").pipe(Flag.optional),
    devopsProfile: text("devops-profile", "PROFILE", "The AWS CLI profile of devops").pipe(Flag.optional),
    env: text("env", "NAME=ACCOUNT[:PROFILE]", "A workload env; give one for each").pipe(Flag.atLeast(0)),
    defaultAppEnv: text("default-app-env", "NAME", "The env of the app session on a laptop (default: sbx)").pipe(
      Flag.optional
    ),
    output: text("output", "PATH", "The file to write (default: --config, else boto-ses.config.json)").pipe(
      Flag.optional
    ),
    force: flagOff("force", "Replace a file that is there")
  },
  (flags) =>
    Effect.flatMap(
      Effect.promise(() => import("./init.ts")),
      ({ init }) => init(flags)
    ).pipe(
      Effect.catchTag("QuitError", () => quit),
      Effect.provide(nodeCliServices),
      reportFailure
    )
).pipe(
  Command.withDescription(
    "Write a configuration file. On a terminal it asks for what the flags do not say, and proposes the AWS CLI profiles of this machine; elsewhere --devops-account, --env and --region are needed."
  ),
  Command.withShortDescription("Write a configuration file, from questions or flags"),
  Command.withExamples([
    { command: "boto-ses init" },
    {
      command:
        "boto-ses init --region us-east-1 --devops-account 111111111111 --env sbx=222222222222:acme-sbx --env prd=333333333333"
    }
  ])
)
