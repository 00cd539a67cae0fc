import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { sourceVariables } from "../SourceVariables.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"
import { loopWord, namesUnderWay, saysLoop, underWay } from "./ProfileLoop.ts"
import { runProcess } from "./RunProcess.ts"

/** The AWS SDK for Go's limit: a process that asks a person must be as quick as that. */
const limit = 60_000

/** Where the files are that a process of this profile would read, so that another home's profile is another one. */
const markOf = (files: ProfileFiles, profile: string): string =>
  `profile:${encodeURIComponent([profile, files.configPath, files.credentialsPath].join("\n"))}`

const Json = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))

const Answer = Schema.Struct({
  Version: Schema.Literal(1),
  AccessKeyId: Schema.NonEmptyString,
  SecretAccessKey: Schema.NonEmptyString,
  SessionToken: Schema.optionalKey(Schema.NullOr(Schema.String)),
  Expiration: Schema.optionalKey(Schema.NullOr(Schema.NonEmptyString))
})

const decodeJson = Schema.decodeUnknownOption(Json)
const decodeAnswer = Schema.decodeUnknownOption(Answer)

/** The credentials in what the process wrote, or a sentence on what is wrong with it. */
const readAnswer = (stdout: string, now: number): Credentials | string => {
  const json = decodeJson(stdout.trim())
  if (Option.isNone(json)) return "Its credential_process answered with no JSON object."
  if (json.value.Version !== 1) return "Its credential_process answered with no Version 1, the only one there is."
  const answer = decodeAnswer(json.value)
  const expiration = Option.getOrUndefined(answer)?.Expiration
  const expiresAt = typeof expiration === "string" ? Date.parse(expiration) : undefined
  if (Option.isNone(answer) || Number.isNaN(expiresAt)) {
    return "What its credential_process answers is no credentials: a key, the token or the expiry is not as it must be."
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    return `Its credential_process answered with credentials that expired at ${expiration}.`
  }
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.value
  return makeCredentials({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken || undefined,
    expiresAt
  })
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
    const source = `the AWS CLI profile ${profile}`
    const unusable = (detail: string) => new SourceUnusable({ source, detail })
    const { HOME, USERPROFILE, [underWay]: marks } = yield* sourceVariables(["HOME", "USERPROFILE", underWay])
    const mark = markOf(files, profile)
    const around = namesUnderWay(marks)
    if (around.includes(mark)) {
      return yield* new SourceUnusable({
        source,
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
      return yield* new SourceUnusable({ source, detail, ...(saysLoop(said) ? { loop: profile } : {}) })
    }
    const answer = readAnswer(output.stdout, yield* Clock.currentTimeMillis)
    return typeof answer === "string" ? yield* unusable(answer) : answer
  },
  (effect, _files, profile) => Effect.withSpan(effect, "CredentialSource.process", { attributes: { profile } })
)
