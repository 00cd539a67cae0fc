import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials, rfc3339, unfitPart } from "./Credentials.ts"

/**
 * What a `credential_process` writes.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

const decodeAnswer = Schema.decodeUnknownOption(
  Schema.Struct({
    Version: Schema.Literal(1),
    AccessKeyId: Schema.NonEmptyString,
    SecretAccessKey: Schema.NonEmptyString,
    SessionToken: Schema.optionalKey(Schema.NullOr(Schema.String)),
    Expiration: Schema.optionalKey(Schema.NullOr(Schema.NonEmptyString))
  })
)

/** What is wrong with an answer. */
export type ProcessAnswerProblem =
  | { readonly _tag: "NoJson" }
  /** Of another version than 1, the only one there is. */
  | { readonly _tag: "OtherVersion" }
  | { readonly _tag: "NoCredentials" }
  /** A field has characters that no such key has. */
  | { readonly _tag: "UnfitPart"; readonly part: string }
  | { readonly _tag: "Expired"; readonly at: string }

const parts = { accessKeyId: "AccessKeyId", secretAccessKey: "SecretAccessKey", sessionToken: "SessionToken" }

/**
 * The credentials in an answer.
 *
 * @param now milliseconds since the epoch
 */
export const readProcessAnswer = (text: string, now: number): Result.Result<Credentials, ProcessAnswerProblem> => {
  const json = decodeJson(text.trim())
  if (Option.isNone(json)) return Result.fail({ _tag: "NoJson" })
  if (json.value.Version !== 1) return Result.fail({ _tag: "OtherVersion" })
  const answer = decodeAnswer(json.value)
  if (Option.isNone(answer)) return Result.fail({ _tag: "NoCredentials" })
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.value
  const written = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken || undefined
  }
  const unfit = unfitPart(written)
  if (unfit !== undefined) return Result.fail({ _tag: "UnfitPart", part: parts[unfit] })
  const expiration = Expiration ?? undefined
  const expiresAt = expiration === undefined ? undefined : Date.parse(expiration)
  if (Number.isNaN(expiresAt)) return Result.fail({ _tag: "NoCredentials" })
  if (expiration !== undefined && expiresAt !== undefined && expiresAt <= now) {
    return Result.fail({ _tag: "Expired", at: expiration })
  }
  return Result.succeed(makeCredentials({ ...written, expiresAt }))
}

/** The text of an answer, which holds the secrets in clear. */
export const encodeProcessAnswer = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Credentials): string =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: Redacted.value(secretAccessKey),
    ...(sessionToken === undefined ? {} : { SessionToken: Redacted.value(sessionToken) }),
    ...(expiresAt === undefined ? {} : { Expiration: rfc3339(expiresAt) })
  })
