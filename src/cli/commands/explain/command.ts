import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { flagOff, targetOrApp } from "../../SharedParameters.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { explain as showExplanation } from "./explain.ts"

export const explain: CliCommand<"explain"> = Command.make(
  "explain",
  {
    target: targetOrApp,
    identity: flagOff("identity", "Make the one request that settles a plan with several cases"),
    matrix: flagOff("matrix", "Every target in every runtime"),
    format: Flag.Literals("format", ["table", "mermaid"]).pipe(
      Flag.withDescription("A table, or a Mermaid flowchart (default: table)"),
      Flag.withDefault("table")
    )
  },
  (input) => showExplanation(input).pipe(withCurrentFactory, reportFailure)
).pipe(
  Command.withDescription("Show where a target's credentials come from, and why, without making a request."),
  Command.withShortDescription("Show where credentials come from, and why"),
  Command.withExamples([
    { command: "boto-ses explain prd --runtime github_action" },
    { command: "boto-ses explain --matrix" }
  ])
)
