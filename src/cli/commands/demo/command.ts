import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { CliCommand } from "../../CliCommand.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"

/** The demo of `npm start`. Its local AWS is loaded only here. */
export const demo: CliCommand<"demo"> = Command.make("demo", {}, () =>
  Effect.flatMap(
    Effect.promise(() => import("./demo.ts")),
    ({ demo }) => demo
  ).pipe(reportFailure)
).pipe(
  Command.withDescription(
    "Show what this does: one program in four places, on a local AWS that is started for it. It never leaves this machine."
  ),
  Command.withShortDescription("Show what this does, on a local AWS")
)
