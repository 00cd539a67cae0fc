/** Who a request comes from, and whom a role trusts. */
import type { Trust } from "./Options.ts"
import type { Role, User, World } from "./World.ts"

interface Identity {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
}

/** The account's root user. */
export interface RootPrincipal extends Identity {
  readonly kind: "root"
}

/** An IAM user, with its own keys or with those of `GetSessionToken`. */
export interface UserPrincipal extends Identity {
  readonly kind: "user"
  readonly user: User
}

/** A session of a role. */
export interface AssumedRolePrincipal extends Identity {
  readonly kind: "assumedRole"
  readonly role: Role
  readonly sessionName: string
}

/** A federated user, as `GetFederationToken` makes one. */
export interface FederatedUserPrincipal extends Identity {
  readonly kind: "federatedUser"
}

/** Any principal that can sign a request. */
export type Principal = RootPrincipal | UserPrincipal | AssumedRolePrincipal | FederatedUserPrincipal

/** The root user of an account. */
export const root = (world: World, accountId: string): RootPrincipal => ({
  kind: "root",
  accountId,
  arn: `arn:${world.partition}:iam::${accountId}:root`,
  userId: accountId
})

/** A user as principal. */
export const user = (self: User): UserPrincipal => ({
  kind: "user",
  accountId: self.accountId,
  arn: self.arn,
  userId: self.userId,
  user: self
})

/** A session of a role; its ARN has the role's name without the path. */
export const assumedRole = (world: World, role: Role, sessionName: string): AssumedRolePrincipal => ({
  kind: "assumedRole",
  accountId: role.accountId,
  arn: `arn:${world.partition}:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`,
  userId: `${role.roleId}:${sessionName}`,
  role,
  sessionName
})

/** A federated user of an account. */
export const federatedUser = (world: World, accountId: string, name: string): FederatedUserPrincipal => ({
  kind: "federatedUser",
  accountId,
  arn: `arn:${world.partition}:sts::${accountId}:federated-user/${name}`,
  userId: `${accountId}:${name}`
})

const trustsPrincipal = (trust: Trust, principal: Principal): boolean => {
  if (typeof trust !== "string") return false
  if (trust === "*") return true
  if (/^\d{12}$/.test(trust)) return trust === principal.accountId
  if (trust.endsWith(`:iam::${principal.accountId}:root`)) return true
  return trust === principal.arn || (principal.kind === "assumedRole" && trust === principal.role.arn)
}

/**
 * Whether the trust policy lets the principal assume the role. Only trust is
 * judged: a local AWS has no identity policies, so a principal that a role
 * trusts may use it.
 */
export const isTrusted = (role: Role, principal: Principal): boolean =>
  role.trust.some((trust) => trustsPrincipal(trust, principal))
