import type * as Schema from "effect/Schema"
import { makeRoleArn, type Principal, parseRoleArn, type RoleArn } from "../aws/Arn.ts"
import type { Partition } from "../aws/Partition.ts"
import { patternText } from "../text/PatternText.ts"
import type { Entry } from "./Entry.ts"
import type { RoleOptions } from "./RoleOptions.ts"

/** What `RolePolicy` says of one env: how its role is called, and how it is assumed. */
export interface EnvRole {
  /** The role's ARN, where it is stated. */
  readonly roleArn?: string
  /** The role's name (with its path, where it has one), from which an ARN is made with the entry's account id. */
  readonly roleName: string
  readonly roleSessionName: string
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

/** What a name's template may hold besides its characters: it stands for the env's name, `devops` included. */
const placeholder = "{env}"

/** The roles' names where nothing else is said: those of the Python original (aws_ops_alpha). */
export const defaultRoleName = "{env}_deployment_role"

/** The names of the roles' sessions where nothing else is said; devops is recognised by it as a last resort. */
export const defaultRoleSessionName = "{env}_role_session"

/** A role's name, with its path where it has one. Source: IAM API Reference, CreateRole. */
export const RoleNameTemplate: Schema.String = patternText(
  /^(?:(?:[\w+=,.@-]|\{env\}){1,64}\/){0,8}(?:[\w+=,.@-]|\{env\}){1,64}$/u,
  "a role's name of A-Z a-z 0-9 _ + = , . @ -, in which {env} stands for the env's name"
)

/** The name of a role's session. Source: STS API Reference, AssumeRole. */
export const RoleSessionNameTemplate: Schema.String = patternText(
  /^(?:[\w+=,.@-]|\{env\}){1,64}$/u,
  "a session name of A-Z a-z 0-9 _ + = , . @ -, in which {env} stands for the env's name"
)

export const fillTemplate = (template: string, env: string): string => template.replaceAll(placeholder, env)

const roleName = /^(?:[\w+=,.@-]{1,512}\/){0,8}[\w+=,.@-]{1,64}$/u
const roleSessionName = /^[\w+=,.@-]{2,64}$/u

/** What was expected of a role's name, where the template does not give a good one for that env. */
export const roleNameProblem = (template: unknown, env: string): string | undefined =>
  typeof template === "string" && roleName.test(fillTemplate(template, env))
    ? undefined
    : `a role's name (1 to 64 of A-Z a-z 0-9 _ + = , . @ -, a path before it) that may contain ${placeholder} and no other braces`

/** What was expected of a session's name, where the template does not give a good one for that env. */
export const roleSessionNameProblem = (template: unknown, env: string): string | undefined =>
  typeof template === "string" && roleSessionName.test(fillTemplate(template, env))
    ? undefined
    : `2 to 64 of A-Z a-z 0-9 _ + = , . @ - that may contain ${placeholder} and no other braces`
