import { maskAccountId } from "../aws/AccountId.ts"
import { describePrincipal, isSessionOf, type Principal, parseRoleArn, type RoleArn } from "../aws/Arn.ts"
import type { Entries } from "../config/Entry.ts"
import { type EnvRole, isRoleSession, roleSpec } from "../config/Role.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"

/** The verdict on whether a principal is devops, with the rule that decided. */
export type Recognition =
  | { readonly recognised: true; readonly rule: string; readonly weak: boolean }
  | { readonly recognised: false; readonly rule: string; readonly advice?: string }

/** The role of each env, `devops` included. */
export type RoleOfEnv = Pick<ReadonlyMap<string, EnvRole>, "get">

export interface RecogniserInput {
  readonly principal: Principal
  readonly entries: Entries
  readonly roles: RoleOfEnv
  readonly group: RuntimeGroup
}

/** For an entry that states its role's ARN, so that the names of a policy do not matter. */
const unnamedRole: EnvRole = { roleName: "", roleSessionName: "", options: {} }

/** Whether the principal is the role of an EC2 instance: its session carries the instance's id. */
export const isInstanceSession = (principal: Principal): boolean =>
  principal.kind === "assumed-role" && /^i-[0-9a-f]{8,17}$/.test(principal.session)

/**
 * Why the principal counts as a workload's role: it is that role, or it may be, since the role of a workload in that
 * account is not known (its policy failed). One of unknown account is compared by name alone.
 */
const workloadRule = ({ principal, entries, roles }: RecogniserInput): string | undefined => {
  if (principal.kind !== "assumed-role") return undefined
  for (const [env, entry] of Object.entries(entries.workloads)) {
    const role = roles.get(env) ?? (entry.roleArn === undefined ? undefined : unnamedRole)
    if (role === undefined) {
      if ((entry.accountId ?? principal.accountId) === principal.accountId) {
        return `it may be the role of "${env}", which is not known`
      }
    } else if (isRoleSession(principal, roleSpec(entry, role), true)) {
      return `it is the role of "${env}"`
    }
  }
  return undefined
}

const byAccount = (input: RecogniserInput, accountId: string): Recognition => {
  const { principal } = input
  if (principal.accountId !== accountId) {
    return {
      recognised: false,
      rule: `devops.accountId is ${maskAccountId(accountId)}, the identity is of ${maskAccountId(principal.accountId)}`
    }
  }
  if (principal.kind === "root") {
    return { recognised: false, rule: "the root user is never devops" }
  }
  const workload = workloadRule(input)
  return workload === undefined
    ? { recognised: true, rule: "its account is devops.accountId, and it is no workload's role", weak: false }
    : {
        recognised: false,
        rule: `it is of the account of devops, but ${workload}`,
        advice: "Where one account holds devops and workloads, give devops.roleArn."
      }
}

const bySessionName = (input: RecogniserInput): Recognition => {
  const { principal, roles, group } = input
  const expected = roles.get("devops")?.roleSessionName
  const session = principal.kind === "assumed-role" ? principal.session : undefined
  const named = session !== undefined && (session === expected || (group === "cloud9" && isInstanceSession(principal)))
  const workload = named ? workloadRule(input) : undefined
  if (named && workload === undefined) {
    return { recognised: true, rule: `its role session name is ${session}`, weak: true }
  }
  const failed =
    workload ??
    `${describePrincipal(principal)} has not the role session name ${expected ?? "of devops, which is not known"}`
  return {
    recognised: false,
    rule: `no account id is configured for devops, and ${failed}`,
    advice: "Give devops.accountId."
  }
}

/** The role that is stated to be devops: by its entry, or by the policy. */
export const statedDevopsRole = ({
  entries,
  roles
}: Pick<RecogniserInput, "entries" | "roles">): RoleArn | undefined => {
  const roleArn = entries.devops.roleArn ?? roles.get("devops")?.roleArn
  return roleArn === undefined ? undefined : parseRoleArn(roleArn)
}

/**
 * Whether a principal is devops: by the first of three rules that applies, and no other.
 *
 * 1. `devops.roleArn` is given, in the entry or by `RolePolicy`: a session of that role, by account and name.
 * 2. `devops.accountId` is given: any identity of that account but the root user and the workloads' roles.
 * 3. Otherwise the role session name that `RolePolicy` gives for devops, on Cloud9 also that of an instance profile, and
 *    no workload's role (weak: it asks for an account id).
 *
 * The Python original (AlphaBotoSesFactory.is_devops_bsm) tests a substring of the ARN; exact facts replace it on purpose.
 */
export const recogniseDevops = (input: RecogniserInput): Recognition => {
  const role = statedDevopsRole(input)
  if (role !== undefined) {
    return isSessionOf(input.principal, role)
      ? { recognised: true, rule: "it is a session of devops.roleArn", weak: false }
      : {
          recognised: false,
          rule: `it is no session of devops.roleArn (role ${role.name} of ${maskAccountId(role.accountId)})`
        }
  }
  const { accountId } = input.entries.devops
  return accountId === undefined ? bySessionName(input) : byAccount(input, accountId)
}

/**
 * The same, with the last verdict remembered: every ask puts the question, of the one ambient principal that there is at a
 * time, and each answer may look at all workloads.
 */
export const makeRecogniser = (
  configured: Omit<RecogniserInput, "principal">
): ((principal: Principal) => Recognition) => {
  let last: { readonly arn: string; readonly verdict: Recognition } | undefined
  return (principal) => {
    if (last?.arn !== principal.arn) {
      last = { arn: principal.arn, verdict: recogniseDevops({ ...configured, principal }) }
    }
    return last.verdict
  }
}
