import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { nodeServices } from "../../../live/NodeServices.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { atPlace } from "../../CurrentFactory.ts"
import { reported } from "../../terminal/Reported.ts"

/** Profiles for the AWS CLI and the SDKs, whose credentials come from here. */
export const configure: CliCommand<"configure"> = Command.make(
  "configure",
  {
    dryRun: Flag.Boolean("dry-run").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Show what would change, and write nothing"),
      Flag.withDefault(false)
    )
  },
  ({ dryRun }) =>
    Effect.flatMap(
      Effect.promise(() => import("./work.ts")),
      ({ configure }) => configure(dryRun)
    ).pipe(atPlace, Effect.provide(nodeServices), reported)
).pipe(
  Command.withDescription(
    "Write a profile boto-ses-TARGET for every target into the AWS CLI's config file, so that the AWS CLI and every AWS SDK have its credentials by name."
  ),
  Command.withShortDescription("Write AWS CLI profiles for every target"),
  Command.withExamples([{ command: "boto-ses configure --dry-run" }, { command: "aws --profile boto-ses-sbx s3 ls" }])
)
