import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { parsePrincipal } from "../../domain/aws/Arn.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import type { ExecMarker } from "../../domain/child/ExecMarker.ts"
import { entryOf, envNames } from "../../domain/config/Entry.ts"
import type { EnvRole } from "../../domain/config/Role.ts"
import { policyAgreementProblems } from "../../domain/config/RoleConflicts.ts"
import type { RoleOptions } from "../../domain/config/RoleOptions.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import type { Ask } from "../../domain/Purpose.ts"
import { plan } from "../../domain/plan/Decide.ts"
import { type Ambient, type Facts, type Performable, type Plan, sourceOf } from "../../domain/plan/Plan.ts"
import { makeRecogniser } from "../../domain/plan/Recogniser.ts"
import type { CredentialCells } from "../credentials/CredentialCells.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"
import { runInContext } from "../credentials/SharedRun.ts"
import type { FactoryContext } from "../FactoryContext.ts"
import type { BeginAhead } from "./BeginAhead.ts"

/** An ask with the options of its call. */
export interface SessionRequest {
  readonly ask: Ask
  readonly call: RoleOptions
  readonly region: string | undefined
}

/** Makes the plan of a session: without asking AWS, or with the one request that decides it. */
export interface Planner {
  /** The plan as far as it is known without a request to AWS. */
  readonly planOffline: (request: SessionRequest) => Effect.Effect<Plan, BotoSesError>
  /**
   * The plan that can be performed. Asks for the ambient identity where the plan depends on it, and begins `ahead` what
   * need not wait for that.
   */
  readonly plan: (request: SessionRequest, ahead?: BeginAhead) => Effect.Effect<Performable, BotoSesError>
  /** Lets the next plan ask the `RolePolicy` anew. */
  readonly forget: Effect.Effect<void>
}

interface Roles {
  readonly known: ReadonlyMap<string, EnvRole>
  readonly failed: ReadonlyMap<string, BotoSesError>
  readonly disagreement: BotoSesError | undefined
  readonly verdictOf: Recogniser
}

type Recogniser = ReturnType<typeof makeRecogniser>

const allRoles = Effect.fnUntraced(function* ({
  entries,
  rolePolicy,
  runtime
}: FactoryContext): Effect.fn.Return<Roles> {
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
  const verdictOf = makeRecogniser({ entries, roles: known, group: runtime.group })
  return { known, failed, disagreement, verdictOf }
})

/** Whether the plan may depend on the job's own token; which of an app's envs it is, the plan itself finds out. */
const asksForToken = ({ entries, runtime }: FactoryContext, ask: Ask): boolean =>
  runtime.group === "ci" &&
  (entries.devops.oidcRoleArn !== undefined ||
    (ask.purpose === "env"
      ? entryOf(entries, ask.env)?.oidcRoleArn !== undefined
      : ask.purpose === "app" && envNames(entries).some((env) => entryOf(entries, env)?.oidcRoleArn !== undefined)))

const usesHandover = (decision: Plan): boolean =>
  decision._tag !== "Refuse" && decision._tag !== "NeedsAmbientIdentity" && sourceOf(decision)._tag === "UseHandover"

const ambientOf = (held: HeldCredentials | undefined): Ambient => {
  const principal = held?.identity === undefined ? undefined : parsePrincipal(held.identity.arn)
  return principal === undefined ? { _tag: "Unknown" } : { _tag: "Known", principal }
}

