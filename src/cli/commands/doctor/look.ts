import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { Performable, Plan, Refuse } from "../../../domain/plan/Plan.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"

/** A session that was had, and whom AWS names it. */
export interface Seen {
  readonly plan: Performable | undefined
  readonly env: string | undefined
  readonly region: string
  readonly source: string
  readonly accountId: string
  readonly arn: string
}

/** What became of a target: how its session was to be had, and whether it was. */
export interface Look {
  readonly target: string
  /** The plan before any request; undefined where not even that could be asked. */
  readonly foreseen: Plan | undefined
  readonly found: Result.Result<Seen, unknown>
}

/** Where a target's credentials come from; `refused`: this place gives it none on purpose. `entry`: nothing tells. */
export type LookKind = "profile" | "ambient" | "handover" | "role" | "refused" | "entry"

/** Asks for the session of a target, and who it is: one request, of which the account guard has its share. */
export const see = (target: string): Effect.Effect<Seen, BotoSesError, BotoSesFactory | Globals> =>
  Effect.gen(function* () {
    const session = yield* sessionOf(target)
    const { accountId, arn } = yield* session.identity
    const { plan, env, region, source } = session
    return { plan, env, region, source, accountId, arn }
  })

/** How a target's session is to be had. Makes no request. */
export const foresee = (target: string): Effect.Effect<Plan, BotoSesError, BotoSesFactory> =>
  Effect.flatMap(BotoSesFactory, ({ explain }) => Effect.map(explain(target), ({ plan }) => plan))

const casesOf = (plan: Plan | undefined): ReadonlyArray<Performable | Refuse> =>
  plan === undefined ? [] : plan._tag === "NeedsAmbientIdentity" ? plan.branches.map((branch) => branch.plan) : [plan]

const byTag = { UseProfile: "profile", UseAmbient: "ambient", UseHandover: "handover", AssumeRole: "role" } as const

/** Refusals that tell from where the credentials were to come. */
const byReason: { readonly [tag: string]: LookKind } = {
  NotFromApplication: "refused",
  ProfileNotConfigured: "profile",
  RoleUnknown: "role",
  PartitionMismatch: "role",
  AccountMismatch: "role",
  AmbientAbsent: "ambient",
  AmbientUnusable: "ambient",
  DevopsNotRecognised: "ambient",
  HandoverUnusable: "handover"
}

/** A target that may come by a role in some case is one whose role is to be assumable. */
const strongest: ReadonlyArray<LookKind> = ["refused", "role", "profile", "handover", "ambient"]

export const kindOf = ({ foreseen, found }: Look): LookKind => {
  const plan = found._tag === "Success" ? found.success.plan : undefined
  const cases = casesOf(foreseen)
  const kinds = cases.map((one) => (one._tag === "Refuse" ? byReason[one.reason._tag] : byTag[one._tag]))
  if (plan !== undefined && plan._tag !== "UseAmbient") return byTag[plan._tag]
  // Ambient credentials that already are those of the target's role: another day the role is assumed.
  const candidates = plan === undefined ? strongest : (["role", "ambient"] as const)
  return candidates.find((kind) => kinds.includes(kind)) ?? "entry"
}
