import type { RoleOptions } from "../config/RoleOptions.ts"
import type { AssumeRole, NeedsAmbientIdentity, Plan } from "./Plan.ts"

/** Whether the request depends on no more than the options: a code is for once, and a long duration asks who assumes. */
const isSettled = ({ mfa, durationSeconds = 0 }: RoleOptions): boolean =>
  mfa === undefined && durationSeconds !== "max" && durationSeconds <= 3600

/**
 * The role that an undecided plan assumes with the ambient credentials, if it can assume only that one, and only where
 * they are of the account that the configuration states for devops. It may be asked for before their identity is known.
 */
export const assumedAhead = ({ branches }: NeedsAmbientIdentity): AssumeRole | undefined => {
  const [only, ...others] = branches.flatMap(({ plan }) => (plan._tag === "AssumeRole" ? [plan] : []))
  return only !== undefined &&
    others.length === 0 &&
    only.from._tag === "UseAmbient" &&
    only.from.guard !== undefined &&
    isSettled(only.options)
    ? only
    : undefined
}

/** The plan for people, with a note at the role that is asked for before it is known whether it may be assumed. */
export const noteAhead = (plan: Plan): Plan => {
  if (plan._tag !== "NeedsAmbientIdentity") return plan
  const role = assumedAhead(plan)?.role.arn
  if (role === undefined) return plan
  const note = 'asked for while the identity is (identityCheck: "parallel"), and discarded in every other case'
  return {
    ...plan,
    branches: plan.branches.map(({ when, plan: branch }) => ({
      when,
      plan: branch._tag === "AssumeRole" ? { ...branch, notes: [...branch.notes, note] } : branch
    }))
  }
}
