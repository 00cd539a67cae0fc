import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { maskAccountIds } from "../../../domain/aws/AccountId.ts"
import { parsePrincipal, principalText } from "../../../domain/aws/Arn.ts"
import type { SsoSignIn } from "../../../domain/aws/SsoSignIn.ts"
import type { Performable, Plan, Refuse } from "../../../domain/plan/Plan.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import type { Session } from "../../../services/Session.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { signInKey } from "../../SignIn.ts"
import { keptWords } from "../../terminal/KeptWords.ts"
import type { GuardedCheck } from "./guardedCheck.ts"
import { type Failure, failed, notHere, ok, waiting, warning } from "./row.ts"
import type { PlaceName, TargetRow } from "./schema.ts"

/** A session that was given, and who AWS says it is. */
interface Identified {
  readonly session: Session
  readonly arn: string
  /** Milliseconds since an earlier call made it, where one did. */
  readonly kept: number | undefined
}

/** What became of the ask for a target's session. */
export interface TargetResult {
  readonly target: string
  /** What the plan before any request may come to. */
  readonly cases: ReadonlyArray<Performable | Refuse>
  readonly outcome: Result.Result<Identified, Failure>
}

const casesOf = (plan: Plan): ReadonlyArray<Performable | Refuse> =>
  plan._tag === "NeedsAmbientIdentity" ? plan.branches.map((branch) => branch.plan) : [plan]

/** Asks for a target's session and who it is: one request, of which the account guard has its share. */
export const askTarget: (
  check: GuardedCheck,
  factory: BotoSesFactory,
  target: string
) => Effect.Effect<TargetResult, never, Globals> = Effect.fnUntraced(function* (check, factory, target) {
  const cases = yield* Effect.match(factory.explain(target), {
    onFailure: () => [],
    onSuccess: ({ plan }) => casesOf(plan)
  })
  const identified = Effect.gen(function* () {
    const session = yield* sessionOf(target)
    const now = yield* Clock.currentTimeMillis
    const kept = Option.map(yield* session.keptSince, ({ epochMilliseconds }) => now - epochMilliseconds)
    return { session, arn: (yield* session.identity).arn, kept: Option.getOrUndefined(kept) }
  })
  return { target, cases, outcome: yield* check(target, Effect.provideService(identified, BotoSesFactory, factory)) }
})

/** Whether a role was assumed for the target, so that the credentials it was assumed with can do that. */
export const assumedRole = ({ outcome }: TargetResult): boolean =>
  Result.isSuccess(outcome) && outcome.success.session.plan?._tag === "AssumeRole"

/** Failures that every target would tell alike: a row of the place tells them once. */
const toldByPlace: { readonly [code: string]: PlaceName } = {
  ConfigInvalid: "config",
  ConfigConflict: "config",
  RegionUnknown: "region",
  StsRegionDisabled: "region",
  RuntimeUnknown: "runtime"
}

/** What fails where the job's own token cannot be had. */
const byToken: ReadonlySet<string> = new Set(["IdentityTokenAbsent", "IdentityTokenUnusable"])

/** The first failure of a target that the row of the place tells. */
export const placeFailure = (results: ReadonlyArray<TargetResult>, name: PlaceName): Failure | undefined =>
  results
    .flatMap(({ outcome }) => (Result.isFailure(outcome) ? [outcome.failure] : []))
    .find(({ code }) => toldByPlace[code] === name)

interface Around {
  readonly results: ReadonlyArray<TargetResult>
  /** Whether the ambient credentials are those that Cloud9 manages, which can assume no role. */
  readonly managed: boolean
  /** Whether the job's own token cannot be had, which its row tells. */
  readonly tokenFailed: boolean
  readonly unmasked: boolean
}

/** The sign-ins that are missing, each with the first target that needs it. */
export const missingIn = (
  results: ReadonlyArray<TargetResult>
): ReadonlyMap<string, { readonly target: string; readonly signIn: SsoSignIn }> => {
  const found = new Map<string, { readonly target: string; readonly signIn: SsoSignIn }>()
  for (const { target, outcome } of results) {
    const signIn = Result.isFailure(outcome) ? outcome.failure.signIn : undefined
    const key = signIn === undefined ? undefined : signInKey(signIn)
    if (signIn !== undefined && key !== undefined && !found.has(key)) found.set(key, { target, signIn })
  }
  return found
}

