import type * as Redacted from "effect/Redacted"
import { readClaims } from "./Claims.ts"

/** The claims that AWS's own begin with: tags and source identity, nested as well as flattened. */
const awsClaims = "https://aws.amazon.com/"

/**
 * The claims of some vendors by which a role's trust may tell one token from another, besides the standard ones.
 *
 * Source: IAM User Guide, "IAM and AWS STS condition context keys", for GitHub, CircleCI and Oracle Cloud.
 */
const comparedClaims: ReadonlySet<string> = new Set([
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "workflow",
  "oidc.circleci.com/project-id",
  "rpst_id"
])

/**
 * Whose the token of an identity provider is, as it says itself, with all that it says of the session: whatever AWS takes
 * from it into a session, or a role's trust may ask for. `undefined` for one that cannot be read.
 *
 * Source: IAM User Guide, "Pass session tags in AWS STS", and "IAM and AWS STS condition context keys".
 */
export const tokenPrincipal = (token: Redacted.Redacted<string>): string | undefined => {
  const claims = readClaims(token)?.all ?? {}
  const { iss, sub, aud = null, azp = null, amr = null } = claims
  const own = Object.entries(claims)
    .filter(([name]) => name.startsWith(awsClaims) || comparedClaims.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return typeof iss === "string" && typeof sub === "string" ? JSON.stringify([iss, sub, aud, azp, amr, own]) : undefined
}
