import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"

const Answer = Schema.fromJsonString(
  Schema.Struct({
    AccessKeyId: Schema.NonEmptyString,
    SecretAccessKey: Schema.NonEmptyString,
    Token: Schema.NonEmptyString,
    Expiration: Schema.NonEmptyString
  })
)

const decode = Schema.decodeUnknownOption(Answer)

/**
 * The credentials in the JSON that containers' and instances' servers answer with; `undefined` for anything else. All
 * four fields are the protocol's: without a token or an expiry, other clients refuse the answer too.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider" and "IMDS credential provider".
 */
export const platformCredentials = (body: string): Credentials | undefined => {
  const answer = Option.getOrUndefined(decode(body))
  if (answer === undefined) return undefined
  const expiresAt = Date.parse(answer.Expiration)
  return Number.isNaN(expiresAt)
    ? undefined
    : makeCredentials({
        accessKeyId: answer.AccessKeyId,
        secretAccessKey: answer.SecretAccessKey,
        sessionToken: answer.Token,
        expiresAt
      })
}

const Refusal = Schema.fromJsonString(
  Schema.Struct({ Code: Schema.optionalKey(Schema.String), Message: Schema.optionalKey(Schema.String) })
)

const decodeRefusal = Schema.decodeUnknownOption(Refusal)

/** What such a server says of why it gives none: `: AccessDenied: …`, or nothing. */
export const refusalOf = (body: string): string => {
  const { Code, Message } = Option.getOrElse(decodeRefusal(body), () => ({}) as typeof Refusal.Type)
  const said = [Code, Message].filter((part) => part !== undefined)
  return said.length === 0 ? "" : `: ${said.join(": ")}`
}
