import { parsePrincipal } from "./Arn.ts"

/** Who a set of credentials is, as STS says. Source: STS API Reference, GetCallerIdentity. */
export interface Identity {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
}

/** The identity behind an ARN that came with credentials; `undefined` for text that is no principal's ARN. */
export const identityOf = (arn: string, userId: string | undefined): Identity | undefined => {
  const principal = parsePrincipal(arn)
  return principal === undefined ? undefined : { accountId: principal.accountId, arn, userId: userId ?? "" }
}
