import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { encodeProcessAnswer } from "../../../domain/aws/ProcessAnswer.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { atPlace, sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { Problem } from "../../Problem.ts"
import { Process } from "../../Process.ts"
import type { CommandFailed } from "../../terminal/ReportErrors.ts"
import { reported } from "../../terminal/Reported.ts"
import { Screen } from "../../terminal/Screen.ts"

/** The targets whose credentials are being had by the processes around this one. */
const underWay = "BOTO_SES_CREDENTIAL_PROCESS"

/** A profile's process that is started from here finds these in its environment. */
const marked = (targets: ReadonlyArray<string>): Layer.Layer<never> =>
  ConfigProvider.layer(
    Effect.map(ConfigProvider.ConfigProvider, (provider) =>
      ConfigProvider.orElse(ConfigProvider.fromUnknown({ [underWay]: targets.join(",") }), provider)
    )
  )

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

/** Writes a target's credentials for the AWS CLI and the SDKs, as `credential_process` in `~/.aws/config` wants them. */
export const credentialProcess = (target: string): Effect.Effect<void, CommandFailed, Globals | Process | Screen> =>
  Effect.gen(function* () {
    const { out } = yield* Screen
    const { env } = yield* Process
    const targets = (env[underWay] ?? "").split(",").filter((name) => name !== "")
    if (targets.includes(target)) return yield* profileLoop(target)
    const credentials = yield* Effect.flatMap(sessionOf(target), (session) => session.credentials).pipe(
      Effect.catchTag("BotoSesError", (error) => Effect.fail(foundBelow(error) ? profileLoop(target) : error)),
      atPlace,
      Effect.provide(marked([...targets, target]))
    )
    yield* out.lines([encodeProcessAnswer(credentials)])
  }).pipe(reported)
