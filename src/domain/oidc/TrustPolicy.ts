import { type CiVendor, vendorOf } from "./CiVendors.ts"
import type { Claims } from "./Claims.ts"
import { type ClaimValue, exactly, hasWildcard, joined, written } from "./ClaimValue.ts"

/** What a trust policy asks of one claim: that it is one of these. */
export interface TrustCondition {
  readonly claim: string
  readonly values: ReadonlyArray<ClaimValue>
}

/** Whom a role is to trust: the holder of such a token. */
export interface Trusted {
  /** The provider's URL, as the token names it. */
  readonly issuer: string
  /** For whom the token is, as the provider in IAM has to accept it. */
  readonly audience: string
  readonly conditions: ReadonlyArray<TrustCondition>
  /** Whether the token carries session tags. */
  readonly tags: boolean
}

/** Whether an issuer is one that IAM takes. Source: IAM API Reference, CreateOpenIDConnectProvider. */
export const isIssuer = (issuer: string): boolean =>
  issuer.length <= 255 && /^https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~/-]*)?$/.test(issuer)

/** The issuer as IAM names a provider. Source: IAM User Guide, "Create an OpenID Connect identity provider". */
export const providerName = (issuer: string): string => issuer.replace(/^https:\/\//, "")

/** Whether IAM knows the provider by itself: no account registers it. Source: IAM User Guide, "OIDC federation". */
export const isBuiltIn = (issuer: string): boolean => providerName(issuer) === "accounts.google.com"

/** How a trust policy names the provider. */
export const providerArn = (partition: string, accountId: string, issuer: string): string =>
  isBuiltIn(issuer) ? providerName(issuer) : `arn:${partition}:iam::${accountId}:oidc-provider/${providerName(issuer)}`

/** The operator that a condition needs: wildcards only where there is one. */
export const operatorOf = ({ values }: TrustCondition): "StringEquals" | "StringLike" =>
  values.some(hasWildcard) ? "StringLike" : "StringEquals"

/** A condition's values as they are written in a policy. */
export const valuesOf = (condition: TrustCondition): ReadonlyArray<string> =>
  condition.values.map((value) => written(value, operatorOf(condition) === "StringLike"))

/** A condition block of a policy. */
export type ConditionBlock = {
  readonly [Operator in "StringEquals" | "StringLike"]?: {
    readonly [key: string]: string | ReadonlyArray<string>
  }
}

/** A role's trust policy. */
export interface TrustPolicy {
  readonly Version: "2012-10-17"
  readonly Statement: ReadonlyArray<{
    readonly Effect: "Allow"
    readonly Principal: { readonly Federated: string }
    readonly Action: string | ReadonlyArray<string>
    readonly Condition: ConditionBlock
  }>
}

const oneOrMany = (values: ReadonlyArray<string>): string | ReadonlyArray<string> => {
  const [first] = values
  return values.length === 1 && first !== undefined ? first : values
}

/** The conditions as a policy holds them. */
export const conditionBlock = ({ issuer, conditions }: Trusted): ConditionBlock => {
  const block: { [operator: string]: { [key: string]: string | ReadonlyArray<string> } } = {}
  for (const condition of conditions) {
    const operator = operatorOf(condition)
    block[operator] = {
      ...block[operator],
      [`${providerName(issuer)}:${condition.claim}`]: oneOrMany(valuesOf(condition))
    }
  }
  return block
}

/** What a token that carries session tags needs beside. Source: IAM User Guide, "Pass session tags in AWS STS". */
const actionsOf = (tags: boolean): string | ReadonlyArray<string> =>
  tags ? ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] : "sts:AssumeRoleWithWebIdentity"

/** The trust policy that lets exactly these tokens take a role. `provider` is the ARN of the OpenID Connect provider. */
export const trustPolicy = (provider: string, trusted: Trusted): TrustPolicy => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: actionsOf(trusted.tags),
      Condition: conditionBlock(trusted)
    }
  ]
})

/** Where the claim stands by which a token passes session tags. Source: IAM User Guide, "Pass session tags in AWS STS". */
const tagsClaim = "https://aws.amazon.com/tags"

/** The subject with wildcards in the place of what differs from job to job. */
const steady = (subject: string, vendor: CiVendor | undefined): ClaimValue => {
  const indices = vendor?.moving === undefined ? undefined : new RegExp(vendor.moving, "d").exec(subject)?.indices
  if (indices === undefined) return exactly(subject)
  const values: Array<ClaimValue> = []
  let from = 0
  for (const range of Array.from(indices).slice(1)) {
    if (range === undefined) continue
    const [start, end] = range
    const text = subject.slice(start, end)
    const wildcard = /^[\da-f-]{36}$/i.test(text) ? text.replace(/[^-]/g, "?") : "*"
    values.push(exactly(subject.slice(from, start)))
    for (const [place, part] of wildcard.split("-").entries()) {
      values.push(place === 0 ? ["", part, ""] : ["-", part, ""])
    }
    from = end
  }
  return joined([...values, exactly(subject.slice(from))])
}

const idOf = (claim: unknown): string | undefined =>
  (typeof claim === "string" || typeof claim === "number") && /^\d{1,20}$/.test(String(claim))
    ? String(claim)
    : undefined

/**
 * The subject of the same job with the ids of owner and repository in it, where the token's has none: it is what the
 * vendor writes as soon as the repository is renamed or transferred. Ids are never given anew.
 */
const withIds = ({ subject, all }: Claims, vendor: CiVendor | undefined): string | undefined => {
  const [, owner, name, rest] = /^repo:([^:/@]+)\/([^:/@]+)(:.*)$/s.exec(subject) ?? []
  const [ownerId, repoId] = [idOf(all.repository_owner_id), idOf(all.repository_id)]
  if (
    vendor?.withIds === undefined ||
    vendor.idsLookLikeNames === true ||
    owner === undefined ||
    name === undefined ||
    rest === undefined
  )
    return undefined
  if (ownerId === undefined || repoId === undefined || `${owner}/${name}` !== all.repository) return undefined
  const parts: { readonly [part: string]: string } = { owner, name, organizationId: ownerId, repoId }
  const named = vendor.withIds.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? "")
  return subject.startsWith(`${named}:`) ? undefined : `${named}${rest}`
}

/**
 * What the trust policy of a role must say of a token, so that this job and its next runs may take the role, and no
 * other job: its audience and its subject always.
 *
 * For Google's tokens `…:aud` is the claim `azp`, and the audience is `…:oaud`.
 */
export const neededConditions = (claims: Claims): Trusted => {
  const vendor = vendorOf(claims.issuer)
  const renamed = withIds(claims, vendor)
  const [audience] = claims.audiences
  return {
    issuer: claims.issuer,
    audience: claims.audience,
    conditions: [
      { claim: "aud", values: [exactly(claims.audience)] },
      ...(isBuiltIn(claims.issuer) && audience !== undefined ? [{ claim: "oaud", values: [exactly(audience)] }] : []),
      {
        claim: "sub",
        values: [steady(claims.subject, vendor), ...(renamed === undefined ? [] : [exactly(renamed)])]
      }
    ],
    tags: typeof claims.all[tagsClaim] === "object" && claims.all[tagsClaim] !== null
  }
}

/** Whether a subject is that of a pull request. */
export const isPullRequest = ({ issuer, subject }: Pick<Claims, "issuer" | "subject">): boolean =>
  vendorOf(issuer)?.isPullRequest?.test(subject) === true
