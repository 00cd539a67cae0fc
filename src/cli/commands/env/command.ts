import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { CliProblem } from "../../CliProblem.ts"
import { sessionOf, withCurrentFactory } from "../../CurrentFactory.ts"
import { Json } from "../../Globals.ts"
import { target } from "../../TargetArgument.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { type Format, formats, writeVariables } from "./writeVariables.ts"

/** Removing is not in the power of these formats, and what they do not remove would win over what they set. */
const refuseShadowed = Effect.fnUntraced(function* (format: Format, { unset }: ChildEnvironment) {
  if (format !== "dotenv" && format !== "github") return
  const { env } = yield* ThisProcess
  const shadowing = unset.filter((name) => env[name] !== undefined)
  if (shadowing.length > 0) {
    const [are, them] = shadowing.length === 1 ? ["is", "it"] : ["are", "them"]
    return yield* new CliProblem({
      title: "Shadowed",
      found: `${shadowing.join(", ")} ${are} set here and would win over these variables, and the format ${format} cannot remove ${them}.`,
      next: `Unset ${them} first, or use boto-ses exec.`,
      exitCode: 5
    })
  }
})

/** The variables of a target, for a shell or a file. */
export const env: CliCommand<"env"> = Command.make(
  "env",
  {
    target,
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription("For which reader (default: sh)"),
      Flag.optional
    ),
    output: Flag.String("output").pipe(
      Flag.withMetavar("PATH"),
      Flag.withDescription("Write to a file that only you can read, in place of stdout"),
      Flag.optional
    ),
    allowDevops: Flag.Boolean("allow-devops").pipe(
      Flag.withoutNegation,
      Flag.withDescription("With --format github: give even devops to all later steps"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(
    function* (input) {
      const format = Option.getOrElse(input.format, (): Format => "sh")
      const chosen: Format = Option.isNone(input.format) && (yield* Json) ? "json" : format
      const session = yield* sessionOf(input.target)
      if (chosen === "github" && session.purpose === "devops" && !input.allowDevops) {
        return yield* new CliProblem({
          title: "GitHubRefused",
          found: "devops would be in the hands of every later step of this job.",
          next: "Use boto-ses exec devops for one command, or say --allow-devops.",
          exitCode: 5
        })
      }
      const environment = yield* session.environment
      yield* refuseShadowed(chosen, environment)
      yield* writeVariables(chosen, environment, Option.getOrUndefined(input.output))
    },
    withCurrentFactory,
    Effect.provide(nodeServices),
    reportFailure
  )
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
