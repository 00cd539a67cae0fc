import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { flagOff, login, target } from "../../SharedParameters.ts"
import { withSignIn } from "../../SignIn.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { env as writeEnv } from "./env.ts"
import { formats } from "./writeVariables.ts"

export const env: CliCommand<"env"> = Command.make(
  "env",
  {
    target,
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription("For which reader (default: sh; dotenv where --output names .env, .env.NAME or NAME.env)"),
      Flag.optional
    ),
    output: Flag.String("output").pipe(
      Flag.withMetavar("PATH"),
      Flag.withDescription("Write to a file that only you can read, in place of stdout"),
      Flag.optional
    ),
    force: flagOff("force", "With --output: replace a file that is there, or these variables in a dotenv file"),
    allowDevops: flagOff("allow-devops", "With --format github: give even devops to all later steps"),
    login
  },
  (input) =>
    withSignIn(input.login, writeEnv(input)).pipe(withCurrentFactory, Effect.provide(nodeServices), reportFailure)
).pipe(
  Command.withDescription(
    "Print the variables of a target for a shell: fixed keys, which end with the session, and the removal of what would shadow them."
  ),
  Command.withShortDescription("Print a target's variables for a shell or a file"),
  Command.withExamples([
    { command: 'eval "$(boto-ses env sbx)"' },
    { command: "boto-ses env sbx --format fish | source" },
    { command: "boto-ses env sbx --format dotenv --output .env.aws" }
  ])
)
