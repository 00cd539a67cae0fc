import { parsePrincipal } from "./Arn.ts"

/** Who a set of credentials is, as STS says. Source: STS API Reference, GetCallerIdentity. */
export interface Identity {
  /** The account's twelve digits, in full. */
  readonly accountId: string
  /** The ARN of the user or of the role's session; the latter names the role without its path. */
  readonly arn: string
  /**
   * AWS's own id: `AIDA…` of a user, `AROA…:SESSION` of a role's session; empty where whoever gave the ARN told none.
   */
  readonly userId: string
}

/** The identity behind an ARN that came with credentials; `undefined` for text that is no principal's ARN. */
export const identityOf = (arn: string, userId: string | undefined): Identity | undefined => {
  const principal = parsePrincipal(arn)
  return principal === undefined ? undefined : { accountId: principal.accountId, arn, userId: userId ?? "" }
}
