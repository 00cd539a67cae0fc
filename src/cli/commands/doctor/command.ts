import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { CliCommand } from "../../CliCommand.ts"
import { login } from "../../SharedParameters.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"

/** Everything that the sessions of this place need. What it takes to look is loaded only here. */
export const doctor: CliCommand<"doctor"> = Command.make("doctor", { login }, ({ login }) =>
  Effect.flatMap(
    Effect.promise(() => import("./doctor.ts")),
    ({ doctor }) => doctor(login)
  ).pipe(reportFailure)
).pipe(
  Command.withDescription(
    "Check everything that the sessions of this place need, at the same time, and say what to do where something is missing. It changes nothing but the sign-ins that --login makes. The exit code is 0 where nothing failed, else that of the first failure."
  ),
  Command.withShortDescription("Check what the sessions need, and say what to do"),
  Command.withExamples([{ command: "boto-ses doctor" }, { command: "boto-ses doctor --runtime ci --json" }])
)
