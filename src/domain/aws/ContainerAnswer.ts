import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials, rfc3339, unfitPart } from "./Credentials.ts"
import { type Identity, identityOf } from "./Identity.ts"

/**
 * The answers of the container credentials protocol, which instances' servers give too, and which every AWS SDK and the
 * AWS CLI understand.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider" and "IMDS credential provider"; botocore's
 * ContainerProvider.
 */

/** All four are the protocol's: without a token or an expiry, other clients refuse the answer too. */
const fields = {
  AccessKeyId: Schema.NonEmptyString,
  SecretAccessKey: Schema.NonEmptyString,
  Token: Schema.NonEmptyString,
  Expiration: Schema.NonEmptyString
}

/** What a server of ours says besides, for children of ours; other clients ignore what they do not know. */
const ownFields = {
  AccountId: Schema.String,
  Region: Schema.optionalKey(Schema.String),
  PrincipalArn: Schema.optionalKey(Schema.String),
  UserId: Schema.optionalKey(Schema.String)
}

const Answer = Schema.fromJsonString(Schema.Struct(fields))
const OwnAnswer = Schema.fromJsonString(Schema.Struct({ ...fields, ...ownFields }))

const decodeAnswer = Schema.decodeUnknownOption(Answer)
const decodeOwnAnswer = Schema.decodeUnknownOption(OwnAnswer)

const credentialsOf = (answer: (typeof Answer)["Type"]): Credentials | undefined => {
  const expiresAt = Date.parse(answer.Expiration)
  const written = {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    sessionToken: answer.Token
  }
  return Number.isNaN(expiresAt) || unfitPart(written) !== undefined
    ? undefined
    : makeCredentials({ ...written, expiresAt })
}

/** The credentials in an answer; `undefined` for a text that is none. */
export const readContainerAnswer = (text: string): Credentials | undefined => {
  const answer = decodeAnswer(text)
  return Option.isSome(answer) ? credentialsOf(answer.value) : undefined
}

/** Credentials with whose they are, as a server of ours gives them. */
export interface OwnAnswer {
  readonly credentials: Credentials
  readonly region?: string | undefined
  readonly identity?: Identity | undefined
}

/** An answer of a server of ours; `undefined` for a text that is none. */
export const readOwnAnswer = (text: string): OwnAnswer | undefined => {
  const decoded = decodeOwnAnswer(text)
  if (Option.isNone(decoded)) return undefined
  const { Region, PrincipalArn, UserId } = decoded.value
  const credentials = credentialsOf(decoded.value)
  const identity = PrincipalArn === undefined ? undefined : identityOf(PrincipalArn, UserId)
  return credentials && { credentials, region: Region, identity }
}

/** How long a client may keep credentials whose end is not known, in milliseconds. */
const unknownExpiryMillis = 15 * 60 * 1000

/** The text of an answer of ours, which holds the secrets in clear; `undefined` for credentials without a token. */
export const encodeOwnAnswer = (
  answer: OwnAnswer & { readonly identity: Identity },
  now: number
): string | undefined => {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = answer.credentials
  if (sessionToken === undefined) return undefined
  return JSON.stringify({
    AccessKeyId: accessKeyId,
    SecretAccessKey: Redacted.value(secretAccessKey),
    Token: Redacted.value(sessionToken),
    Expiration: rfc3339(expiresAt ?? now + unknownExpiryMillis),
    AccountId: answer.identity.accountId,
    Region: answer.region,
    PrincipalArn: answer.identity.arn,
    UserId: answer.identity.userId
  } satisfies { [Field in keyof (typeof OwnAnswer)["Type"]]: unknown })
}

const Refusal = Schema.fromJsonString(
  Schema.Struct({ Code: Schema.optionalKey(Schema.String), Message: Schema.optionalKey(Schema.String) })
)

const decodeRefusal = Schema.decodeUnknownOption(Refusal)

/** Why a server gives no credentials, as it says itself: its code and its message, where it says any. */
export const readRefusal = (text: string): ReadonlyArray<string> => {
  const refusal = Option.getOrUndefined(decodeRefusal(text))
  return [refusal?.Code, refusal?.Message].filter((part) => part !== undefined)
}

/** The text by which a server of ours refuses. */
export const encodeRefusal = (code: string, message: string): string => JSON.stringify({ code, message })
