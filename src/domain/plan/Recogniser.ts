import { maskAccountId } from "../AccountId.ts"
import { describePrincipal, isSessionOf, type Principal, parseRoleArn } from "../Arn.ts"
import type { Entries } from "../Entry.ts"
import { type EnvRole, isRoleSession, roleSpec } from "../RoleSpec.ts"
import type { RuntimeGroup } from "../RuntimeName.ts"

/** The verdict on whether a principal is devops, with the rule that decided. */
export type Recognition =
  | { readonly recognised: true; readonly rule: string; readonly weak: boolean }
  | { readonly recognised: false; readonly rule: string; readonly advice?: string }

export interface RecogniserInput {
  readonly principal: Principal
  readonly entries: Entries
  /** The role of each env, `devops` included. */
  readonly roles: ReadonlyMap<string, EnvRole>
  readonly group: RuntimeGroup
}

const instanceSession = /^i-[0-9a-f]{8,17}$/

const workloadOf = ({ principal, entries, roles }: RecogniserInput): string | undefined =>
  Object.entries(entries.workloads).find(([env, entry]) => {
    const role = roles.get(env)
    return role !== undefined && isRoleSession(principal, roleSpec(entry, role), true)
  })?.[0]

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
  const workload = workloadOf(input)
  return workload === undefined
    ? { recognised: true, rule: "its account is devops.accountId, and it is no workload's role", weak: false }
    : {
        recognised: false,
        rule: `it is of the account of devops, but it is the role of "${workload}"`,
        advice: "Where one account holds devops and workloads, give devops.roleArn."
      }
}

const bySessionName = ({ principal, roles, group }: RecogniserInput): Recognition => {
  const expected = roles.get("devops")?.roleSessionName ?? "devops_role_session"
  const session = principal.kind === "assumed-role" ? principal.session : undefined
  if (session === expected || (group === "cloud9" && session !== undefined && instanceSession.test(session))) {
    return { recognised: true, rule: `its role session name is ${session}`, weak: true }
  }
  return {
    recognised: false,
    rule: `no account id is configured for devops, and ${describePrincipal(principal)} has not the role session name ${expected}`,
    advice: "Give devops.accountId."
  }
}

/**
 * Whether a principal is devops: by the first of three rules that applies, and no other.
 *
 * 1. `devops.roleArn` is given: a session of that role, by account and name.
 * 2. `devops.accountId` is given: any identity of that account but the root user and the workloads' roles.
 * 3. Otherwise the role session name that `RolePolicy` gives for devops (weak: it asks for an account id).
 *
 * The Python original (AlphaBotoSesFactory.is_devops_bsm) tests a substring of the ARN; exact facts replace it on purpose.
 */
export const recogniseDevops = (input: RecogniserInput): Recognition => {
  const { roleArn, accountId } = input.entries.devops
  const role = roleArn === undefined ? undefined : parseRoleArn(roleArn)
  if (role !== undefined) {
    return isSessionOf(input.principal, role)
      ? { recognised: true, rule: "it is a session of devops.roleArn", weak: false }
      : {
          recognised: false,
          rule: `it is no session of devops.roleArn (role ${role.name} of ${maskAccountId(role.accountId)})`
        }
  }
  return accountId === undefined ? bySessionName(input) : byAccount(input, accountId)
}
