import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../domain/aws/Credentials.ts"
import { rfc3339 } from "../../domain/child/ChildEnvironment.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import type { Snapshot } from "../Snapshot.ts"

/**
 * What a credential server answers: the container credentials protocol, whose clients need Token and Expiration and
 * ignore what they do not know. Region, PrincipalArn and UserId are for children of ours.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider"; botocore's ContainerProvider.
 */
const Answer = Schema.fromJsonString(
  Schema.Struct({
    AccessKeyId: Schema.String,
    SecretAccessKey: Schema.String,
    Token: Schema.String,
    Expiration: Schema.String.check(
      Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, { expected: "an instant in RFC 3339" })
    ),
    AccountId: Schema.String,
    Region: Schema.optionalKey(Schema.String),
    PrincipalArn: Schema.optionalKey(Schema.String),
    UserId: Schema.optionalKey(Schema.String)
  })
)

const decodeAnswer = Schema.decodeUnknownResult(Answer)

/** How long a client may keep credentials whose end is not known, in milliseconds. */
const unknownExpiryMillis = 15 * 60 * 1000

/** The answer's text, which holds the secrets in clear; `undefined` for credentials without a token. */
export const encodeAnswer = (snapshot: Snapshot, now: number): string | undefined => {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = snapshot.credentials
  if (sessionToken === undefined) return undefined
  return JSON.stringify({
    AccessKeyId: accessKeyId,
    SecretAccessKey: Redacted.value(secretAccessKey),
    Token: Redacted.value(sessionToken),
    Expiration: rfc3339(expiresAt ?? now + unknownExpiryMillis),
    AccountId: snapshot.accountId,
    Region: snapshot.region,
    PrincipalArn: snapshot.principalArn,
    UserId: snapshot.userId
  } satisfies { [Field in keyof (typeof Answer)["Type"]]: unknown })
}

/** Reads an answer; `undefined` for a text that is none. */
export const readAnswer = (
  text: string,
  from: Pick<SourcedCredentials, "source" | "renew">
): SourcedCredentials | undefined => {
  const decoded = decodeAnswer(text)
  if (Result.isFailure(decoded)) return undefined
  const answer = decoded.success
  return {
    ...from,
    credentials: makeCredentials({
      accessKeyId: answer.AccessKeyId,
      secretAccessKey: answer.SecretAccessKey,
      sessionToken: answer.Token,
      expiresAt: Date.parse(answer.Expiration)
    }),
    region: answer.Region,
    principalArn: answer.PrincipalArn,
    userId: answer.UserId
  }
}
