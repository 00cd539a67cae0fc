import * as Result from "effect/Result"
import { maskAccountId } from "../aws/AccountId.ts"
import type { Principal, RoleArn } from "../aws/Arn.ts"
import { partitionOfRegion } from "../aws/Partition.ts"
import { defaultAppEnv, type Entry, entryOf, envNames } from "../config/Entry.ts"
import { roleArnOf, roleSpec } from "../config/Role.ts"
import { mergeOptions } from "../config/RoleOptions.ts"
import { AccountMismatch, NotFromApplication, RuntimeUnknown } from "../errors/Ambient.ts"
import { ConfigMissing, DefaultAppEnvUnknown, RoleUnknown, UnknownEnv } from "../errors/Config.ts"
import type { Reason } from "../errors/Reason.ts"
import { PartitionMismatch } from "../errors/Sts.ts"
import { type Ask, describeAsk } from "../Purpose.ts"
import { nearest } from "../text/Nearest.ts"
import { type AmbientMatch, limitsAsked, matchAmbient, possibleMatches, whyNotDevops } from "./AmbientMatch.ts"
import { currentEnv, guardedEnv, isApplication, overruled } from "./CurrentEnv.ts"
import { inherited, inheritedApp, markedEnv, planInsideExec } from "./InsideExec.ts"
import { byToken, takesToken } from "./JobToken.ts"
import type { Branch, Decision, Facts, Plan, Refuse, SourcePlan } from "./Plan.ts"
import { isInstanceSession } from "./Recogniser.ts"
import { accountOf, guardOf, refuse, refuseIncomplete, useAmbient, useHandover, useProfile } from "./SourcePlans.ts"

/** devops in a place that is no person's: by the job's own token, else the ambient identity, else the hand-over. */
const ambientDevops = (facts: Facts, match: AmbientMatch): SourcePlan | Refuse => {
  const incomplete = refuseIncomplete(facts, "devops")
  if (incomplete !== undefined) return incomplete
  const token = byToken(facts, "devops")
  if (token !== undefined) return token
  if (match._tag === "Devops") {
    const ambient = useAmbient(facts, {
      env: "devops",
      why: `the ambient identity is devops: ${match.rule}`,
      guard: guardOf(facts, "devops"),
      notes: match.weak ? [`devops is recognised weakly (${match.rule}); give devops.accountId`] : []
    })
    return match.weak && ambient._tag === "UseAmbient" ? { ...ambient, weak: true } : ambient
  }
  if (facts.handover) return useHandover(facts, "the ambient identity is not devops, and the parent handed devops over")
  return refuse("devops", whyNotDevops(facts, match))
}

/** The same facts for devops as the source of a role: what limits a session then goes to the role, not to devops. */
const asSource = (facts: Facts): Facts => {
  const devops = facts.roles.get("devops")
  if (devops === undefined) return { ...facts, call: {} }
  // Its life is its own all the same, so that devops itself and the source are one session.
  const { durationSeconds } = devops.options
  const own = !takesToken(facts, "devops") || durationSeconds === undefined ? {} : { durationSeconds }
  const source = { ...devops, options: own }
  return { ...facts, call: {}, roles: { get: (env) => (env === "devops" ? source : facts.roles.get(env)) } }
}

/** The region of the env's session as far as it is known here; facts of an app name no entry's region. */
const regionOf = (facts: Facts, entry: Entry): string | undefined =>
  facts.ask.purpose === "app" ? (entry.region ?? facts.region) : facts.region

/**
 * Cloud9's managed temporary credentials are a person's, cut down: they say who they are and may assume no role.
 *
 * Source: AWS Cloud9 User Guide, "AWS managed temporary credentials".
 */
const managedCredentials = (facts: Facts, from: SourcePlan, source: Principal | undefined): string | undefined =>
  facts.runtime.group === "cloud9" && from._tag === "UseAmbient" && source !== undefined && !isInstanceSession(source)
    ? "Cloud9's managed temporary credentials cannot assume a role: attach an instance profile to the environment's " +
      "instance, and switch the managed ones off (Preferences, AWS Settings, Credentials)."
    : undefined

