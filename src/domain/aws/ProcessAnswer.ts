import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { isFilled, isTextOrAbsent, readJsonObject } from "../text/JsonObject.ts"
import { type Credentials, makeCredentials, rfc3339, unfitPart } from "./Credentials.ts"

/**
 * What a `credential_process` writes.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */

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
  const answer = readJsonObject(text.trim())
  if (answer === undefined) return Result.fail({ _tag: "NoJson" })
  if (answer.Version !== 1) return Result.fail({ _tag: "OtherVersion" })
  const { AccessKeyId, SecretAccessKey } = answer
  const [SessionToken, Expiration] = [answer.SessionToken ?? undefined, answer.Expiration ?? undefined]
  if (
    !isFilled(AccessKeyId) ||
    !isFilled(SecretAccessKey) ||
    !isTextOrAbsent(SessionToken) ||
    (Expiration !== undefined && !isFilled(Expiration))
  ) {
    return Result.fail({ _tag: "NoCredentials" })
  }
  const written = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken || undefined
  }
  const unfit = unfitPart(written)
  if (unfit !== undefined) return Result.fail({ _tag: "UnfitPart", part: parts[unfit] })
  const expiresAt = Expiration === undefined ? undefined : Date.parse(Expiration)
  if (Number.isNaN(expiresAt)) return Result.fail({ _tag: "NoCredentials" })
  if (Expiration !== undefined && expiresAt !== undefined && expiresAt <= now) {
    return Result.fail({ _tag: "Expired", at: Expiration })
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
