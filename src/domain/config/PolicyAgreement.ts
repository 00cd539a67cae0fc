import { describeValue } from "../text/Describe.ts"
import { nearest } from "../text/Nearest.ts"
import { type Entries, envNames } from "./Entry.ts"
import { type EnvRole, type RoleSpec, roleSpec } from "./Role.ts"

const same = (a: RoleSpec, b: RoleSpec): boolean =>
  a.accountId !== undefined && a.accountId === b.accountId && a.name === b.name

/**
 * What a configuration and a role policy, each good by itself, get wrong together, as sentences; none where they agree.
 *
 * A workload's role, stated or by its name, may not be that of devops: nobody could tell the two apart. And an env that
 * only the policy names is a slip of the pen, by which its options (a session policy, say) would silently not apply.
 */
export const policyAgreementProblems = (
  entries: Entries,
  roles: ReadonlyMap<string, EnvRole>,
  named: ReadonlyArray<string> = []
): ReadonlyArray<string> => {
  const names = envNames(entries)
  const known = [...names, "devops"]
  const unknown = named
    .filter((env) => !known.includes(env))
    .map(
      (env) =>
        `RolePolicy's envs: expected names of workloads, found ${describeValue(env)}. ` +
        `Did you mean "${nearest(env, known)[0]}"? Known: ${known.join(", ")}.`
    )
  const devopsRole = roles.get("devops")
  const devops = devopsRole === undefined ? undefined : roleSpec(entries.devops, devopsRole)
  const equal = Object.entries(entries.workloads).flatMap(([env, entry]) => {
    const role = roles.get(env)
    return role === undefined || devops === undefined || !same(roleSpec(entry, role), devops)
      ? []
      : [
          `devops and ${env} have the same role, ${describeValue(devops.name)}, by their role ARNs or by RolePolicy's names: ` +
            "expected a role of its own for devops. Give one of them another roleArn or roleName."
        ]
  })
  return [...unknown, ...equal]
}