/** The role of a workload, assumed from devops. */
const assume = (facts: Facts, env: string, entry: Entry, match: AmbientMatch): Decision => {
  const target = describeAsk({ purpose: "env", env })
  const role = facts.roles.get(env)
  const from = ambientDevops(asSource(facts), match)
  if (from._tag === "Refuse") return { ...from, env }
  const spec = role === undefined ? undefined : roleSpec(entry, role)
  const source = match._tag === "Devops" ? match.principal : undefined
  const ofSource = from._tag === "AssumeRoleWithWebIdentity" ? from.role.partition : source?.partition
  const region = regionOf(facts, entry)
  const ofRegion = region === undefined ? undefined : partitionOfRegion(region)
  const arn: RoleArn | undefined = spec === undefined ? undefined : roleArnOf(spec, ofSource ?? ofRegion ?? "aws")
  if (role === undefined || arn === undefined) return refuse(env, new RoleUnknown({ env }))
  if (entry.accountId !== undefined && entry.accountId !== arn.accountId) {
    return refuse(
      env,
      new AccountMismatch({
        target,
        expected: entry.accountId,
        actual: arn.accountId,
        source: `its role ARN (role ${arn.name})`
      })
    )
  }
  const other =
    ofSource !== undefined && ofSource !== arn.partition
      ? `the identity that assumes it is in ${ofSource}`
      : ofRegion !== undefined && ofRegion !== arn.partition
        ? `its region ${region} is in ${ofRegion}`
        : undefined
  if (other !== undefined) {
    return refuse(env, new PartitionMismatch({ target, role: arn.partition, source: other }))
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
    guard: { accountId: arn.accountId },
    notApplied: [],
    notes: from.notes,
    ifRefused: managedCredentials(facts, from, source)
  }
}

const ambientEnv = (facts: Facts, env: string, entry: Entry, match: AmbientMatch): Decision => {
  if (match._tag !== "Target") return assume(facts, env, entry, match)
  const accountId = accountOf(facts, env)
  const of = accountId === undefined ? "" : ` (${maskAccountId(accountId)})`
  return useAmbient(facts, {
    env,
    why: `the ambient identity already is the role of ${env}${of}`,
    guard: guardOf(facts, env)
  })
}

/** Where devops is had by the job's own token, nothing depends on who the ambient identity is. */
const notAsked: AmbientMatch = { _tag: "Other", rule: "devops is had by the job's own token" }

/** A plan that may depend on the ambient identity: decided where it is known, all its branches where it is not. */
const byAmbient = (facts: Facts, env: string, decide: (match: AmbientMatch) => Decision): Plan => {
  if (takesToken(facts, "devops")) return decide(notAsked)
  if (facts.ambient._tag !== "Unknown") return decide(matchAmbient(facts, env, facts.ambient))
  return {
    _tag: "NeedsAmbientIdentity",
    // A factory that goes on to ask for the identity looks at none of them.
    get branches() {
      return possibleMatches(facts, env).map(({ when, match }): Branch => ({ when, plan: decide(match) }))
    }
  }
}

const planEnv = (facts: Facts, env: string, source = "the call"): Plan => {
  const entry = entryOf(facts.entries, env)
  if (entry === undefined) {
    const known = nearest(env, [...envNames(facts.entries), "devops"])
    return refuse(undefined, new UnknownEnv({ given: env, known, source }))
  }
  const incomplete = refuseIncomplete(facts, env)
  if (incomplete !== undefined) return incomplete
  if (facts.runtime.group === "local") {
    return env === "devops" && facts.handover
      ? useHandover(facts, "the parent handed devops over")
      : useProfile(facts, env)
  }
  const token = byToken(facts, env)
  if (token !== undefined) return token
  return byAmbient(facts, env, (match) =>
    env === "devops" ? ambientDevops(facts, match) : ambientEnv(facts, env, entry, match)
  )
}

/**
 * The env whose session the table gives as the app's; `undefined` in an application that need not know its own. Where
 * the account guard is asked for, an application must know it: without it nothing could be compared.
 */
const appEnv = (facts: Facts): Result.Result<string | undefined, Reason> => {
  const { group } = facts.runtime
  const { currentEnv: variables, entries } = facts
  if (isApplication(group)) {
    return entries.guardApp ? guardedEnv(variables, entries) : currentEnv(group, variables, entries)
  }
  const current = group === "ci" ? currentEnv("ci", variables, entries) : Result.succeed(undefined)
  if (Result.isFailure(current)) return current
  if (current.success !== undefined && current.success !== "devops") return current
  const env = defaultAppEnv(entries)
  // A layer of the user's own may hold what no checked configuration does; an app must never become devops by it.
  return env === undefined || env === "devops"
    ? Result.fail(new DefaultAppEnvUnknown({ known: envNames(entries) }))
    : Result.succeed(env)
}

