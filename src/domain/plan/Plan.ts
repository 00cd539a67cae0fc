import type { RoleArn } from "../aws/Arn.ts"
import type { RoleOptionName, RoleOptions } from "../config/RoleOptions.ts"
import type { Reason } from "../errors/Reason.ts"

/** Credentials that are there, or come from a profile: nothing is assumed. */
export type SourcePlan = UseProfile | UseAmbient | UseHandover

/** A plan that yields a session. */
export type Performable = SourcePlan | AssumeRole

/**
 * How a session is had: the whole decision, as a value.
 *
 * `plan(facts)` makes it, the factory performs it, `explain` prints it.
 */
export type Plan = Performable | Refuse | NeedsAmbientIdentity

/** What every plan that yields a session carries. */
export interface PlanFields {
  /** The env that the session belongs to: `devops`, a workload's name, or none for an application of unknown env. */
  readonly env: string | undefined
  /** Why this plan and no other, as a clause. */
  readonly why: string
  /** The account that the session must be of, or none where the guard does not apply. */
  readonly expectedAccount: string | undefined
  /** Options of `RolePolicy` that have no effect, since the plan assumes no role. */
  readonly notApplied: ReadonlyArray<RoleOptionName>
  /** What a careful reader should know: a weak recognition, a profile shared with devops. */
  readonly notes: ReadonlyArray<string>
}

export interface UseProfile extends PlanFields {
  readonly _tag: "UseProfile"
  readonly profile: string
}

export interface UseAmbient extends PlanFields {
  readonly _tag: "UseAmbient"
  /** devops was recognised by the name of its session alone. */
  readonly weak?: true
}

export interface UseHandover extends PlanFields {
  readonly _tag: "UseHandover"
}

export interface AssumeRole extends PlanFields {
  readonly _tag: "AssumeRole"
  readonly from: SourcePlan
  readonly role: RoleArn
  readonly roleSessionName: string
  readonly options: RoleOptions
  /** What to do where AWS refuses, if the place has a common cause of that. */
  readonly ifRefused: string | undefined
}

export interface Refuse {
  readonly _tag: "Refuse"
  readonly env: string | undefined
  readonly reason: Reason
  readonly notes: ReadonlyArray<string>
}

/** The answer depends on who the ambient identity is, and that is not known yet. */
export interface NeedsAmbientIdentity {
  readonly _tag: "NeedsAmbientIdentity"
  readonly branches: ReadonlyArray<Branch>
}

export interface Branch {
  /** The case, as a clause: "the ambient identity is devops". */
  readonly when: string
  readonly plan: Performable | Refuse
}

/** The plan of the credentials at the start of the chain. */
export const sourceOf = (plan: Performable): SourcePlan => (plan._tag === "AssumeRole" ? plan.from : plan)
