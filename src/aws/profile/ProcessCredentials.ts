import process from "node:process"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Credentials, unfitWords } from "../../domain/aws/Credentials.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { type ProcessAnswerProblem, readProcessAnswer } from "../../domain/aws/ProcessAnswer.ts"
import { type CommandProblem, posixWords, windowsWords } from "../../domain/text/CommandWords.ts"
import { runProcess } from "../../platform/RunProcess.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { sourceVariables } from "../SourceVariables.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"
import { loopWord, namesUnderWay, saysLoop, underWay } from "./ProfileLoop.ts"

/** Ten minutes: a process may ask a person, who looks for a device or signs in by a browser. boto3 knows no limit. */
const limit = 600_000

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
    case "UnfitPart":
      return `In what its credential_process answers ${problem.part} ${unfitWords}`
    case "Expired":
      return `Its credential_process answered with credentials that expired at ${problem.at}.`
  }
}

const describeCommand = (problem: CommandProblem): string =>
  problem === "OpenQuote"
    ? "Its credential_process has a quote that is never closed. Close it."
    : "Its credential_process ends with a backslash that has nothing to quote. Remove it."

/** Without the command, whose first word may be a secret: `TOKEN=… tool` is a command to a shell alone. */
const describeNotStarted = (code: string): string => {
  const found = `Its credential_process could not be started (${code}).`
  return code === "ENOENT" || code === "EINVAL"
    ? `${found} No shell reads it, as with the AWS CLI: name a program that can be run, by its whole path without ~ or ` +
        "variables, or a shell: sh -c '…'."
    : found
}

/**
 * The credentials that a profile's `credential_process` writes.
 *
 * **Details**: the command is split into words as botocore splits it, and run without a shell, in the environment of
 * this process with the home folder and the shared files of the configuration. Where a terminal is there, what it says
 * on stderr is shown at once, since that is how it asks a person. A marker in its environment names the profiles under way: one that asks for itself again would
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
    const words = (process.platform === "win32" ? windowsWords : posixWords)(command)
    if (Result.isFailure(words)) return yield* unusable(describeCommand(words.failure))
    const [program, ...args] = words.success
    if (program === undefined || program === "") {
      return yield* unusable("Its credential_process names no program. Name one, or remove the setting.")
    }
    const output = yield* runProcess({
      command: program,
      arguments: args,
      limit,
      showsErrors: true,
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
        return yield* unusable(`Its credential_process gave no answer within ${limit / 60_000} minutes, and was ended.`)
      case "TooMuch":
        return yield* unusable("Its credential_process wrote far more than credentials, and was ended.")
      case "NotStarted":
        return yield* unusable(describeNotStarted(output.code))
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