/** An application waits no longer than this for its guard's one request, in seconds. */
const applicationLimit = 2

/** An application (or a place of its kind) has one session: the one the platform gave it. */
const planApplication = (facts: Facts, env: string | undefined): Decision => {
  const { runtime, entries } = facts
  const held = runtime.group === "app" && !entries.guardApp ? undefined : env
  const incomplete = held === undefined ? undefined : refuseIncomplete(facts, held)
  if (incomplete !== undefined) return incomplete
  const guard = held === undefined ? undefined : guardOf(facts, held)
  if (guard === undefined && held !== undefined && entries.guardApp) {
    const detail = "guardApp compares the account of the application with it"
    return refuse(held, new ConfigMissing({ env: held, field: "accountId", detail }))
  }
  return useAmbient(facts, {
    env,
    why: `${runtime.name} gives the application its role`,
    guard: guard === undefined || runtime.group !== "app" ? guard : { ...guard, limitSeconds: applicationLimit }
  })
}

const refuseApplication = (facts: Facts, ask: Exclude<Ask, { readonly purpose: "app" }>): Refuse => {
  const { runtime } = facts
  const fields = { target: describeAsk(ask), evidence: runtime.evidence }
  return refuse(
    ask.purpose === "env" ? ask.env : "devops",
    runtime.group === "unknown"
      ? new RuntimeUnknown(fields)
      : new NotFromApplication({ ...fields, runtime: runtime.name })
  )
}

const noted = (decision: Decision, note: string): Decision => ({ ...decision, notes: [...decision.notes, note] })

const withNote = (plan: Plan, note: string): Plan =>
  plan._tag === "NeedsAmbientIdentity"
    ? {
        _tag: plan._tag,
        get branches() {
          return plan.branches.map((branch) => ({ ...branch, plan: noted(branch.plan, note) }))
        }
      }
    : noted(plan, note)

const byTable = (facts: Facts): Plan => {
  const { ask } = facts
  const application = isApplication(facts.runtime.group)
  if (ask.purpose !== "app") {
    return application ? refuseApplication(facts, ask) : planEnv(facts, ask.purpose === "env" ? ask.env : "devops")
  }
  const env = appEnv(facts)
  if (Result.isFailure(env)) return refuse(undefined, env.failure)
  const planned =
    application || env.success === undefined
      ? planApplication(facts, env.success)
      : planEnv(facts, env.success, "defaultAppEnv")
  const { group } = facts.runtime
  const note = application || group === "ci" ? overruled(group, facts.currentEnv) : undefined
  return note === undefined ? planned : withNote(planned, note)
}

/**
 * The decision: from facts to a plan. Pure, and total: each combination of facts has its plan.
 *
 * The table of runtimes and purposes is in ARCHITECTURE.md. Nothing else in the library branches on the runtime.
 *
 * **Example** (what a laptop does for a workload)
 *
 * ```ts
 * import { Plan } from "effect-boto-ses"
 *
 * const decision = Plan.plan({
 *   runtime: { name: "local", group: "local", evidence: "a laptop" },
 *   ask: { purpose: "env", env: "sbx" },
 *   call: {},
 *   entries: { devops: {}, workloads: { sbx: { profile: "acme-sbx" } }, guardApp: false },
 *   roles: new Map(),
 *   currentEnv: {},
 *   region: "us-east-1",
 *   marker: undefined,
 *   handover: false,
 *   ambient: { _tag: "Unknown" }
 * })
 * if (decision._tag !== "UseProfile") throw new Error(`expected UseProfile, found ${decision._tag}`)
 * ```
 */
export const plan = (given: Facts): Plan => {
  const ask: Ask = given.ask.purpose === "env" && given.ask.env === "devops" ? { purpose: "devops" } : given.ask
  const facts: Facts = { ...given, ask }
  const { marker } = facts
  const env = markedEnv(facts)
  if (marker === undefined || env === undefined || limitsAsked(facts, env ?? undefined)) {
    return byTable({ ...facts, marker: undefined })
  }
  const believed = env === null ? inheritedApp(facts, marker, appEnv(facts)) : inherited(facts, marker, env)
  return planInsideExec(facts, marker, believed, byTable(facts))
}
