import * as Result from "effect/Result"
import { maskAccountId } from "../AccountId.ts"
import { parseRoleArn, type RoleArn } from "../Arn.ts"
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
import { type Ask, askOf, describeAsk } from "../Purpose.ts"
import { givenOptions, limitingOptions, mergeOptions, type RoleOptionName } from "../RoleOptions.ts"
import { roleArnOf, roleSpec } from "../RoleSpec.ts"
import { type ExecMarker, matchesMarker } from "./Ambient.ts"
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

/** The same facts for devops as the source of a role: what limits a session then goes to the role, not to devops. */
const asSource = (facts: Facts): Facts => {
  const devops = facts.roles.get("devops")
  return {
    ...facts,
    call: {},
    roles: devops === undefined ? facts.roles : new Map(facts.roles).set("devops", { ...devops, options: {} })
  }
}

/** The region of the env's session as far as it is known here; facts of an app name no entry's region. */
const regionOf = (facts: Facts, entry: Entry): string | undefined =>
  facts.ask.purpose === "app" ? (entry.region ?? facts.region) : facts.region

/** The role of a workload, assumed from devops. */
const assume = (facts: Facts, env: string, entry: Entry, found: AmbientCase): Settled => {
  const role = facts.roles.get(env)
  const from = ambientDevops(asSource(facts), found)
  if (from._tag === "Refuse") return { ...from, env }
  const spec = role === undefined ? undefined : roleSpec(entry, role)
  const source = found._tag === "Devops" ? found.principal : undefined
  const region = regionOf(facts, entry)
  const ofRegion = region === undefined ? undefined : partitionOfRegion(region)
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
        ? `its region ${region} is in ${ofRegion}`
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
    notes: from.notes
  }
}

const ambientEnv = (facts: Facts, env: string, entry: Entry, found: AmbientCase): Settled => {
  if (found._tag !== "Target") return assume(facts, env, entry, found)
  const accountId = accountOf(facts, env, entry)
  const of = accountId === undefined ? "" : ` (${maskAccountId(accountId)})`
  return useAmbient(facts, env, `the ambient identity already is the role of ${env}${of}`, accountId)
}

/** A plan that may depend on the ambient identity: settled where it is known, all its branches where it is not. */
const byAmbient = (facts: Facts, env: string, settle: (found: AmbientCase) => Settled): Plan => {
  if (facts.ambient._tag !== "Unknown") return settle(caseOf(facts, env, facts.ambient))
  const branches = possibleCases(facts, env).map(({ when, found }): Branch => ({ when, plan: settle(found) }))
  return { _tag: "NeedsAmbientIdentity", branches }
}

const planEnv = (facts: Facts, env: string, source = "the call"): Plan => {
  const entry = entryOf(facts.entries, env)
  if (entry === undefined) {
    const known = nearest(env, [...envNames(facts.entries), "devops"])
    return refuse(undefined, new UnknownEnv({ given: env, known, source }))
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
    // A layer of the user's own may hold what no checked configuration does; an app must never become devops by it.
    return env === undefined || env === "devops"
      ? refuse(undefined, new DefaultAppEnvUnknown({ known: envNames(facts.entries) }))
      : planEnv(facts, env, "defaultAppEnv")
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
  const guardedEnv = runtime.group === "app" && !facts.entries.guardApp ? undefined : env
  const entry = guardedEnv === undefined ? undefined : entryOf(facts.entries, guardedEnv)
  const absent = guardedEnv === undefined || entry === undefined ? undefined : missing(guardedEnv, entry)
  if (absent !== undefined) return absent
  return useAmbient(
    facts,
    env,
    `${runtime.name} gives the application its role`,
    guardedEnv === undefined ? undefined : expectedOf(facts, guardedEnv)
  )
}

const byTable = (facts: Facts): Plan => {
  const { group } = facts.runtime
  if (group === "app" || group === "glue_container" || group === "unknown") return planApplication(facts)
  return facts.ask.purpose === "app"
    ? planApp(facts)
    : planEnv(facts, facts.ask.purpose === "env" ? facts.ask.env : "devops")
}

/**
 * The env whose session the marker of our own `exec` speaks of, if it speaks of this ask; `null` for an app of no env.
 *
 * The target is decisive: devops is never had from the marker of another target, nor another env from that of an env.
 */
const markedEnv = ({ marker, ask, runtime, entries }: Facts): string | null | undefined => {
  if (marker === undefined || runtime.group === "app") return undefined
  const given = askOf(marker.target)
  if (given.purpose === "devops" || ask.purpose === "devops") {
    return given.purpose === ask.purpose ? "devops" : undefined
  }
  const named = given.purpose === "env" ? given.env : marker.env
  // The parent's configuration may be another than ours: a name that we do not know is none of ours.
  const env = named === undefined || entryOf(entries, named) === undefined ? undefined : named
  if (ask.purpose === "app") return env ?? null
  return ask.env === env ? env : undefined
}

/** The plan of an ambient identity that the marker names rightly. */
const inherited = (facts: Facts, marker: ExecMarker, env: string | undefined): Settled => {
  const entry = env === undefined ? undefined : entryOf(facts.entries, env)
  const absent = env === undefined || entry === undefined ? undefined : missing(env, entry)
  return (
    absent ??
    useAmbient(
      facts,
      env,
      `the parent is exec ${marker.target}, and the ambient identity is the one it gave`,
      (env === undefined ? undefined : expectedOf(facts, env)) ?? marker.accountId
    )
  )
}

/** The table's plan, with a note that the marker is not believed. */
const ignoring = (settled: Settled, marker: ExecMarker): Settled => ({
  ...settled,
  notes: [
    ...settled.notes,
    `the marker of exec ${marker.target} is ignored: the ambient identity is not the one it names`
  ]
})

const underExec = (facts: Facts, marker: ExecMarker, env: string | undefined): Plan => {
  const table = byTable(facts)
  const otherwise: ReadonlyArray<Branch> =
    table._tag === "NeedsAmbientIdentity" ? table.branches : [{ when: "it is another", plan: table }]
  const { ambient } = facts
  if (ambient._tag === "Unknown") {
    return {
      _tag: "NeedsAmbientIdentity",
      branches: [
        { when: `the ambient identity is the one of exec ${marker.target}`, plan: inherited(facts, marker, env) },
        ...otherwise.map(({ when, plan }): Branch => ({ when, plan: ignoring(plan, marker) }))
      ]
    }
  }
  if (ambient._tag === "Known" && matchesMarker(ambient.principal, marker)) return inherited(facts, marker, env)
  return table._tag === "NeedsAmbientIdentity" ? table : ignoring(table, marker)
}

/**
 * The decision: from facts to a plan. Pure, and total: each combination of facts has its plan.
 *
 * The table of runtimes and purposes is in ARCHITECTURE.md. Nothing else in the library branches on the runtime.
 */
export const plan = (facts: Facts): Plan => {
  const ask: Ask = facts.ask.purpose === "env" && facts.ask.env === "devops" ? { purpose: "devops" } : facts.ask
  const settled: Facts = { ...facts, ask }
  const { marker } = settled
  const env = markedEnv(settled)
  return marker === undefined || env === undefined || limitsAsked(settled, env ?? undefined)
    ? byTable({ ...settled, marker: undefined })
    : underExec(settled, marker, env ?? undefined)
}
