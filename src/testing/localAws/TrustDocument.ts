/** A role's trust as the policy document that IAM answers. */
import type { FederatedTrust, RoleOptions } from "./Options.ts"
import { principalOf } from "./TrustStatement.ts"

const arnOf = (partition: string, trust: string): string =>
  /^\d{12}$/.test(trust) ? `arn:${partition}:iam::${trust}:root` : trust

const federated = (partition: string, accountId: string, trust: FederatedTrust): object => ({
  Effect: "Allow",
  Principal: { Federated: principalOf(partition, accountId, trust.federated) },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    ...trust.conditions,
    StringEquals: {
      [`${trust.federated}:aud`]: trust.audience ?? "sts.amazonaws.com",
      ...trust.conditions?.StringEquals
    },
    ...(trust.subject === undefined
      ? {}
      : { StringLike: { [`${trust.federated}:sub`]: trust.subject, ...trust.conditions?.StringLike } })
  }
})

/** The document of the options: the short forms written out, and then the statements of the whole policy. */
export const trustDocument = (partition: string, accountId: string, options: RoleOptions): string => {
  const { trust = [], trustPolicy, externalId, requireMfa, mfaMaxAge } = options
  const principals = trust.filter((one) => typeof one === "string").map((one) => arnOf(partition, one))
  const condition = {
    ...(externalId === undefined ? {} : { StringEquals: { "sts:ExternalId": externalId } }),
    ...(requireMfa === true ? { Bool: { "aws:MultiFactorAuthPresent": "true" } } : {}),
    ...(mfaMaxAge === undefined ? {} : { NumericLessThan: { "aws:MultiFactorAuthAge": `${mfaMaxAge}` } })
  }
  const own =
    principals.length === 0
      ? []
      : [
          {
            Effect: "Allow",
            Principal: { AWS: principals.length === 1 ? principals[0] : principals },
            Action: "sts:AssumeRole",
            ...(Object.keys(condition).length === 0 ? {} : { Condition: condition })
          }
        ]
  const short = trust.flatMap((one) => (typeof one === "string" ? [] : [federated(partition, accountId, one)]))
  const written = trustPolicy === undefined ? [] : [trustPolicy.Statement].flat()
  return JSON.stringify({ Version: trustPolicy?.Version ?? "2012-10-17", Statement: [...own, ...short, ...written] })
}
