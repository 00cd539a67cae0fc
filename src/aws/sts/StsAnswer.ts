import type { AssumedRoleUser, Credentials as SdkCredentials } from "@aws-sdk/client-sts"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import { type Identity, identityOf } from "../../domain/aws/Identity.ts"
import type { AssumedRole } from "../../services/Sts.ts"

/** What an answer must hold and does not; AWS's model calls every field optional. */
export interface Incomplete {
  readonly missing: string
}

export const isIncomplete = (answer: object): answer is Incomplete => "missing" in answer

/** The session's keys; all four fields are always there in an answer of AWS's own. */
export const sessionCredentials = (answer: {
  readonly Credentials?: SdkCredentials | undefined
}): Credentials | Incomplete => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {}
  if (!AccessKeyId) return { missing: "Credentials.AccessKeyId" }
  if (!SecretAccessKey) return { missing: "Credentials.SecretAccessKey" }
  if (!SessionToken) return { missing: "Credentials.SessionToken" }
  const expiresAt = Expiration?.getTime()
  if (expiresAt === undefined || Number.isNaN(expiresAt)) return { missing: "Credentials.Expiration" }
  return makeCredentials({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt
  })
}

export const assumedRole = (answer: {
  readonly Credentials?: SdkCredentials | undefined
  readonly AssumedRoleUser?: AssumedRoleUser | undefined
}): AssumedRole | Incomplete => {
  const credentials = sessionCredentials(answer)
  if (isIncomplete(credentials)) return credentials
  const { Arn, AssumedRoleId } = answer.AssumedRoleUser ?? {}
  if (!Arn) return { missing: "AssumedRoleUser.Arn" }
  if (!AssumedRoleId) return { missing: "AssumedRoleUser.AssumedRoleId" }
  const identity = identityOf(Arn, AssumedRoleId)
  return identity === undefined ? { missing: "AssumedRoleUser.Arn of a role's session" } : { credentials, identity }
}

export const callerIdentity = (answer: {
  readonly Arn?: string | undefined
  readonly Account?: string | undefined
  readonly UserId?: string | undefined
}): Identity | Incomplete => {
  const { Arn, Account, UserId } = answer
  if (!Arn) return { missing: "Arn" }
  if (!Account) return { missing: "Account" }
  if (!UserId) return { missing: "UserId" }
  return { arn: Arn, accountId: Account, userId: UserId }
}
