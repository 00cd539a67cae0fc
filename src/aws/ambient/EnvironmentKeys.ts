import * as Effect from "effect/Effect"
import { makeCredentials, unfitPart, unfitWords } from "../../domain/aws/Credentials.ts"
import { chainOfKeys } from "../../domain/aws/SourceChain.ts"
import { readDateTime } from "../../domain/text/DateTime.ts"
import { type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { sourceVariables } from "../SourceVariables.ts"

const origin = { _tag: "EnvironmentKeys" } as const

/**
 * `AWS_ACCESS_KEY_ID` and its companions; `undefined` where it is not set.
 *
 * Source: AWS SDKs and Tools Reference Guide, "AWS access keys"; `AWS_SECURITY_TOKEN` and `AWS_CREDENTIAL_EXPIRATION`
 * as boto3 reads them.
 */
export const environmentKeys: Effect.Effect<SourcedCredentials | undefined, SourceUnusable> = Effect.gen(function* () {
  const env = yield* sourceVariables([
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION"
  ])
  if (env.AWS_ACCESS_KEY_ID === undefined) return undefined
  if (env.AWS_SECRET_ACCESS_KEY === undefined) {
    return yield* new SourceUnusable({
      origin,
      detail: "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both, or neither."
    })
  }
  const written = {
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SECURITY_TOKEN ?? env.AWS_SESSION_TOKEN
  }
  const unfit = unfitPart(written)
  if (unfit !== undefined) {
    const token = env.AWS_SECURITY_TOKEN === undefined ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN"
    const names = { accessKeyId: "AWS_ACCESS_KEY_ID", secretAccessKey: "AWS_SECRET_ACCESS_KEY", sessionToken: token }
    return yield* new SourceUnusable({ origin, detail: `${names[unfit]} ${unfitWords}` })
  }
  const expiration = env.AWS_CREDENTIAL_EXPIRATION
  const expiresAt = expiration === undefined ? undefined : readDateTime(expiration)
  if (expiration !== undefined && expiresAt === undefined) {
    return yield* new SourceUnusable({
      origin,
      detail: `AWS_CREDENTIAL_EXPIRATION is "${expiration}", which is no date and time with its zone, such as 2030-01-31T12:00:00Z.`
    })
  }
  const credentials = makeCredentials({ ...written, expiresAt })
  return {
    credentials,
    origin,
    chain: chainOfKeys(credentials),
    renew: "Export new keys (AWS_ACCESS_KEY_ID and its companions), or renew the step that sets them, and start again."
  }
})
