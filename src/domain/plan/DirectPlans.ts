import { parseRoleArn } from "../aws/Arn.ts"
import { type Entry, entryOf } from "../config/Entry.ts"
import { givenOptions, limitingOptions, type RoleOptionName } from "../config/RoleOptions.ts"
import { ConfigMissing, OptionNotApplicable, ProfileNotConfigured } from "../errors/Config.ts"
import type { Reason } from "../errors/Reason.ts"
import { describeAsk } from "../Purpose.ts"
import type { Facts } from "./Facts.ts"
import type { Performable, PlanFields, Refuse, SourcePlan } from "./Plan.ts"

/** A plan once the ambient identity is settled. */
export type Settled = Performable | Refuse

export const refuse = (env: string | undefined, reason: Reason): Refuse => ({
  _tag: "Refuse",
  env,
  reason,
  notes: []
})

export const target = (env: string): string => (env === "devops" ? "devops" : `env("${env}")`)

export const missing = (env: string, entry: Entry): Refuse | undefined => {
  const [first] = entry.missing ?? []
  return first === undefined ? undefined : refuse(env, new ConfigMissing({ env, ...first }))
}

/** The account that the configuration states for an entry; its role ARN states one too. */
export const accountOf = (facts: Facts, env: string, entry: Entry): string | undefined => {
  const roleArn = entry.roleArn ?? facts.roles.get(env)?.roleArn
  return entry.accountId ?? (roleArn === undefined ? undefined : parseRoleArn(roleArn)?.accountId)
}

/**
 * The fields of a plan that assumes no role. Options that would be lost are refused: all those of the call, and from
 * `RolePolicy` those that limit the session; the rest of `RolePolicy` is listed as not applied.
 */
const direct = (
  facts: Facts,
  env: string | undefined,
  why: string,
  expectedAccount: string | undefined,
  make: (fields: PlanFields) => SourcePlan,
  notes: ReadonlyArray<string> = []
): SourcePlan | Refuse => {
  const fromPolicy = givenOptions((env === undefined ? undefined : facts.roles.get(env)?.options) ?? {})
  const lost: ReadonlyArray<RoleOptionName> = [
    ...givenOptions(facts.call),
    ...fromPolicy.filter((name) => limitingOptions.includes(name) && facts.call[name] === undefined)
  ]
  if (lost.length > 0) {
    return refuse(env, new OptionNotApplicable({ target: describeAsk(facts.ask), options: lost, why }))
  }
  return make({ env, why, expectedAccount, notApplied: fromPolicy, notes })
}

export const useProfile = (facts: Facts, env: string, entry: Entry): Settled => {
  const { profile } = entry
  if (profile === undefined) {
    return refuse(env, new ProfileNotConfigured({ env, runtime: facts.runtime.name }))
  }
  const shared = env !== "devops" && facts.entries.devops.profile === profile
  return direct(
    facts,
    env,
    `${facts.runtime.name} uses the AWS CLI profile of ${env}`,
    accountOf(facts, env, entry),
    (fields) => ({ _tag: "UseProfile", profile, ...fields }),
    shared ? [`the profile ${profile} is also that of devops`] : []
  )
}

export const useHandover = (facts: Facts, why: string): SourcePlan | Refuse =>
  direct(facts, "devops", why, accountOf(facts, "devops", facts.entries.devops), (fields) => ({
    _tag: "UseHandover",
    ...fields
  }))

export const useAmbient = (
  facts: Facts,
  env: string | undefined,
  why: string,
  expectedAccount: string | undefined,
  notes: ReadonlyArray<string> = []
): SourcePlan | Refuse =>
  direct(facts, env, why, expectedAccount, (fields) => ({ _tag: "UseAmbient", ...fields }), notes)

export const expectedOf = (facts: Facts, env: string): string | undefined => {
  const entry = entryOf(facts.entries, env)
  return entry === undefined ? undefined : accountOf(facts, env, entry)
}
