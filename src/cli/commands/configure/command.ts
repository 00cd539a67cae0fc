import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { flagOff } from "../../SharedParameters.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"

/** Profiles for the AWS CLI and the SDKs, whose credentials come from here. */
export const configure: CliCommand<"configure"> = Command.make(
  "configure",
  {
    prefix: Flag.String("prefix").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("What the profiles' names begin with, so that each project has its own (default: boto-ses)"),
      Flag.withDefault("boto-ses")
    ),
    dryRun: flagOff("dry-run", "Show what would change, and write nothing"),
    force: flagOff("force", "Take over profiles that are of another configuration file")
  },
  (flags) =>
    Effect.flatMap(
      Effect.promise(() => import("./configure.ts")),
      ({ configure }) => configure(flags)
    ).pipe(withCurrentFactory, Effect.provide(nodeServices), reportFailure)
).pipe(
  Command.withDescription(
    "Write a profile boto-ses-TARGET for every target into the AWS CLI's config file, so that the AWS CLI and every AWS SDK have its credentials by name. Profiles of another project are left alone: --prefix gives this one names of its own."
  ),
  Command.withShortDescription("Write AWS CLI profiles for every target"),
  Command.withExamples([
    { command: "boto-ses configure --dry-run" },
    { command: "aws --profile boto-ses-sbx s3 ls" },
    { command: "boto-ses configure --prefix shop" }
  ])
)
