import { parseRoleArn } from "../aws/Arn.ts"
import { entryOf } from "../config/Entry.ts"
import { givenOptions, limitingOptions, type RoleOptionName } from "../config/RoleOptions.ts"
import { ConfigMissing, OptionNotApplicable, ProfileNotConfigured } from "../errors/Config.ts"
import type { Reason } from "../errors/Reason.ts"
import { describeAsk } from "../Purpose.ts"
import type { Facts, Guard, PlanFields, Refuse, SourcePlan } from "./Plan.ts"

export const refuse = (env: string | undefined, reason: Reason): Refuse => ({
  _tag: "Refuse",
  env,
  reason,
  notes: []
})

/** The refusal of an env whose entry lacks a field, since a `Config` found nothing. */
export const refuseIncomplete = (facts: Facts, env: string): Refuse | undefined => {
  const [first] = entryOf(facts.entries, env)?.missing ?? []
  return first === undefined ? undefined : refuse(env, new ConfigMissing({ env, ...first }))
}

/** The account that the configuration states for an env; its role ARN states one too. */
export const accountOf = (facts: Facts, env: string): string | undefined => {
  const entry = entryOf(facts.entries, env)
  const roleArn = entry?.roleArn ?? entry?.oidcRoleArn ?? facts.roles.get(env)?.roleArn
  return entry?.accountId ?? (roleArn === undefined ? undefined : parseRoleArn(roleArn)?.accountId)
}

/** What the session of an env is held to: the account that the configuration states for it, if any. */
export const guardOf = (facts: Facts, env: string): Guard | undefined => {
  const accountId = accountOf(facts, env)
  return accountId === undefined ? undefined : { accountId }
}

/** What is particular to one plan among those that assume no role. */
export interface Particulars {
  readonly env: string | undefined
  readonly why: string
  readonly guard: Guard | undefined
  readonly notes?: ReadonlyArray<string>
}

/**
 * A plan that assumes no role. Options that would be lost are refused: all those of the call, and from `RolePolicy` those
 * that limit the session; the rest of `RolePolicy` is listed as not applied.
 */
const sourcePlan = (
  facts: Facts,
  { env, why, guard, notes = [] }: Particulars,
  make: (fields: PlanFields) => SourcePlan
): SourcePlan | Refuse => {
  const fromPolicy = givenOptions((env === undefined ? undefined : facts.roles.get(env)?.options) ?? {})
  const lost: ReadonlyArray<RoleOptionName> = [
    ...givenOptions(facts.call),
    ...fromPolicy.filter((name) => limitingOptions.includes(name) && facts.call[name] === undefined)
  ]
  if (lost.length > 0) {
    return refuse(env, new OptionNotApplicable({ target: describeAsk(facts.ask), options: lost, why }))
  }
  return make({ env, why, guard, notApplied: fromPolicy, notes })
}

export const useProfile = (facts: Facts, env: string): SourcePlan | Refuse => {
  const profile = entryOf(facts.entries, env)?.profile
  if (profile === undefined) {
    return refuse(env, new ProfileNotConfigured({ env, runtime: facts.runtime.name }))
  }
  const shared = env !== "devops" && facts.entries.devops.profile === profile
  return sourcePlan(
    facts,
    {
      env,
      why: `${facts.runtime.name} uses the AWS CLI profile of ${env}`,
      guard: guardOf(facts, env),
      notes: shared ? [`the profile ${profile} is also that of devops`] : []
    },
    (fields) => ({ _tag: "UseProfile", profile, ...fields })
  )
}

export const useHandover = (facts: Facts, why: string): SourcePlan | Refuse =>
  sourcePlan(facts, { env: "devops", why, guard: guardOf(facts, "devops") }, (fields) => ({
    _tag: "UseHandover",
    ...fields
  }))

const profileNotes = ({ profileVariables }: Facts): ReadonlyArray<string> => {
  const { AWS_DEFAULT_PROFILE: first, AWS_PROFILE: second } = profileVariables ?? {}
  return first === undefined || second === undefined || first === second
    ? []
    : [`AWS_DEFAULT_PROFILE (${first}) comes before AWS_PROFILE (${second}), which the AWS CLI v2 takes`]
}

export const useAmbient = (facts: Facts, particulars: Particulars): SourcePlan | Refuse =>
  sourcePlan(facts, { ...particulars, notes: [...(particulars.notes ?? []), ...profileNotes(facts)] }, (fields) => ({
    _tag: "UseAmbient",
    ...fields
  }))
