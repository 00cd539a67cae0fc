import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { loopWord, namesUnderWay, underWay } from "../../../aws/profile/ProfileLoop.ts"
import { encodeProcessAnswer } from "../../../domain/aws/ProcessAnswer.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { CliProblem } from "../../CliProblem.ts"
import { sessionOf, withCurrentFactory } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { type CommandFailed, reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"

/** A profile's process that is started from here finds these in its environment. */
const marked = (targets: ReadonlyArray<string>): Layer.Layer<never> =>
  ConfigProvider.layer(
    Effect.map(ConfigProvider.ConfigProvider, (provider) =>
      ConfigProvider.orElse(ConfigProvider.fromUnknown({ [underWay]: targets.join(",") }), provider)
    )
  )

const profileLoop = (target: string): CliProblem =>
  new CliProblem({
    title: loopWord,
    found: `The credentials of ${target} were to come from a profile whose credential_process asks for the credentials of ${target} again.`,
    next:
      "Where AWS_PROFILE names that profile, in CI or on Cloud9, unset it and name the profile in the call: " +
      `aws --profile boto-ses-${target} … Elsewhere give ${target} another profile in the configuration.`,
    exitCode: 5
  })

/** Whether a process that a profile started from here has found the loop. */
const isLoop = ({ reason }: BotoSesError): boolean =>
  (reason._tag === "ProfileUnusable" || reason._tag === "AmbientUnusable") && reason.loop !== undefined

/** Writes a target's credentials for the AWS CLI and the SDKs, as `credential_process` in `~/.aws/config` wants them. */
export const credentialProcess: (target: string) => Effect.Effect<void, CommandFailed, Globals | ThisProcess | Screen> =
  Effect.fnUntraced(function* (target) {
    const { out } = yield* Screen
    const { env } = yield* ThisProcess
    const targets = namesUnderWay(env[underWay])
    if (targets.includes(target)) return yield* profileLoop(target)
    const credentials = yield* Effect.flatMap(sessionOf(target), (session) => session.credentials).pipe(
      Effect.catchTag("BotoSesError", (error) => Effect.fail(isLoop(error) ? profileLoop(target) : error)),
      withCurrentFactory,
      Effect.provide(marked([...targets, target]))
    )
    yield* out.data([encodeProcessAnswer(credentials)])
  }, reportFailure)
