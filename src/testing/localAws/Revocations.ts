/** Sessions that were made before a time and may do nothing more. Source: IAM User Guide, "Revoke IAM role temporary security credentials". */
import { type AwsError, accessDenied, explicitlyDenied } from "./AwsError.ts"
import type { Credential, Session } from "./Credentials.ts"

/** The policies `AWSRevokeOlderSessions` of one server. */
export class Revocations {
  readonly #byArn = new Map<string, (session: Session) => boolean>()

  /** Sets the policy of a role or a user in place of the one it had. */
  set(arn: string, isRevoked: (session: Session) => boolean): void {
    this.#byArn.set(arn, isRevoked)
  }

  /** Whether the policy denies what the credential asks; long-term keys have no time of issue to compare. */
  deny({ principal, session }: Credential): boolean {
    if (session === undefined) return false
    const owner = principal.kind === "assumedRole" ? principal.role.arn : principal.arn
    return this.#byArn.get(owner)?.(session) === true
  }
}

interface Asked {
  readonly service: string
  readonly action: string
  readonly params: ReadonlyMap<string, string>
}

/** Actions that no policy can deny (STS API Reference, GetCallerIdentity; IAM User Guide on GetSessionToken). */
const authenticationActions = ["GetCallerIdentity", "GetSessionToken"]

/** The refusal of what a revoked session asks, in the words of each service. */
export const revocationRefusal = (
  revocations: Revocations,
  { service, action, params }: Asked,
  caller: Credential
): AwsError | undefined => {
  if (!revocations.deny(caller) || authenticationActions.includes(action)) return undefined
  const { arn } = caller.principal
  if (service !== "s3") return explicitlyDenied(arn, `${service}:${action}`, params.get("RoleArn") ?? "*")
  // S3 calls the permission otherwise than the operation, and explains a denial only to the resource's own account.
  return action === "ListBuckets"
    ? explicitlyDenied(arn, "s3:ListAllMyBuckets", undefined)
    : accessDenied("Access Denied")
}
