import * as Schema from "effect/Schema"
import { maskAccountIds } from "../../../domain/aws/AccountId.ts"
import { givenOptions } from "../../../domain/config/RoleOptions.ts"
import type { Performable, Plan, Refuse } from "../../../domain/plan/Plan.ts"
import { describePlan, type Explanation as FactoryExplanation } from "../../../factory/planning/Explanation.ts"

const text = (description: string): Schema.String => Schema.String.annotate({ description })
const orNull = (description: string): Schema.NullOr<Schema.String> =>
  Schema.NullOr(Schema.String).annotate({ description })
const texts = (description: string): Schema.$Array<Schema.String> =>
  Schema.Array(Schema.String).annotate({ description })

/** What a plan comes to, in one of its cases. */
export const Outcome: Schema.Struct<{
  readonly when: Schema.NullOr<Schema.String>
  readonly kind: Schema.Literals<readonly ["profile", "ambient", "handover", "token", "role", "refused"]>
  readonly credentials: Schema.String
  readonly why: Schema.String
  readonly env: Schema.NullOr<Schema.String>
  readonly accountId: Schema.NullOr<Schema.String>
  readonly role: Schema.NullOr<Schema.String>
  readonly roleSessionName: Schema.NullOr<Schema.String>
  readonly duration: Schema.NullOr<Schema.String>
  readonly options: Schema.$Array<Schema.String>
  readonly notApplied: Schema.$Array<Schema.String>
  readonly notes: Schema.$Array<Schema.String>
}> = Schema.Struct({
  when: orNull("The case, where the plan depends on an ambient identity that has not been asked for; else null."),
  kind: Schema.Literals(["profile", "ambient", "handover", "token", "role", "refused"]).annotate({
    description: "Where the credentials come from; refused where there are none."
  }),
  credentials: text("Where the credentials come from, in words; for a refusal the name of its reason."),
  why: text("Why so; for a refusal its message."),
  env: orNull("The env that the session belongs to."),
  accountId: orNull(
    "The account, masked unless --unmasked was given, that the session must be of; null where it is not checked."
  ),
  role: orNull("The role assumed, its account masked unless --unmasked was given."),
  roleSessionName: orNull("The name of the role's session."),
  duration: orNull("How long the role's session is to last: seconds, or max."),
  options: texts("The other options of AssumeRole that are sent."),
  notApplied: texts("Options of the role policy without effect, since no role is assumed."),
  notes: texts("What a careful reader should know.")
})

export type Outcome = typeof Outcome.Type

/** `boto-ses explain --json`: where the credentials of a target come from. */
export const Explanation: Schema.Struct<{
  readonly target: Schema.String
  readonly runtime: Schema.String
  readonly runtimeGroup: Schema.String
  readonly runtimeEvidence: Schema.String
  readonly config: Schema.$Array<Schema.String>
  readonly outcomes: Schema.$Array<typeof Outcome>
  readonly keptSince: Schema.NullOr<Schema.String>
}> = Schema.Struct({
  target: text("The target: devops, app or an env's name."),
  runtime: text("The runtime's name."),
  runtimeGroup: text("The runtime's group, which decides where credentials come from."),
  runtimeEvidence: text("What gave the runtime away."),
  config: texts("Where the configuration was read from, in order of precedence."),
  outcomes: Schema.Array(Outcome).annotate({
    description: "One, or one for each case that the ambient identity may be."
  }),
  keptSince: orNull(
    "When the session was made that the next call would use, ISO 8601 in UTC, where one is kept and can be found without a request; else null."
  )
}).annotate({ title: "explain" })

export type Explanation = typeof Explanation.Type

const kinds = {
  UseProfile: "profile",
  UseAmbient: "ambient",
  UseHandover: "handover",
  AssumeRoleWithWebIdentity: "token",
  AssumeRole: "role"
} as const

const nothing = { role: null, roleSessionName: null, duration: null, options: [], notApplied: [] } as const

const outcome = (plan: Performable | Refuse, when: string | null, unmasked: boolean): Outcome => {
  const show = (text: string): string => (unmasked ? text : maskAccountIds(text))
  const notes = plan.notes.map(show)
  if (plan._tag === "Refuse") {
    const { _tag, message, full } = plan.reason
    return {
      ...nothing,
      when,
      kind: "refused",
      credentials: _tag,
      why: unmasked ? full : message,
      env: plan.env ?? null,
      accountId: null,
      notes
    }
  }
  const common = {
    ...nothing,
    when,
    kind: kinds[plan._tag],
    credentials: describePlan(plan, show),
    why: plan.why,
    env: plan.env ?? null,
    accountId: plan.guard === undefined ? null : show(plan.guard.accountId),
    notApplied: plan.notApplied,
    notes
  }
  if (plan._tag !== "AssumeRole" && plan._tag !== "AssumeRoleWithWebIdentity") return common
  const { durationSeconds } = plan.options
  return {
    ...common,
    role: show(plan.role.arn),
    roleSessionName: plan.roleSessionName,
    duration: durationSeconds === undefined ? null : String(durationSeconds),
    options: givenOptions(plan.options).filter((name) => name !== "durationSeconds")
  }
}

const outcomesOf = (plan: Plan, unmasked: boolean): ReadonlyArray<Outcome> =>
  plan._tag === "NeedsAmbientIdentity"
    ? plan.branches.map(({ when, plan: branch }) => outcome(branch, when, unmasked))
    : [outcome(plan, null, unmasked)]

/** A plan as the command line answers it, accounts masked unless they were asked for. */
export const explanationAnswer = (
  { target, runtime, config, plan }: FactoryExplanation,
  unmasked: boolean,
  keptSince: string | null
): Explanation => ({
  target,
  runtime: runtime.name,
  runtimeGroup: runtime.group,
  runtimeEvidence: runtime.evidence,
  config: unmasked ? config : config.map(maskAccountIds),
  outcomes: outcomesOf(plan, unmasked),
  keptSince
})
