import { parseRoleArn } from "../aws/Arn.ts"
import { oneLine } from "../text/OneLine.ts"
import { vendorOf } from "./CiVendors.ts"
import type { Claims } from "./Claims.ts"
import { isPullRequest, neededConditions, operatorOf, providerArn, providerName, valuesOf } from "./TrustPolicy.ts"

/** More of a claim than this is no help, and may be an attacker's. */
const longest = 300

/** A claim as it may stand in a line: the words of whoever wrote the token. */
const shown = (claim: string): string => {
  const line = oneLine(claim)
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

/** Whether a subject has the ids of owner and repository in it. */
const hasIds = (subject: string): boolean => /^repo:[^/:]+@\d+\/[^/:]+@\d+:/.test(subject)

/** What AWS says where the account's provider, and not the role, refuses a token. Source: STS API Reference, "Errors". */
const providerAdvice = (claims: Claims, provider: string, refusal: string): string | undefined => {
  const audience = `"${shown(claims.audience)}"`
  if (/no openidconnect provider/i.test(refusal)) {
    return `The account has no such provider: register ${shown(claims.issuer)} in IAM, with the audience ${audience}.`
  }
  return /incorrect token audience/i.test(refusal)
    ? `It is ${provider} that accepts other audiences: add ${audience} to it, or ask for one of them (identityToken.audience).`
    : undefined
}

/**
 * What the trust policy of a role must have, so that the holder of a token may take it, and what else to look at.
 * `refusal` is what AWS said.
 */
export const trustNeeded = (claims: Claims, roleArn: string, refusal = ""): string => {
  const trusted = neededConditions(claims)
  const role = parseRoleArn(roleArn)
  const name = providerName(claims.issuer)
  const provider =
    role === undefined
      ? `the provider ${shown(name)}`
      : shown(providerArn(role.partition, role.accountId, claims.issuer))
  const conditions = trusted.conditions.map((condition) => {
    const values = valuesOf(condition).map((value) => `"${shown(value)}"`)
    return `${operatorOf(condition)} ${shown(name)}:${condition.claim} ${values.join(" or ")}`
  })
  const notes = [
    trusted.tags ? "It must allow sts:TagSession too, since the token carries session tags." : undefined,
    vendorOf(claims.issuer)?.title === "GitHub Actions" && hasIds(claims.subject)
      ? "The subjects of repositories created, renamed or transferred since 2026-07-15 have ids in them: a policy with names alone does not match."
      : undefined,
    isPullRequest(claims) ? "It is a pull request's: think twice before you trust it." : undefined
  ].filter((note) => note !== undefined)
  return [
    ...[providerAdvice(claims, provider, refusal)].filter((advice) => advice !== undefined),
    `If this job is to have the role, the trust policy of ${shown(roleArn)} must trust ${provider} with ${conditions.join(" and ")}.`,
    ...notes,
    "boto-ses trust, run in the job, prints that policy (--provider: and the provider)."
  ].join(" ")
}