/** The row that has to be good first: the place's, or of a target whose session this one's comes from and that fails alike. */
const waitsFor = (
  { target, cases }: TargetResult,
  { code, signIn }: Failure,
  { results, managed, tokenFailed }: Around
): string | undefined => {
  // One sign-in serves all who need it: the first of them tells of it.
  const first = signIn === undefined ? undefined : missingIn(results).get(signInKey(signIn))
  if (first !== undefined && first.target !== target) return first.target
  const place = toldByPlace[code]
  if (place !== undefined) return place
  const byExchange = cases.some(({ _tag }) => _tag === "AssumeRoleWithWebIdentity")
  if (tokenFailed && (byToken.has(code) || (byExchange && code === "SessionExpired"))) return "token"
  const needsRole = cases.some(({ _tag }) => _tag === "AssumeRole")
  const sources = [...cases.map(({ env }) => env), ...(needsRole ? ["devops"] : [])]
  const source = results.find(
    (other) =>
      other.target !== target &&
      sources.includes(other.target) &&
      Result.isFailure(other.outcome) &&
      other.outcome.failure.code === code
  )
  return source?.target ?? (needsRole && managed ? "cloud9" : undefined)
}

/** Nothing says whose session the app's is: no failure, since devops and the envs may be all that is wanted. */
const appOfNoEnv: ReadonlySet<string> = new Set(["CurrentEnvUnknown", "DefaultAppEnvUnknown"])

const failedRow = (result: TargetResult, failure: Failure, around: Around): TargetRow => {
  const { target } = result
  const { code, found, next } = failure
  if (code === "NotFromApplication") return notHere(target, "an application has no session but its own")
  const row = waitsFor(result, failure, around)
  if (row !== undefined) return waiting(target, row)
  return appOfNoEnv.has(code) ? warning(target, found, next) : failed(target, failure)
}

const whoIs = ({ arn }: Identified): string => {
  const principal = parsePrincipal(arn)
  return principal === undefined ? arn : principalText(principal)
}

/** Who a session is, and what made it so. */
const describe = (identified: Identified): string => {
  const { plan } = identified.session
  switch (plan?._tag) {
    case "UseProfile":
      return `${plan.profile}: ${whoIs(identified)}`
    case "AssumeRole":
      return `${plan.role.name} of ${plan.role.accountId}, assumed from devops`
    case "AssumeRoleWithWebIdentity":
      return `${plan.role.name} of ${plan.role.accountId}, by the identity token of ${plan.by}`
    case "UseHandover":
      return `${whoIs(identified)}, handed over by the parent process`
    case "UseAmbient":
      return `${whoIs(identified)}: ${plan.why}`
    case undefined:
      return whoIs(identified)
  }
}

const identifiedRow = (target: string, identified: Identified, { results, unmasked }: Around): TargetRow => {
  const { plan, env } = identified.session
  const shown = (text: string): string => (unmasked ? text : maskAccountIds(text))
  const { kept } = identified
  const age = kept === undefined ? "" : `; ${keptWords(kept)}`
  const who = shown(describe(identified)) + age
  if (target === "app") {
    const isOfEnv = results.some((other) => other.target === env && Result.isSuccess(other.outcome))
    if (isOfEnv) return ok(target, `the session of ${env}`)
    return ok(target, plan?.guard === undefined ? `${who}; its account is not compared, unless guardApp is on` : who)
  }
  if (plan?._tag === "UseAmbient" && plan.weak === true) {
    return warning(
      target,
      `${shown(whoIs(identified))} is taken for devops by its session's name alone, which others may bear.`,
      "Give devops.accountId in the configuration."
    )
  }
  return plan?.guard === undefined
    ? warning(
        target,
        `${who}; nothing says which account it should be of, so that another would pass.`,
        `Give accountId in ${target === "devops" ? "devops" : `workloads.${target}`} of the configuration.`
      )
    : ok(target, who)
}

/** A row for each target: who it is, or what is missing and what to do. */
export const targetRows = (around: Around): ReadonlyArray<TargetRow> =>
  around.results.map((result) =>
    Result.match(result.outcome, {
      onSuccess: (identified) => identifiedRow(result.target, identified, around),
      onFailure: (failure) => failedRow(result, failure, around)
    })
  )
