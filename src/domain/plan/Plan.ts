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
  /** Where the program runs, what that means for credentials, and what gave it away. */
  readonly runtime: { readonly name: string; readonly group: RuntimeGroup; readonly evidence: string }
  /** What the program asks for. */
  readonly ask: Ask
  /** Options given in the call itself. */
  readonly call: RoleOptions
  /** The configuration of every account. */
  readonly entries: Entries
  /** What the `RolePolicy` says of each env. */
  readonly roles: RoleOfEnv
  /** The variables that may name the env that the program works for. */
  readonly currentEnv: CurrentEnvVariables
  /** The region known before any credentials are: of the call, the entry, the configuration or the environment. */
  readonly region: string | undefined
  /** What our own `exec` claims of the ambient credentials; none outside it. */
  readonly marker: ExecMarker | undefined
  /** Whether the parent process handed devops over. */
  readonly handover: boolean
  /** What is known of the ambient credentials so far. */
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

/** The credentials of an AWS CLI profile, as on a laptop. */
export interface UseProfile extends PlanFields {
  /** Tells it from the other plans. */
  readonly _tag: "UseProfile"
  /** The profile's name, from the entry of the env. */
  readonly profile: string
}

/** The credentials that the place itself gives. */
export interface UseAmbient extends PlanFields {
  /** Tells it from the other plans. */
  readonly _tag: "UseAmbient"
  /** devops was recognised by the name of its session alone. */
  readonly weak?: true
}

/** The devops session that the parent process handed over. */
export interface UseHandover extends PlanFields {
  /** Tells it from the other plans. */
  readonly _tag: "UseHandover"
}

/** The role's session for the token by which the place tells who this job is: no other credentials are needed. */
export interface AssumeRoleWithWebIdentity extends PlanFields {
  /** Tells it from the other plans. */
  readonly _tag: "AssumeRoleWithWebIdentity"
  /** The role whose trust policy names the vendor's provider: `oidcRoleArn`. */
  readonly role: RoleArn
  /** The name of the role's session, as CloudTrail shows it. */
  readonly roleSessionName: string
  /** Tags are among them where the token can carry them. */
  readonly options: Omit<RoleOptions, "roleSessionName">
  /** Who gives the token. */
  readonly by: string
}

/** The session of a role, assumed with devops' credentials. */
export interface AssumeRole extends PlanFields {
  /** Tells it from the other plans. */
  readonly _tag: "AssumeRole"
  /** Where devops' credentials come from. */
  readonly from: SourcePlan
  /** The role of the env, in the env's account. */
  readonly role: RoleArn
  /** The name of the role's session, as CloudTrail shows it. */
  readonly roleSessionName: string
  /** The other options of the request: the policy's, those of the call before them. */
  readonly options: RoleOptions
  /** What to do where AWS refuses, if the place has a common cause of that. */
  readonly ifRefused: string | undefined
}

/** No session: the ask fails with this reason. */
export interface Refuse {
  /** Tells it from the other plans. */
  readonly _tag: "Refuse"
  /** The env that was asked for; none where it is not known. */
  readonly env: string | undefined
  /** Why, and what to do: what the `BotoSesError` then carries. */
  readonly reason: Reason
  /** What a careful reader should know besides. */
  readonly notes: ReadonlyArray<string>
}

/** The answer depends on who the ambient identity is, and that is not known yet. */
export interface NeedsAmbientIdentity {
  /** Tells it from the other plans. */
  readonly _tag: "NeedsAmbientIdentity"
  /** Every answer that there can be, with the plan that it leads to. */
  readonly branches: ReadonlyArray<Branch>
}

/** What one answer leads to. */
export interface Branch {
  /** The case, as a clause: "the ambient identity is devops". */
  readonly when: string
  /** The plan in that case. */
  readonly plan: Decision
}

/** The plan of the credentials at the start of the chain. */
export const sourceOf = (plan: Performable): SourcePlan => (plan._tag === "AssumeRole" ? plan.from : plan)
