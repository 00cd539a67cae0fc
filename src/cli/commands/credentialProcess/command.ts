import * as Command from "effect/cli/Command"
import type { CliCommand } from "../../CliCommand.ts"
import { target } from "../../SharedParameters.ts"
import { credentialProcess as write } from "./credentialProcess.ts"

/** Credentials for the AWS CLI and the SDKs, as `credential_process` in `~/.aws/config` wants them. */
export const credentialProcess: CliCommand<"credential-process"> = Command.make(
  "credential-process",
  { target },
  ({ target }) => write(target)
).pipe(
  Command.withDescription(
    "Print a target's credentials as credential_process in ~/.aws/config wants them. boto-ses configure writes the profiles."
  ),
  Command.withShortDescription("Print credentials for credential_process in ~/.aws/config"),
  Command.withExamples([{ command: "boto-ses credential-process sbx" }])
)
