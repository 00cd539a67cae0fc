import { describeValue } from "../text/Describe.ts"
import type { ConfigProblem } from "./ConfigProblem.ts"
import { type Entries, type Entry, envNames } from "./Entry.ts"
import { unknownNameProblem } from "./FindProblems.ts"
import { type EnvRole, type RoleSpec, roleSpec } from "./Role.ts"

const same = (a: RoleSpec, b: RoleSpec): boolean =>
  a.accountId !== undefined && a.accountId === b.accountId && a.name === b.name

/** The roles of an entry: the one to assume, and the one that a job takes by its own token. */
const rolesOf = (entry: Entry, role: EnvRole): ReadonlyArray<RoleSpec> => {
  const own = entry.oidcRoleArn === undefined ? undefined : { ...entry, roleArn: entry.oidcRoleArn }
  return [roleSpec(entry, role), ...(own === undefined ? [] : [roleSpec(own, role)])]
}

/**
 * What a configuration and a role policy, each good by itself, get wrong together; none where they agree.
 *
 * A workload's role, stated or by its name, may not be that of devops: nobody could tell the two apart. And an env that
 * only the policy names is a slip of the pen, by which its options (a session policy, say) would silently not apply.
 */
export const policyAgreementProblems = (
  entries: Entries,
  roles: ReadonlyMap<string, EnvRole>,
  named: ReadonlyArray<string> = []
): ReadonlyArray<ConfigProblem> => {
  const known = [...envNames(entries), "devops"]
  const devopsRole = roles.get("devops")
  const devops = devopsRole === undefined ? [] : rolesOf(entries.devops, devopsRole)
  return [
    ...named.filter((env) => !known.includes(env)).map((env) => unknownNameProblem("RolePolicy's envs", env, known)),
    ...Object.entries(entries.workloads).flatMap(([env, entry]) => {
      const role = roles.get(env)
      const shared =
        role === undefined ? undefined : rolesOf(entry, role).find((own) => devops.some((of) => same(own, of)))
      return shared === undefined
        ? []
        : [
            {
              path: `devops and ${env}`,
              expected: "a role of its own for devops",
              found: `the same role, ${describeValue(shared.name)}, by their role ARNs or by RolePolicy's names`,
              next: "Give one of them another roleArn or roleName."
            }
          ]
    })
  ]
}
