import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { BotoSesError } from "../../domain/BotoSesError.ts"
import { rfc3339 } from "../../domain/ChildEnvironment.ts"
import type { Credentials } from "../../domain/Credentials.ts"
import { target } from "../arguments.ts"
import type { CliCommand } from "../CliCommand.ts"
import { Problem } from "../Problem.ts"
import { Process } from "../Process.ts"
import { atPlace, sessionOf } from "../place.ts"
import { reported } from "../report.ts"
import { Screen } from "../terminal/Screen.ts"

/** The targets whose credentials are being had by the processes around this one. */
const underWay = "BOTO_SES_CREDENTIAL_PROCESS"

const title = "ProfileLoop"

const profileLoop = (target: string): Problem =>
  new Problem({
    title,
    message:
      `The credentials of ${target} were to come from a profile whose credential_process asks for the credentials of ${target} again. ` +
      "Where AWS_PROFILE names that profile, in CI or on Cloud9, unset it and name the profile in the call: " +
      `aws --profile boto-ses-${target} … Elsewhere give ${target} another profile in the configuration.`,
    exitCode: 5
  })

/** The process that a profile of ours started has found the loop; its words came back through the profile's error. */
const foundBelow = ({ reason }: BotoSesError): boolean =>
  (reason._tag === "ProfileUnusable" || reason._tag === "AmbientUnusable") && reason.detail.includes(title)

/** Source: AWS SDKs and Tools Reference Guide, "Process credential provider". */
const answer = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Credentials): string =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: Redacted.value(secretAccessKey),
    ...(sessionToken === undefined ? {} : { SessionToken: Redacted.value(sessionToken) }),
    ...(expiresAt === undefined ? {} : { Expiration: rfc3339(expiresAt) })
  })

/** Credentials for the AWS CLI and the SDKs, as `credential_process` in `~/.aws/config` wants them. */
export const credentialProcess: CliCommand<"credential-process"> = Command.make(
  "credential-process",
  { target },
  ({ target }) =>
    Effect.gen(function* () {
      const { out } = yield* Screen
      const { env, setVariable } = yield* Process
      const targets = (env[underWay] ?? "").split(",").filter((name) => name !== "")
      if (targets.includes(target)) return yield* profileLoop(target)
      yield* setVariable(underWay, [...targets, target].join(","))
      const credentials = yield* Effect.flatMap(sessionOf(target), (session) => session.credentials).pipe(
        Effect.catchTag("BotoSesError", (error) => Effect.fail(foundBelow(error) ? profileLoop(target) : error))
      )
      yield* out.lines([answer(credentials)])
    }).pipe(atPlace, reported)
).pipe(
  Command.withDescription(
    "Print a target's credentials as credential_process in ~/.aws/config wants them. boto-ses configure writes the profiles."
  ),
  Command.withShortDescription("Print credentials for credential_process in ~/.aws/config"),
  Command.withExamples([{ command: "boto-ses credential-process sbx" }])
)
