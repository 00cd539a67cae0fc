import * as Result from "effect/Result"
import { maskAccountId } from "../AccountId.ts"
import type { RoleArn } from "../Arn.ts"
import type { Reason } from "../BotoSesError.ts"
import { defaultAppEnv, type Entry, entryOf, envNames } from "../Entry.ts"
import { AccountMismatch, NotFromApplication, RuntimeUnknown } from "../errors/ambient.ts"
import {
  ConfigMissing,
  DefaultAppEnvUnknown,
  OptionNotApplicable,
  ProfileNotConfigured,
  RoleUnknown,
  UnknownEnv
} from "../errors/config.ts"
import { PartitionMismatch } from "../errors/sts.ts"
import { nearest } from "../Nearest.ts"
import { partitionOfRegion } from "../Partition.ts"
import { type Ask, describeAsk } from "../Purpose.ts"
import { givenOptions, limitingOptions, mergeOptions, type RoleOptionName } from "../RoleOptions.ts"
import { roleArnOf, roleSpec } from "../RoleSpec.ts"
import { matchesMarker } from "./Ambient.ts"
import { type AmbientCase, ambientRefusal, caseOf, limitsAsked, possibleCases } from "./ambientCases.ts"
import { currentEnv } from "./CurrentEnv.ts"
import type { Facts } from "./Facts.ts"
import type { Branch, Performable, Plan, PlanFields, Refuse, SourcePlan } from "./Plan.ts"

/** A plan once the ambient identity is settled. */
type Settled = Performable | Refuse

const refuse = (env: string | undefined, reason: Reason): Refuse => ({
  _tag: "Refuse",
  env,
  reason,
  notes: []
})

const target = (env: string): string => (env === "devops" ? "devops" : `env("${env}")`)

const missing = (env: string, entry: Entry): Refuse | undefined => {
  const [first] = entry.missing ?? []
  return first === undefined ? undefined : refuse(env, new ConfigMissing({ env, ...first }))
}

/** The account that the configuration states for an entry; its role ARN states one too. */
const accountOf = (facts: Facts, env: string, entry: Entry): string | undefined => {
  const role = facts.roles.get(env)
  return entry.accountId ?? (role === undefined ? undefined : roleSpec(entry, role).stated?.accountId)
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
  const policy = (env === undefined ? undefined : facts.roles.get(env)?.options) ?? {}
  const fromPolicy = env === "devops" ? [] : givenOptions(policy)
  const lost: ReadonlyArray<RoleOptionName> = [
    ...givenOptions(facts.call),
    ...fromPolicy.filter((name) => limitingOptions.includes(name) && facts.call[name] === undefined)
  ]
  if (lost.length > 0) {
    return refuse(env, new OptionNotApplicable({ target: describeAsk(facts.ask), options: lost, why }))
  }
  return make({ env, why, expectedAccount, notApplied: fromPolicy, notes })
}

