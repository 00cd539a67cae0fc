/** Whether a role lets the holder of a web identity token take it: the order in which STS looks at it, without the signature. */
import { oneLine } from "../../domain/text/OneLine.ts"
import { AwsError, accessDenied, invalidIdentityToken } from "./AwsError.ts"
import { because, type WebIdentity } from "./IdentityProvider.ts"
import { judgeTrust, type TrustRequest } from "./JudgeTrust.ts"
import { principalOf } from "./TrustStatement.ts"
import type { Account, Role, World } from "./World.ts"

const accountOf = (world: World, roleArn: string): Account | undefined => {
  const id = roleArn.split(":")[4] ?? ""
  return Object.hasOwn(world.accounts, id) ? world.accounts[id] : undefined
}

/** Why the account knows nobody who could have made this token. */
export const providerRefusal = (world: World, roleArn: string, { issuer }: WebIdentity): AwsError | undefined => {
  const known = accountOf(world, roleArn)?.oidcProviders
  if (known?.has(issuer) === true) return undefined
  const url = issuer.startsWith("http://") ? issuer : `https://${issuer}`
  return because(
    invalidIdentityToken(`No OpenIDConnect provider found in your account for ${url}`),
    "iss",
    `The token's is ${oneLine(url)}; the account has: ${Array.from(known?.keys() ?? []).join(", ") || "none"}.`
  )
}

/**
 * The audience that STS compares: the authorized party, where the token has one; else the one of several that the
 * provider accepts. Source: IAM User Guide, "Available keys for AWS OIDC federation".
 */
const audienceOf = (
  { audiences, authorizedParty }: WebIdentity,
  accepted: ReadonlySet<string> | undefined
): string | undefined => {
  const candidates = authorizedParty === undefined ? audiences : [authorizedParty]
  return candidates.find((audience) => accepted === undefined || accepted.has(audience))
}

/** The condition keys that a token gives. */
const contextOf = (identity: WebIdentity, audience: string, sessionName: string): TrustRequest["context"] => {
  const of = (claim: string): string => `${identity.issuer}:${claim}`.toLowerCase()
  return new Map<string, ReadonlyArray<string>>([
    ...Array.from(identity.claims, ([claim, values]): [string, ReadonlyArray<string>] => [of(claim), values]),
    [of("aud"), [audience]],
    ...(identity.issuer === "accounts.google.com"
      ? [[of("oaud"), identity.audiences] satisfies [string, ReadonlyArray<string>]]
      : []),
    ["sts:rolesessionname", [sessionName]],
    ...Object.entries(identity.tags).map(([key, value]): [string, ReadonlyArray<string>] => [
      `aws:requesttag/${key}`.toLowerCase(),
      [value]
    ])
  ])
}

/** A token that a role accepts: with the audience that counted. */
export interface Accepted {
  readonly role: Role
  readonly audience: string
}

/** What the role's trust policy says of a token whose signature is good: the refusal, or the role. */
export const judgeWebIdentity = (
  world: World,
  role: Role | undefined,
  roleArn: string,
  identity: WebIdentity,
  sessionName: string
): AwsError | Accepted => {
  const account = accountOf(world, roleArn)
  const accepted = account?.oidcProviders.get(identity.issuer)
  const audience = audienceOf(identity, accepted)
  if (audience === undefined || account === undefined) {
    const found = identity.authorizedParty ?? identity.audiences.join(", ")
    return because(
      invalidIdentityToken("Incorrect token audience"),
      "aud",
      `The token's is ${oneLine(found)}; the provider accepts ${Array.from(accepted ?? []).join(", ") || "none"}.`
    )
  }
  const denied = accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
  if (role === undefined) return because(denied, "RoleArn", "There is no such role.")
  const request = {
    provider: principalOf(world.partition, account.accountId, identity.issuer),
    context: contextOf(identity, audience, sessionName)
  }
  const actions = [
    "sts:AssumeRoleWithWebIdentity",
    ...(Object.keys(identity.tags).length > 0 ? ["sts:TagSession"] : []),
    ...(identity.sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"])
  ]
  for (const action of actions) {
    const denial = judgeTrust(role.federation, { ...request, action })
    if (denial !== undefined) {
      const { code, message, status } = accessDenied(`Not authorized to perform ${action}`)
      return new AwsError({ code, message, status, denial })
    }
  }
  return { role, audience }
}
