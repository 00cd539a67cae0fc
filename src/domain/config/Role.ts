import { makeRoleArn, type Principal, parseRoleArn, type RoleArn } from "../aws/Arn.ts"
import type { Partition } from "../aws/Partition.ts"
import type { Entry } from "./Entry.ts"
import type { RoleOptions } from "./RoleOptions.ts"

/** What `RolePolicy` says of one env: how its role is called, and how it is assumed. */
export interface EnvRole {
  /** The role's ARN, where it is stated. */
  readonly roleArn?: string
  /** The role's name (with its path, where it has one), from which an ARN is made with the entry's account id. */
  readonly roleName: string
  /** The name of the role's session, as CloudTrail shows it. */
  readonly roleSessionName: string
  /** How the role is assumed, for every session of the env. */
  readonly options: RoleOptions
}

/** A role as far as it is known: the account and the partition may be missing. */
export interface RoleSpec {
  readonly name: string
  readonly path: string
  readonly accountId: string | undefined
  readonly stated: RoleArn | undefined
}

/** The role of an entry: the ARN that the entry states, else the policy's, else named in the entry's account. */
export const roleSpec = (entry: Entry, role: EnvRole): RoleSpec => {
  const text = entry.roleArn ?? role.roleArn
  const stated = text === undefined ? undefined : parseRoleArn(text)
  if (stated !== undefined) {
    return { name: stated.name, path: stated.name, accountId: stated.accountId, stated }
  }
  const name = role.roleName.slice(role.roleName.lastIndexOf("/") + 1)
  return { name, path: role.roleName, accountId: entry.accountId, stated: undefined }
}

/** The role's ARN, in its own partition or the one given; `undefined` where the account is not known. */
export const roleArnOf = (spec: RoleSpec, partition: Partition): RoleArn | undefined =>
  spec.stated ?? (spec.accountId === undefined ? undefined : makeRoleArn(partition, spec.accountId, spec.path))

/** Whether the principal is a session of the role; where the role's account is unknown, by `unknownAccount`. */
export const isRoleSession = (principal: Principal, spec: RoleSpec, unknownAccount: boolean): boolean =>
  principal.kind === "assumed-role" &&
  principal.name === spec.name &&
  (spec.accountId === undefined ? unknownAccount : principal.accountId === spec.accountId)
