import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { maskAccountIds } from "../../../domain/aws/AccountId.ts"
import { parsePrincipal, principalText } from "../../../domain/aws/Arn.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { Performable, Plan, Refuse } from "../../../domain/plan/Plan.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { failureOf } from "./failure.ts"
import type { GuardedCheck } from "./guardedCheck.ts"
import { failed, notHere, ok, waiting, warning } from "./row.ts"
import type { PlaceName, TargetRow } from "./schema.ts"

/** A session that was given, and who AWS says it is. */
interface Identified {
  readonly plan: Performable | undefined
  readonly env: string | undefined
  readonly region: string
  readonly arn: string
}

/** What became of the ask for a target's session. */
export interface TargetResult {
  readonly target: string
  /** The plan before any request; undefined where not even that could be asked. */
  readonly foreseen: Plan | undefined
  readonly outcome: Result.Result<Identified, unknown>
}

/** Asks for the session of a target, and who it is: one request, of which the account guard has its share. */
const identify: (target: string) => Effect.Effect<Identified, BotoSesError, BotoSesFactory | Globals> =
  Effect.fnUntraced(function* (target) {
    const session = yield* sessionOf(target)
    const { arn } = yield* session.identity
    const { plan, env, region } = session
    return { plan, env, region, arn }
  })

/** Finds out about a target: how its session is to be had, and whether it can be. */
export const askTarget: (
  check: GuardedCheck,
  factory: BotoSesFactory,
  target: string
) => Effect.Effect<TargetResult, never, Globals> = Effect.fnUntraced(function* (check, factory, target) {
  const explanation = yield* Effect.option(factory.explain(target))
  const outcome = yield* check(target, Effect.provideService(identify(target), BotoSesFactory, factory))
  return { target, foreseen: explanation._tag === "None" ? undefined : explanation.value.plan, outcome }
})

const casesOf = (plan: Plan | undefined): ReadonlyArray<Performable | Refuse> =>
  plan === undefined ? [] : plan._tag === "NeedsAmbientIdentity" ? plan.branches.map((branch) => branch.plan) : [plan]

/** Whether the target's session comes from a role in some case. */
const mayAssumeRole = ({ foreseen }: TargetResult): boolean =>
  casesOf(foreseen).some(({ _tag }) => _tag === "AssumeRole")

/** Whether a role was assumed for the target, so that the credentials it was assumed with can do that. */
export const assumedRole = ({ outcome }: TargetResult): boolean =>
  Result.isSuccess(outcome) && outcome.success.plan?._tag === "AssumeRole"

/** Failures that every target would tell alike: a row of the place tells them once. */
const toldByPlace: { readonly [code: string]: PlaceName } = {
  ConfigInvalid: "config",
  ConfigConflict: "config",
  RegionUnknown: "region",
  StsRegionDisabled: "region",
  RuntimeUnknown: "runtime"
}

interface Around {
  readonly results: ReadonlyArray<TargetResult>
  /** Whether the ambient credentials are those that Cloud9 manages, which can assume no role. */
  readonly managed: boolean
  readonly unmasked: boolean
}

const codeOf = ({ outcome }: TargetResult): string | undefined =>
  Result.isFailure(outcome) ? failureOf(outcome.failure, false).code : undefined

/** The outcomes of targets whose failure is the place's own. */
export const placeFailures = (
  results: ReadonlyArray<TargetResult>,
  name: PlaceName
): ReadonlyArray<TargetResult["outcome"]> =>
  results.filter((result) => toldByPlace[codeOf(result) ?? ""] === name).map(({ outcome }) => outcome)

/** The row that has to be good first: another target's, from whose session this one's would come and which fails alike. */
const waitsFor = (result: TargetResult, code: string, { results, managed }: Around): string | undefined => {
  const place = toldByPlace[code]
  if (place !== undefined) return place
  const sources = casesOf(result.foreseen).flatMap(({ _tag, env }) => (_tag === "AssumeRole" ? [env, "devops"] : [env]))
  const source = results.find(
    (other) => other.target !== result.target && sources.includes(other.target) && codeOf(other) === code
  )
  return source?.target ?? (managed && mayAssumeRole(result) ? "cloud9" : undefined)
}

const whoIs = ({ arn }: Identified): string => {
  const principal = parsePrincipal(arn)
  return principal === undefined ? arn : principalText(principal)
}

/** Who a session is, and what made it so. */
const describe = (identified: Identified): string => {
  const { plan } = identified
  switch (plan?._tag) {
    case "UseProfile":
      return `${plan.profile}: ${whoIs(identified)}`
    case "AssumeRole":
      return `${plan.role.name} of ${plan.role.accountId}, assumed from devops`
    case "UseHandover":
      return `${whoIs(identified)}, handed over by the parent process`
    case "UseAmbient":
      return `${whoIs(identified)}: ${plan.why}`
    case undefined:
      return whoIs(identified)
  }
}

/** In an application nobody else is told of; elsewhere the app's session is that of an env, which has a row of its own. */
const appText = (identified: Identified, results: ReadonlyArray<TargetResult>): string => {
  const { env, plan } = identified
  const isOfEnv = results.some(({ target, outcome }) => target === env && Result.isSuccess(outcome))
  if (isOfEnv) return `the session of ${env}`
  const unguarded = plan?.expectedAccount === undefined ? "; its account is not compared, unless guardApp is on" : ""
  return describe(identified) + unguarded
}

const identifiedRow = (target: string, identified: Identified, { results, unmasked }: Around): TargetRow => {
  const { plan } = identified
  const shown = (text: string): string => (unmasked ? text : maskAccountIds(text))
  if (target === "app") return ok(target, shown(appText(identified, results)))
  if (plan?._tag === "UseAmbient" && plan.weak === true) {
    return warning(
      target,
      `${shown(whoIs(identified))} is taken for devops by its session's name alone, which others may bear.`,
      "Give devops.accountId in the configuration."
    )
  }
  const who = shown(describe(identified))
  return plan?.expectedAccount === undefined
    ? warning(
        target,
        `${who}; nothing says which account it should be of, so that another would pass.`,
        `Give accountId in ${target === "devops" ? "devops" : `workloads.${target}`} of the configuration.`
      )
    : ok(target, who)
}

/** Nothing says whose session the app's is: no failure, since devops and the envs may be all that is wanted. */
const appOfNoEnv: ReadonlySet<string> = new Set(["CurrentEnvUnknown", "DefaultAppEnvUnknown"])

const failedRow = (result: TargetResult, error: unknown, around: Around): TargetRow => {
  const { target } = result
  const failure = failureOf(error, around.unmasked)
  if (failure.code === "NotFromApplication") return notHere(target, "an application has no session but its own")
  const row = waitsFor(result, failure.code, around)
  if (row !== undefined) return waiting(target, row)
  return appOfNoEnv.has(failure.code) ? warning(target, failure.found, failure.next) : failed(target, failure)
}

/** A row for each target: who it is, or what is missing and what to do. */
export const targetRows = (around: Around): ReadonlyArray<TargetRow> =>
  around.results.map((result) =>
    Result.match(result.outcome, {
      onSuccess: (identified) => identifiedRow(result.target, identified, around),
      onFailure: (error) => failedRow(result, error, around)
    })
  )
