import * as Command from "effect/cli/Command"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { login, targetOrApp } from "../../SharedParameters.ts"
import { withSignIn } from "../../SignIn.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { whoami as showIdentity } from "./whoami.ts"

export const whoami: CliCommand<"whoami"> = Command.make(
  "whoami",
  { target: targetOrApp, login },
  ({ target, login }) => withSignIn(login, showIdentity(target)).pipe(withCurrentFactory, reportFailure)
).pipe(
  Command.withDescription("Show who a target is: account, principal, region, and where its credentials come from."),
  Command.withShortDescription("Show who a target is"),
  Command.withExamples([{ command: "boto-ses whoami" }, { command: "boto-ses whoami prd --json" }])
)