const useProfile = (facts: Facts, env: string, entry: Entry): Settled => {
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

const useHandover = (facts: Facts, why: string): SourcePlan | Refuse =>
  direct(facts, "devops", why, accountOf(facts, "devops", facts.entries.devops), (fields) => ({
    _tag: "UseHandover",
    ...fields
  }))

const useAmbient = (
  facts: Facts,
  env: string | undefined,
  why: string,
  expectedAccount: string | undefined,
  notes: ReadonlyArray<string> = []
): SourcePlan | Refuse =>
  direct(facts, env, why, expectedAccount, (fields) => ({ _tag: "UseAmbient", ...fields }), notes)

const expectedOf = (facts: Facts, env: string): string | undefined => {
  const entry = entryOf(facts.entries, env)
  return entry === undefined ? undefined : accountOf(facts, env, entry)
}

/** devops where the place has an ambient identity: that identity if it is devops, else the hand-over. */
const ambientDevops = (facts: Facts, found: AmbientCase): SourcePlan | Refuse => {
  const absent = missing("devops", facts.entries.devops)
  if (absent !== undefined) return absent
  if (found._tag === "Devops") {
    return useAmbient(
      facts,
      "devops",
      `the ambient identity is devops: ${found.rule}`,
      expectedOf(facts, "devops"),
      found.weak ? [`devops is recognised weakly (${found.rule}); give devops.accountId`] : []
    )
  }
  if (facts.handover) return useHandover(facts, "the ambient identity is not devops, and the parent handed devops over")
  return refuse("devops", ambientRefusal(facts, found))
}

/** The role of a workload, assumed from devops. */
const assume = (facts: Facts, env: string, entry: Entry, found: AmbientCase): Settled => {
  const role = facts.roles.get(env)
  const withoutOptions: Facts = { ...facts, call: {} }
  const from = ambientDevops(withoutOptions, found)
  if (from._tag === "Refuse") return { ...from, env }
  const spec = role === undefined ? undefined : roleSpec(entry, role)
  const source = found._tag === "Devops" ? found.principal : undefined
  const ofRegion = facts.region === undefined ? undefined : partitionOfRegion(facts.region)
  const arn: RoleArn | undefined =
    spec === undefined ? undefined : roleArnOf(spec, source?.partition ?? ofRegion ?? "aws")
  if (role === undefined || arn === undefined) return refuse(env, new RoleUnknown({ env }))
  if (entry.accountId !== undefined && entry.accountId !== arn.accountId) {
    return refuse(
      env,
      new AccountMismatch({
        target: target(env),
        expected: entry.accountId,
        found: arn.accountId,
        source: `its role ARN (role ${arn.name})`
      })
    )
  }
  const other =
    source !== undefined && source.partition !== arn.partition
      ? `the identity that assumes it is in ${source.partition}`
      : ofRegion !== undefined && ofRegion !== arn.partition
        ? `its region ${facts.region} is in ${ofRegion}`
        : undefined
  if (other !== undefined) {
    return refuse(env, new PartitionMismatch({ target: target(env), role: arn.partition, source: other }))
  }
  const { roleSessionName = role.roleSessionName, ...options } = mergeOptions(role.options, facts.call)
  return {
    _tag: "AssumeRole",
    from,
    role: arn,
    roleSessionName,
    options,
    env,
    why: `${facts.runtime.name} assumes the role of ${env} from devops`,
    expectedAccount: arn.accountId,
    notApplied: [],
    notes: []
  }
}

const ambientEnv = (facts: Facts, env: string, entry: Entry, found: AmbientCase): Settled =>
  found._tag === "Target"
    ? useAmbient(
        facts,
        env,
        `the ambient identity already is the role of ${env} (${maskAccountId(found.principal?.accountId ?? "")})`,
        accountOf(facts, env, entry)
      )
    : assume(facts, env, entry, found)

/** A plan that may depend on the ambient identity: settled where it is known, all its branches where it is not. */
const byAmbient = (facts: Facts, env: string, settle: (found: AmbientCase) => Settled): Plan => {
  if (facts.ambient._tag !== "Unknown") return settle(caseOf(facts, env, facts.ambient))
  const branches = possibleCases(facts, env).map(({ when, found }): Branch => ({ when, plan: settle(found) }))
  return { _tag: "NeedsAmbientIdentity", branches }
}

const planEnv = (facts: Facts, env: string): Plan => {
  const entry = entryOf(facts.entries, env)
  if (entry === undefined) {
    const known = nearest(env, [...envNames(facts.entries), "devops"])
    return refuse(undefined, new UnknownEnv({ given: env, known, source: "the call" }))
  }
  const absent = missing(env, entry)
  if (absent !== undefined) return absent
  if (facts.runtime.group === "local") {
    return env === "devops" && facts.handover
      ? useHandover(facts, "the parent handed devops over")
      : useProfile(facts, env, entry)
  }
  return byAmbient(facts, env, (found) =>
    env === "devops" ? ambientDevops(facts, found) : ambientEnv(facts, env, entry, found)
  )
}

/** The session of a laptop's, Cloud9's or a CI job's app is that of one env. */
const planApp = (facts: Facts): Plan => {
  const fallback = (): Plan => {
    const env = defaultAppEnv(facts.entries)
    return env === undefined
      ? refuse(undefined, new DefaultAppEnvUnknown({ known: envNames(facts.entries) }))
      : planEnv(facts, env)
  }
  if (facts.runtime.group !== "ci") return fallback()
  const current = currentEnv("ci", facts.currentEnv, facts.entries)
  if (Result.isFailure(current)) return refuse(undefined, current.failure)
  return current.success === undefined || current.success === "devops" ? fallback() : planEnv(facts, current.success)
}

/** An application (or a place of its kind) has one session: the one the platform gave it. */
const planApplication = (facts: Facts): Plan => {
  const { runtime, ask } = facts
  if (ask.purpose !== "app") {
    const fields = { target: describeAsk(ask), evidence: runtime.evidence }
    return refuse(
      ask.purpose === "env" ? ask.env : "devops",
      runtime.group === "unknown"
        ? new RuntimeUnknown(fields)
        : new NotFromApplication({ ...fields, runtime: runtime.name })
    )
  }
  const current = currentEnv(runtime.group, facts.currentEnv, facts.entries)
  if (Result.isFailure(current)) return refuse(undefined, current.failure)
  const env = current.success
  const entry = env === undefined ? undefined : entryOf(facts.entries, env)
  const absent = env === undefined || entry === undefined || !facts.entries.guardApp ? undefined : missing(env, entry)
  if (absent !== undefined) return absent
  return useAmbient(
    facts,
    env,
    `${runtime.name} gives the application its role`,
    env === undefined || (runtime.group === "app" && !facts.entries.guardApp) ? undefined : expectedOf(facts, env)
  )
}

const byTable = (facts: Facts): Plan => {
  const { group } = facts.runtime
  if (group === "app" || group === "glue_container" || group === "unknown") return planApplication(facts)
  return facts.ask.purpose === "app"
    ? planApp(facts)
    : planEnv(facts, facts.ask.purpose === "env" ? facts.ask.env : "devops")
}

/** The env whose session the marker of our own `exec` speaks of, if it speaks of this ask; `null` for an app of no env. */
const markedEnv = (facts: Facts): string | null | undefined => {
  const { marker, ask, runtime } = facts
  if (marker === undefined || runtime.group === "app") return undefined
  const asked = ask.purpose === "env" ? ask.env : ask.purpose
  if (marker.target === "devops") return asked === "devops" ? "devops" : undefined
  if (asked === "app") return marker.env ?? null
  return asked === marker.env ? marker.env : undefined
}

const underExec = (facts: Facts, env: string | undefined, otherwise: Plan): Plan => {
  const { marker, ambient } = facts
  const entry = env === undefined ? undefined : entryOf(facts.entries, env)
  const absent = env === undefined || entry === undefined ? undefined : missing(env, entry)
  if (absent !== undefined) return absent
  const inherited = useAmbient(
    facts,
    env,
    `the parent is exec ${marker?.target ?? ""}, and the ambient identity is the one it gave`,
    env === undefined ? marker?.accountId : (expectedOf(facts, env) ?? marker?.accountId)
  )
  if (ambient._tag === "Unknown") {
    const rest =
      otherwise._tag === "NeedsAmbientIdentity" ? otherwise.branches : [{ when: "it is another", plan: otherwise }]
    return {
      _tag: "NeedsAmbientIdentity",
      branches: [{ when: `the ambient identity is the one of exec ${marker?.target ?? ""}`, plan: inherited }, ...rest]
    }
  }
  return inherited
}

/**
 * The decision: from facts to a plan. Pure, and total: each combination of facts has its plan.
 *
 * The table of runtimes and purposes is in ARCHITECTURE.md. Nothing else in the library branches on the runtime.
 */
export const plan = (facts: Facts): Plan => {
  const ask: Ask = facts.ask.purpose === "env" && facts.ask.env === "devops" ? { purpose: "devops" } : facts.ask
  const settled: Facts = { ...facts, ask }
  const table = byTable(settled)
  const env = markedEnv(settled)
  if (env === undefined || limitsAsked(settled, env ?? undefined)) return table
  const { ambient, marker } = settled
  const believed =
    ambient._tag === "Unknown" ||
    (ambient._tag === "Known" && marker !== undefined && matchesMarker(ambient.principal, marker))
  return believed ? underExec(settled, env ?? undefined, table) : ignoring(table, settled)
}

/** The table's plan, with a note that the marker is not believed. */
const ignoring = (table: Plan, facts: Facts): Plan => {
  const note = `the marker of exec ${facts.marker?.target ?? ""} is ignored: the ambient identity is not the one it names`
  return table._tag === "NeedsAmbientIdentity" ? table : { ...table, notes: [...table.notes, note] }
}
