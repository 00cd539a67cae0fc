import * as Redacted from "effect/Redacted"
import { isFilled, isTextOrAbsent, readJsonObject } from "../text/JsonObject.ts"
import { type Credentials, makeCredentials, rfc3339, unfitPart } from "./Credentials.ts"
import { type Identity, identityOf } from "./Identity.ts"

/**
 * The answers of the container credentials protocol, which instances' servers give too, and which every AWS SDK and the
 * AWS CLI understand.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider" and "IMDS credential provider"; botocore's
 * ContainerProvider.
 */

/** The protocol's fields, all of them: without a token or an expiry, other clients refuse the answer too. */
const credentialsOf = ({
  AccessKeyId,
  SecretAccessKey,
  Token,
  Expiration
}: {
  readonly [field: string]: unknown
}): Credentials | undefined => {
  if (!isFilled(AccessKeyId) || !isFilled(SecretAccessKey) || !isFilled(Token) || !isFilled(Expiration))
    return undefined
  const expiresAt = Date.parse(Expiration)
  const written = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token }
  return Number.isNaN(expiresAt) || unfitPart(written) !== undefined
    ? undefined
    : makeCredentials({ ...written, expiresAt })
}

/** The credentials in an answer; `undefined` for a text that is none. */
export const readContainerAnswer = (text: string): Credentials | undefined => {
  const answer = readJsonObject(text)
  return answer && credentialsOf(answer)
}

/** Credentials with whose they are, as a server of ours gives them. */
export interface OwnAnswer {
  readonly credentials: Credentials
  readonly region?: string | undefined
  readonly identity?: Identity | undefined
}

/** What a server of ours says besides, for children of ours; other clients ignore what they do not know. */
interface OwnFields {
  readonly AccountId: string
  readonly Region: string | undefined
  readonly PrincipalArn: string | undefined
  readonly UserId: string | undefined
}

/** An answer of a server of ours; `undefined` for a text that is none. */
export const readOwnAnswer = (text: string): OwnAnswer | undefined => {
  const { AccountId, Region, PrincipalArn, UserId, ...rest } = readJsonObject(text) ?? {}
  const credentials = credentialsOf(rest)
  if (typeof AccountId !== "string" || ![Region, PrincipalArn, UserId].every(isTextOrAbsent)) return undefined
  const own = { Region, PrincipalArn, UserId } as Omit<OwnFields, "AccountId">
  const identity = own.PrincipalArn === undefined ? undefined : identityOf(own.PrincipalArn, own.UserId)
  return credentials && { credentials, region: own.Region, identity }
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
  const own: OwnFields = {
    AccountId: answer.identity.accountId,
    Region: answer.region,
    PrincipalArn: answer.identity.arn,
    UserId: answer.identity.userId
  }
  return JSON.stringify({
    AccessKeyId: accessKeyId,
    SecretAccessKey: Redacted.value(secretAccessKey),
    Token: Redacted.value(sessionToken),
    Expiration: rfc3339(expiresAt ?? now + unknownExpiryMillis),
    ...own
  })
}

/** Why a server gives no credentials, as it says itself: its code and its message, where it says any. */
export const readRefusal = (text: string): ReadonlyArray<string> => {
  const { Code, Message } = readJsonObject(text) ?? {}
  if (!isTextOrAbsent(Code) || !isTextOrAbsent(Message)) return []
  return [Code, Message].filter((part) => part !== undefined)
}

/** The text by which a server of ours refuses. */
export const encodeRefusal = (code: string, message: string): string => JSON.stringify({ code, message })
