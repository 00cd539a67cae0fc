import type { Principal, RoleArn } from "../aws/Arn.ts"
import type { ExecMarker } from "../child/ExecMarker.ts"
import type { Entries } from "../config/Entry.ts"
import type { RoleOptionName, RoleOptions } from "../config/RoleOptions.ts"
import type { Reason } from "../errors/Reason.ts"
import type { TokenPlace } from "../oidc/TokenPlace.ts"
import type { Ask } from "../Purpose.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"
import type { CurrentEnvVariables } from "./CurrentEnv.ts"
import type { Recognition, RoleOfEnv } from "./Recogniser.ts"

/** Everything that a plan depends on, and nothing else. */
export interface Facts {
  readonly runtime: { readonly name: string; readonly group: RuntimeGroup; readonly evidence: string }
  readonly ask: Ask
  /** Options given in the call itself. */
  readonly call: RoleOptions
  readonly entries: Entries
  readonly roles: RoleOfEnv
  readonly currentEnv: CurrentEnvVariables
  /** The region known before any credentials are: of the call, the entry, the configuration or the environment. */
  readonly region: string | undefined
  readonly marker: ExecMarker | undefined
  /** Whether the parent process handed devops over. */
  readonly handover: boolean
  readonly ambient: Ambient
  /** What is known of the job's own token without a request; absent where nobody looked. */
  readonly identityToken?: TokenPlace | undefined
  /** The variables that name the ambient profile, of which the AWS CLI knows two. */
  readonly profileVariables?: {
    readonly AWS_DEFAULT_PROFILE: string | undefined
    readonly AWS_PROFILE: string | undefined
  }
  /** The rules of the table for these entries and roles, where somebody remembers their verdicts. */
  readonly verdictOf?: (principal: Principal) => Recognition
  /** Replaces the recogniser of the devops principal. */
  readonly recognise?: (principal: Principal) => Recognition
}

/** What is known of the ambient credentials: those that the place itself gives, and the AWS CLI would take. */
export type Ambient =
  | { readonly _tag: "Unknown" }
  /** No source is configured. `tried` lists them in the order asked. */
  | { readonly _tag: "Absent"; readonly tried: ReadonlyArray<string> }
  /** A source is configured, and gives nothing usable. */
  | { readonly _tag: "Unusable"; readonly source: string; readonly detail: string }
  | { readonly _tag: "Known"; readonly principal: Principal }

/**
 * How a session gets its credentials: the whole decision, as a value.
 *
 * `plan(facts)` makes it, the factory performs it, `explain` prints it.
 */
export type Plan = Decision | NeedsAmbientIdentity

/** A plan that depends on nothing further. */
export type Decision = Performable | Refuse

/** A plan that yields a session. */
export type Performable = SourcePlan | AssumeRole

/** Where a chain begins: credentials that are there, or come from a profile, or are had for the job's own token. */
export type SourcePlan = UseProfile | UseAmbient | UseHandover | AssumeRoleWithWebIdentity

/** What every plan that yields a session carries. */
export interface PlanFields {
  /** The env that the session belongs to: `devops`, a workload's name, or none for an application of unknown env. */
  readonly env: string | undefined
  /** Why this plan and no other, as a clause. */
  readonly why: string
  /** What the credentials are held to before anybody gets them; none where no account is known, or it is not asked. */
  readonly guard: Guard | undefined
  /** Options of `RolePolicy` that have no effect, since the plan assumes no role. */
  readonly notApplied: ReadonlyArray<RoleOptionName>
  /** What a careful reader should know: a weak recognition, a profile shared with devops. */
  readonly notes: ReadonlyArray<string>
}

/** What the account guard holds credentials to. */
export interface Guard {
  /** The account that the credentials must be of. */
  readonly accountId: string
  /** How many seconds the guard's request for an unknown identity may take; absent where it may take its time. */
  readonly limitSeconds?: number
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

/** The role's session for the token by which the place tells who this job is: no other credentials are needed. */
export interface AssumeRoleWithWebIdentity extends PlanFields {
  readonly _tag: "AssumeRoleWithWebIdentity"
  readonly role: RoleArn
  readonly roleSessionName: string
  /** Tags are among them where the token can carry them. */
  readonly options: Omit<RoleOptions, "roleSessionName">
  /** Who gives the token. */
  readonly by: string
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
  readonly plan: Decision
}

/** The plan of the credentials at the start of the chain. */
export const sourceOf = (plan: Performable): SourcePlan => (plan._tag === "AssumeRole" ? plan.from : plan)
