import { type Principal, parsePrincipal } from "../../../src/domain/aws/Arn.ts"
import type { Entries } from "../../../src/domain/config/Entry.ts"
import type { EnvRole } from "../../../src/domain/config/Role.ts"
import type { RoleOptions } from "../../../src/domain/config/RoleOptions.ts"
import type { Branch, Facts, Performable, Plan, Refuse } from "../../../src/domain/plan/Plan.ts"

export const accounts = {
  devops: "111111111111",
  sbx: "222222222222",
  prd: "333333333333",
  stranger: "999999999999"
} as const

export const principal = (arn: string): Principal => {
  const parsed = parsePrincipal(arn)
  if (parsed === undefined) throw new Error(`${arn} is no principal's ARN`)
  return parsed
}

export const session = (accountId: string, role: string, name = "build", partition = "aws"): Principal =>
  principal(`arn:${partition}:sts::${accountId}:assumed-role/${role}/${name}`)

export const user = (accountId: string, name = "ci", partition = "aws"): Principal =>
  principal(`arn:${partition}:iam::${accountId}:user/${name}`)

export const federated = (accountId: string): Principal => principal(`arn:aws:sts::${accountId}:federated-user/bob`)

export const root = (accountId: string): Principal => principal(`arn:aws:iam::${accountId}:root`)

/** A devops account and two workloads, each with an account and a profile of its own. */
export const entries: Entries = {
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: {
    sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
    prd: { accountId: accounts.prd, profile: "acme-prd" }
  },
  guardApp: false
}

export const role = (env: string, options: RoleOptions = {}): EnvRole => ({
  roleName: `${env}_deployment_role`,
  roleSessionName: `${env}_role_session`,
  options
})

export const rolesOf = (
  envs: ReadonlyArray<string>,
  options: { readonly [env: string]: RoleOptions } = {}
): ReadonlyMap<string, EnvRole> => new Map(envs.map((env) => [env, role(env, options[env])]))

export const base: Facts = {
  runtime: { name: "ci", group: "ci", evidence: "CI is set" },
  ask: { purpose: "devops" },
  call: {},
  entries,
  roles: rolesOf(["devops", "sbx", "prd"]),
  currentEnv: {},
  region: "us-east-1",
  marker: undefined,
  handover: false,
  ambient: { _tag: "Unknown" }
}

const account = (id: string | undefined): string =>
  Object.entries(accounts).find(([, known]) => known === id)?.[0] ?? id ?? "-"

/** A settled plan on one line: `AssumeRole prd@prd from UseAmbient devops@devops`. The part after @ is the account expected. */
export const summary = (plan: Performable | Refuse): string => {
  switch (plan._tag) {
    case "Refuse":
      return `Refuse ${plan.reason._tag}`
    case "AssumeRole":
      return `AssumeRole ${plan.env}@${account(plan.guard?.accountId)} from ${summary(plan.from)}`
    default:
      return `${plan._tag} ${plan.env ?? "-"}@${account(plan.guard?.accountId)}`
  }
}

/** The plan on one line for each branch; one line where it is settled. */
export const summaries = (plan: Plan): ReadonlyArray<string> =>
  plan._tag === "NeedsAmbientIdentity" ? plan.branches.map((branch: Branch) => summary(branch.plan)) : [summary(plan)]
