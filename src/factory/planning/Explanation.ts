import * as Result from "effect/Result"
import { maskAccountId, maskAccountIds } from "../../domain/aws/AccountId.ts"
import { givenOptions } from "../../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Performable, Plan } from "../../domain/plan/Plan.ts"
import { printedAs } from "../../domain/text/Printed.ts"

/**
 * How a session gets, or would get, its credentials: the plan with what it was made from.
 *
 * **Details**: wherever it is printed (`toString`, `Effect.log`, `console.log`) it is its text, accounts masked; so are
 * they as JSON. `plan` has them in full.
 */
export interface Explanation {
  /** The ask: `devops`, `app` or an env's name. */
  readonly target: string
  /** Where the program runs, and what gave that away. */
  readonly runtime: { readonly name: string; readonly group: string; readonly evidence: string }
  /** Where the configuration was read from. */
  readonly config: ReadonlyArray<string>
  /** The decision: a plan, a refusal, or the branches of what the ambient identity decides. */
  readonly plan: Plan
  /** For people, accounts masked. */
  toString(): string
  /** The same as data, accounts masked. */
  toJSON(): unknown
}

/** The first line of a plan for people: where the credentials come from. */
export const describePlan = (plan: Performable, show: (text: string) => string = maskAccountIds): string => {
  switch (plan._tag) {
    case "UseProfile":
      return `the AWS CLI profile ${plan.profile}`
    case "UseAmbient":
      return "the ambient credentials"
    case "UseHandover":
      return "the hand-over of the parent process"
    case "AssumeRoleWithWebIdentity":
      return `the role ${show(plan.role.arn)}, by the identity token of ${plan.by}`
    case "AssumeRole":
      return `the role ${show(plan.role.arn)}, assumed with ${describePlan(plan.from, show)}`
  }
}

const seconds = (plan: Performable): ReadonlyArray<string> =>
  plan._tag === "AssumeRole" || plan._tag === "AssumeRoleWithWebIdentity"
    ? [
        `session name ${plan.roleSessionName}`,
        ...(plan.options.durationSeconds === undefined
          ? []
          : [
              plan.options.durationSeconds === "max"
                ? `as long as the role allows${plan._tag === "AssumeRole" ? " (one hour where a role assumes it)" : ""}`
                : `for ${plan.options.durationSeconds} s`
            ]),
        ...givenOptions(plan.options)
          .filter((name) => name !== "durationSeconds")
          .map((name) => `with ${name}`)
      ]
    : []

const performableLines = (plan: Performable): ReadonlyArray<string> => [
  `${describePlan(plan)} (${plan.why})`,
  ...seconds(plan).map((line) => `  ${line}`),
  ...(plan.guard === undefined
    ? ["  the account is not checked"]
    : [`  the account must be ${maskAccountId(plan.guard.accountId)}`]),
  ...(plan.notApplied.length === 0 ? [] : [`  not applied: ${plan.notApplied.join(", ")}`]),
  ...plan.notes.map((note) => `  note: ${note}`)
]

const planLines = (plan: Plan): ReadonlyArray<string> => {
  switch (plan._tag) {
    case "Refuse":
      return [`refused (${plan.reason._tag}): ${plan.reason.message}`, ...plan.notes.map((note) => `  note: ${note}`)]
    case "NeedsAmbientIdentity":
      return [
        "depends on the ambient identity, which has not been asked for:",
        ...plan.branches.flatMap(({ when, plan: branch }) => [
          `  if ${when}:`,
          ...planLines(branch).map((line) => `    ${line}`)
        ])
      ]
    default:
      return performableLines(plan)
  }
}

export const makeExplanation = (fields: Omit<Explanation, "toString" | "toJSON">): Explanation =>
  printedAs({ ...fields }, () =>
    [
      `${fields.target} on ${fields.runtime.name} (${fields.runtime.evidence})`,
      ...planLines(fields.plan).map((line) => `  ${line}`)
    ].join("\n")
  )

/** A plan; where there is none, since an error came before it, a refusal for that error's reason. */
export const planOrRefusal = (planned: Result.Result<Plan, BotoSesError>): Plan =>
  Result.isSuccess(planned)
    ? planned.success
    : { _tag: "Refuse", env: undefined, reason: planned.failure.reason, notes: [] }
