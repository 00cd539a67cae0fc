import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { type ProcessAnswerProblem, readProcessAnswer } from "../../domain/aws/ProcessAnswer.ts"
import { runProcess } from "../../platform/RunProcess.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { sourceVariables } from "../SourceVariables.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"
import { loopWord, namesUnderWay, saysLoop, underWay } from "./ProfileLoop.ts"

/** The AWS SDK for Go's limit: a process that asks a person must be as quick as that. */
const limit = 60_000

/** Where the files are that a process of this profile would read, so that another home's profile is another one. */
const markOf = (files: ProfileFiles, profile: string): string =>
  `profile:${encodeURIComponent([profile, files.configPath, files.credentialsPath].join("\n"))}`

const describeProblem = (problem: ProcessAnswerProblem): string => {
  switch (problem._tag) {
    case "NoJson":
      return "Its credential_process answered with no JSON object."
    case "OtherVersion":
      return "Its credential_process answered with no Version 1, the only one there is."
    case "NoCredentials":
      return "What its credential_process answers is no credentials: a key, the token or the expiry is not as it must be."
    case "Expired":
      return `Its credential_process answered with credentials that expired at ${problem.at}.`
  }
}

/**
 * The credentials that a profile's `credential_process` writes.
 *
 * **Details**: the process runs in a shell, in the environment of this process with the home folder and the shared files
 * of the configuration. A marker in its environment names the profiles under way: one that asks for itself again would
 * never end, and is an error.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */
export const processCredentials: (
  files: ProfileFiles,
  profile: string,
  command: string
) => Effect.Effect<Credentials, SourceUnusable> = Effect.fnUntraced(
  function* (files, profile, command) {
    const origin = profileOrigin(profile)
    const unusable = (detail: string) => new SourceUnusable({ origin, detail })
    const { HOME, USERPROFILE, [underWay]: marks } = yield* sourceVariables(["HOME", "USERPROFILE", underWay])
    const mark = markOf(files, profile)
    const around = namesUnderWay(marks)
    if (around.includes(mark)) {
      return yield* new SourceUnusable({
        origin,
        detail:
          `${loopWord}: its credential_process asks for the credentials of this very profile again. ` +
          "Let the process use another profile, or let this profile have another source.",
        loop: profile
      })
    }
    const output = yield* runProcess({
      command,
      limit,
      variables: {
        ...(HOME === undefined ? {} : { HOME }),
        ...(USERPROFILE === undefined ? {} : { USERPROFILE }),
        ...(files.configPath === undefined ? {} : { AWS_CONFIG_FILE: files.configPath }),
        ...(files.credentialsPath === undefined ? {} : { AWS_SHARED_CREDENTIALS_FILE: files.credentialsPath }),
        [underWay]: [...around, mark].join(",")
      }
    })
    switch (output._tag) {
      case "TooLong":
        return yield* unusable(`Its credential_process gave no answer within ${limit / 1000} seconds, and was ended.`)
      case "TooMuch":
        return yield* unusable("Its credential_process wrote far more than credentials, and was ended.")
      case "NotStarted":
        return yield* unusable(`Its credential_process could not be started: ${output.detail}`)
    }
    if (output.exitCode !== 0) {
      const said = output.stderr.trim()
      if (said === "") {
        return yield* unusable("Its credential_process failed and said nothing. Run the command in a shell to see why.")
      }
      const detail = `Its credential_process failed: ${said}`
      return yield* new SourceUnusable({ origin, detail, ...(saysLoop(said) ? { loop: profile } : {}) })
    }
    const answer = readProcessAnswer(output.stdout, yield* Clock.currentTimeMillis)
    return yield* Effect.mapError(Effect.fromResult(answer), (problem) => unusable(describeProblem(problem)))
  },
  (effect, _files, profile) => Effect.withSpan(effect, "CredentialSource.process", { attributes: { profile } })
)
