import * as Effect from "effect/Effect"
import { parseRoleArn } from "../../domain/aws/Arn.ts"
import type { Accounts, EntryFields } from "../../domain/config/ConfigFile.ts"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { dotted } from "../../domain/config/FindProblems.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigConflict } from "../../domain/errors/Config.ts"
import type { IdentityTokenFields } from "../../domain/oidc/TokenPlace.ts"
import type { RawVariables } from "./ReadVariables.ts"

const entriesOf = (accounts: Accounts): ReadonlyArray<readonly [path: ReadonlyArray<string>, entry: EntryFields]> => [
  [["devops"], accounts.devops],
  ...Object.entries(accounts.workloads).map(([env, entry]) => [["workloads", env], entry] as const)
]

const roleFields = ["roleArn", "oidcRoleArn"] as const

/** The accounts that an entry states, each with the field that states it: an account id, a role's ARN. */
const accountsOf = (entry: EntryFields): ReadonlyArray<readonly [field: string, account: string]> => {
  const roles = roleFields.flatMap((field) => {
    const role = parseRoleArn(entry[field] ?? "")
    return role === undefined ? [] : [[field, role.accountId] as const]
  })
  return [...(entry.accountId === undefined ? [] : [["accountId", entry.accountId] as const]), ...roles]
}

/**
 * Refuses what two sources say differently of one env's account or role: so account ids in a CI job's variables are a
 * lock on the file. A role's ARN states an account, too.
 */
export const conflictsOf = (
  file: Accounts,
  variables: RawVariables,
  fileName: string
): Effect.Effect<void, BotoSesError> => {
  const said = new Map(entriesOf(file).map(([path, entry]) => [path.join("."), entry]))
  const problems = entriesOf(variables.value as Accounts).flatMap(([path, entry]) => {
    const other = said.get(path.join(".")) ?? {}
    const disagree = (own: string, ownText: string, theirs: string, theirText: string): ConfigProblem => ({
      path: variables.name([...path, own]),
      expected: `${theirText}, as ${dotted([...path, theirs])} in ${fileName} says`,
      found: ownText,
      next: "Make them agree, or remove one."
    })
    const roles = roleFields.flatMap((field) => {
      const [own, theirs] = [entry[field], other[field]]
      return own === undefined || theirs === undefined || own === theirs ? [] : [disagree(field, own, field, theirs)]
    })
    if (roles.length > 0) return roles
    // Fields of one name are compared with each other; where the other source has not that field, its account counts.
    const theirs = accountsOf(other)
    const [first] = accountsOf(entry).flatMap(([field, account]) => {
      const counterparts = theirs.some(([name]) => name === field) ? theirs.filter(([name]) => name === field) : theirs
      return counterparts.flatMap(([name, theirAccount]) =>
        account === theirAccount ? [] : [disagree(field, `account ${account}`, name, `account ${theirAccount}`)]
      )
    })
    return first === undefined ? [] : [first]
  })
  return problems.length === 0 ? Effect.void : Effect.fail(BotoSesError.of(new ConfigConflict({ problems })))
}

/** A token is in one place: where a variable names another, that of the file is not the place. */
const mergeTokens = (file: IdentityTokenFields | undefined, variables: IdentityTokenFields | undefined) => {
  if (variables === undefined) return {}
  const { audience, serviceConnection } = file ?? {}
  const isElsewhere = [variables.variable, variables.file, variables.command].some((place) => place !== undefined)
  const kept = {
    ...(audience === undefined ? {} : { audience }),
    ...(serviceConnection === undefined ? {} : { serviceConnection })
  }
  return { identityToken: { ...(isElsewhere ? kept : file), ...variables } }
}

/** Field by field, what a variable says over what the file says. */
export const merge = (file: Accounts, variables: Accounts): Accounts => {
  const { devops, workloads, identityToken, cdk, ...common } = variables
  const names = [...new Set([...Object.keys(file.workloads), ...Object.keys(workloads)])]
  return {
    ...file,
    ...common,
    ...mergeTokens(file.identityToken, identityToken),
    ...(cdk === undefined ? {} : { cdk: { ...file.cdk, ...cdk } }),
    devops: { ...file.devops, ...devops },
    workloads: Object.fromEntries(names.map((env) => [env, { ...own(file, env), ...own(variables, env) }]))
  }
}

const own = (accounts: Accounts, env: string): EntryFields =>
  (Object.hasOwn(accounts.workloads, env) ? accounts.workloads[env] : undefined) ?? {}
