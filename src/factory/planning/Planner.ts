import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import type { ExecMarker } from "../../domain/child/ExecMarker.ts"
import { envNames } from "../../domain/config/Entry.ts"
import { policyAgreementProblems } from "../../domain/config/PolicyAgreement.ts"
import type { EnvRole } from "../../domain/config/Role.ts"
import type { RoleOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import type { Ask } from "../../domain/Purpose.ts"
import { plan } from "../../domain/plan/Decide.ts"
import { type Ambient, type Facts, type Performable, type Plan, sourceOf } from "../../domain/plan/Plan.ts"
import type { Lease } from "../credentials/CredentialCell.ts"
import type { Cells } from "../credentials/CredentialCells.ts"
import { inContext } from "../credentials/KeepSuccess.ts"
import type { Place } from "../FactoryContext.ts"

/** An ask with the options of its call. */
export interface Request {
  readonly ask: Ask
  readonly call: RoleOptions
  readonly region: string | undefined
}

/** Finds the plan of a request: with no request to AWS, or with the one that settles it. */
export interface Settler {
  /** The plan as far as it is known without a request. */
  readonly foresee: (request: Request) => Effect.Effect<Plan, BotoSesError>
  /** The plan that can be performed. Asks for the ambient identity where the plan depends on it. */
  readonly settle: (request: Request) => Effect.Effect<Performable, BotoSesError>
  /** Lets the next plan ask the `RolePolicy` anew. */
  readonly forget: Effect.Effect<void>
}

interface Roles {
  readonly known: ReadonlyMap<string, EnvRole>
  readonly failed: ReadonlyMap<string, BotoSesError>
  readonly disagreement: BotoSesError | undefined
}

const allRoles = Effect.fnUntraced(function* (place: Place): Effect.fn.Return<Roles> {
  const { entries, rolePolicy } = place
  const known = new Map<string, EnvRole>()
  const failed = new Map<string, BotoSesError>()
  for (const env of ["devops", ...envNames(entries)]) {
    const role = yield* Effect.result(rolePolicy.role(env))
    if (Result.isSuccess(role)) known.set(env, role.success)
    else failed.set(env, role.failure)
  }
  const problems = policyAgreementProblems(entries, known, rolePolicy.envs)
  const disagreement =
    problems.length === 0
      ? undefined
      : BotoSesError.of(new ConfigInvalid({ source: "the entries and the RolePolicy together", problems }))
  return { known, failed, disagreement }
})

const usesHandover = (decision: Plan): boolean =>
  decision._tag !== "Refuse" && decision._tag !== "NeedsAmbientIdentity" && sourceOf(decision)._tag === "UseHandover"

const ambientOf = (lease: Lease | undefined): Ambient => {
  const principal = lease?.identity === undefined ? undefined : parsePrincipal(lease.identity.arn)
  return principal === undefined ? { _tag: "Unknown" } : { _tag: "Known", principal }
}

/**
 * What a failure to have or to identify the ambient credentials means for a plan. Where STS did not answer, it means
 * nothing: the plan must not change because of an outage.
 */
const ambientFailure = ({ reason }: BotoSesError): Ambient | undefined => {
  switch (reason._tag) {
    case "AmbientAbsent":
      return { _tag: "Absent", tried: reason.tried }
    case "AmbientUnusable":
      return { _tag: "Unusable", source: reason.source, detail: reason.detail }
    case "ProfileMissing":
    case "ProfileUnusable":
    case "SsoExpired":
    case "SessionExpired":
    case "CredentialsRejected":
      return { _tag: "Unusable", source: "their source", detail: reason.message }
    default:
      return undefined
  }
}

/** `context` is the one in which the `RolePolicy` is asked. */
export const makeSettler: (
  place: Place,
  cells: Cells,
  marker: ExecMarker | undefined,
  context: Context.Context<never>
) => Effect.Effect<Settler> = Effect.fnUntraced(function* (
  place: Place,
  cells: Cells,
  marker: ExecMarker | undefined,
  context: Context.Context<never>
): Effect.fn.Return<Settler> {
  const [roles, forget] = yield* Effect.cachedInvalidateWithTTL(inContext(allRoles(place), context), (exit) =>
    exit._tag === "Success" && exit.value.failed.size === 0 ? Infinity : 0
  )

  const factsOf = Effect.fnUntraced(function* (request: Request, ambient: Ambient) {
    const { known, failed, disagreement } = yield* roles
    if (disagreement !== undefined) return yield* disagreement
    const handover = yield* Effect.result(place.snapshotStore.load)
    const { ask } = request
    const facts: Facts = {
      runtime: place.runtime,
      ask,
      call: request.call,
      entries: place.entries,
      roles: known,
      currentEnv: place.envConfig.currentEnv,
      region: place.regionBefore(ask.purpose === "env" ? ask.env : undefined, request.region),
      marker,
      // One that cannot be used is there all the same: a plan that needs it fails, and no other.
      handover: Result.isFailure(handover) || Option.isSome(handover.success),
      ambient,
      ...(place.rolePolicy.recognise === undefined ? {} : { recognise: place.rolePolicy.recognise })
    }
    return { facts, failed, unusable: Result.isFailure(handover) ? handover.failure : undefined }
  })

  const decided = Effect.fnUntraced(function* (request: Request, ambient: Ambient) {
    const { facts, failed, unusable } = yield* factsOf(request, ambient)
    const decision = plan(facts)
    if (unusable !== undefined && usesHandover(decision)) return yield* unusable
    const env = decision._tag === "NeedsAmbientIdentity" ? undefined : decision.env
    // What the plan refuses anyway is not the policy's fault, unless it refuses for want of the role.
    const settled = decision._tag === "Refuse" && decision.reason._tag !== "RoleUnknown"
    const failure = env === undefined || settled ? undefined : failed.get(env)
    return failure === undefined ? decision : yield* failure
  })

  /** The ambient identity, asked for at most once per access key; what failed is kept beside what it means. */
  const identifyAmbient = Effect.gen(function* () {
    cells.ambient.identified()
    const lease = yield* cells.ambient.get
    const identity = yield* lease.identify
    const principal = parsePrincipal(identity.arn)
    return principal === undefined
      ? { ambient: { _tag: "Unusable", source: lease.source, detail: `AWS names it ${identity.arn}.` } as const }
      : { ambient: { _tag: "Known", principal } as const }
  }).pipe(
    Effect.catch((error): Effect.Effect<{ ambient: Ambient; error?: BotoSesError }, BotoSesError> => {
      const ambient = ambientFailure(error)
      return ambient === undefined ? Effect.fail(error) : Effect.succeed({ ambient, error })
    })
  )

  return {
    forget,
    foresee: (request) => Effect.suspend(() => decided(request, ambientOf(cells.ambient.peek()))),
    settle: Effect.fnUntraced(function* (request) {
      const first = yield* decided(request, ambientOf(cells.ambient.peek()))
      const { decision, error } = yield* Effect.gen(function* () {
        if (first._tag !== "NeedsAmbientIdentity") return { decision: first, error: undefined }
        const found: { ambient: Ambient; error?: BotoSesError } = yield* identifyAmbient
        return { decision: yield* decided(request, found.ambient), error: found.error }
      })
      switch (decision._tag) {
        case "Refuse":
          return yield* decision.reason._tag === "AmbientUnusable" && error !== undefined
            ? error
            : BotoSesError.of(decision.reason)
        case "NeedsAmbientIdentity":
          return yield* Effect.die(new Error("The plan asks for an ambient identity that was given."))
        default:
          return decision
      }
    })
  }
})