/**
 * What it means for a plan that the ambient credentials could not be read or identified. Where STS did not answer, it
 * means nothing: the plan must not change because of an outage.
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
    case "SsoNotSignedIn":
    case "SessionExpired":
    case "CredentialsRejected":
      return { _tag: "Unusable", source: "their source", detail: reason.message }
    default:
      return undefined
  }
}

export const makePlanner: (
  factory: FactoryContext,
  cells: CredentialCells,
  marker: ExecMarker | undefined
) => Effect.Effect<Planner> = Effect.fnUntraced(function* (
  factory: FactoryContext,
  cells: CredentialCells,
  marker: ExecMarker | undefined
): Effect.fn.Return<Planner> {
  const [roles, forget] = yield* Effect.cachedInvalidateWithTTL(
    runInContext(allRoles(factory), factory.context),
    (exit) => (exit._tag === "Success" && exit.value.failed.size === 0 ? Infinity : 0)
  )

  const gatherFacts = Effect.fnUntraced(function* (request: SessionRequest, ambient: Ambient) {
    const { known, failed, disagreement, verdictOf } = yield* roles
    if (disagreement !== undefined) return yield* disagreement
    const handover = yield* Effect.result(factory.snapshotStore.load)
    const { ask } = request
    const facts: Facts = {
      runtime: factory.runtime,
      ask,
      call: request.call,
      entries: factory.entries,
      roles: known,
      currentEnv: factory.envConfig.currentEnv,
      region: factory.regionBefore(ask.purpose === "env" ? ask.env : undefined, request.region),
      marker,
      // One that cannot be used is there all the same: a plan that needs it fails, and no other.
      handover: Result.isFailure(handover) || Option.isSome(handover.success),
      ambient,
      identityToken: asksForToken(factory, ask)
        ? yield* factory.identityToken.place(factory.entries.identityToken ?? {})
        : undefined,
      profileVariables: factory.profileVariables,
      verdictOf,
      ...(factory.rolePolicy.recognise === undefined ? {} : { recognise: factory.rolePolicy.recognise })
    }
    return { facts, failed, unusable: Result.isFailure(handover) ? handover.failure : undefined }
  })

  const decide = Effect.fnUntraced(function* (request: SessionRequest, ambient: Ambient) {
    const { facts, failed, unusable } = yield* gatherFacts(request, ambient)
    const decision = plan(facts)
    if (unusable !== undefined && usesHandover(decision)) return yield* unusable
    const env = decision._tag === "NeedsAmbientIdentity" ? undefined : decision.env
    // What the plan refuses anyway is not the policy's fault, unless it refuses for want of the role.
    const refused = decision._tag === "Refuse" && decision.reason._tag !== "RoleUnknown"
    const failure = env === undefined || refused ? undefined : failed.get(env)
    return failure === undefined ? decision : yield* failure
  })

  const knownAmbient = (): Ambient => ambientOf(cells.ambient().peek())

  /** The ambient credentials once they are identified; `ahead` begins as soon as they are there. */
  const identified = Effect.fnUntraced(function* (
    ahead: ((ambient: HeldCredentials) => Effect.Effect<void>) | undefined
  ) {
    if (ahead === undefined) {
      const held = yield* cells.ambient({ needsIdentity: true }).get
      return { held, identity: yield* held.identify }
    }
    const cell = cells.ambient()
    const held = yield* cell.get
    yield* ahead(held)
    // Without their identity they are not held, as where their load waits for it.
    return { held, identity: yield* Effect.tapError(held.identify, () => Effect.sync(cell.clear)) }
  })

  /** The ambient identity, asked for at most once per access key; what failed is kept beside what it means. */
  const identifyAmbient = (ahead?: (ambient: HeldCredentials) => Effect.Effect<void>) =>
    identified(ahead).pipe(
      Effect.map(({ held: { origin }, identity: { arn } }) => {
        const principal = parsePrincipal(arn)
        const ambient: Ambient =
          principal === undefined
            ? { _tag: "Unusable", source: describeOrigin(origin), detail: `AWS names it ${arn}.` }
            : { _tag: "Known", principal }
        return { ambient, error: undefined }
      }),
      Effect.catch((error) => {
        const ambient = ambientFailure(error)
        return ambient === undefined ? Effect.fail(error) : Effect.succeed({ ambient, error })
      })
    )

  /** The plan, with the error that made the ambient identity unusable for it. */
  const decideOnline = Effect.fnUntraced(function* (request: SessionRequest, ahead: BeginAhead | undefined) {
    const decision = yield* decide(request, knownAmbient())
    if (decision._tag !== "NeedsAmbientIdentity") return { decision, error: undefined }
    const { ambient, error } = yield* identifyAmbient(ahead && ((held) => ahead(decision, held)))
    return { decision: yield* decide(request, ambient), error }
  })

  return {
    forget,
    planOffline: (request) => Effect.suspend(() => decide(request, knownAmbient())),
    plan: Effect.fnUntraced(function* (request, ahead) {
      const { decision, error } = yield* decideOnline(request, ahead)
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
