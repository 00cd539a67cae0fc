import { maskAccountIds } from "../../../domain/aws/AccountId.ts"
import { BotoSesError, exitCodes, type Reason } from "../../../domain/errors/BotoSesError.ts"
import { CliProblem } from "../../CliProblem.ts"
import { nextStep } from "./nextSteps.ts"

/** A failure as the report tells it: its name, what was found, and the one next step. */
export interface Trouble {
  readonly code: string
  readonly found: string
  readonly next: string
  readonly exitCode: number
}

/** What a check is shown with: account ids in full, or not. */
export type Show = (text: string) => string

export const showAll: Show = (text) => text
export const showMasked: Show = maskAccountIds

/** A message of ours begins with what was found, in a sentence, and ends with what to do. */
const firstSentence = (message: string): string => /^.*?[.!?](?=\s)/s.exec(message)?.[0] ?? message

const withoutFirst = (message: string): string => message.slice(firstSentence(message).length).trim()

const foundOf = (reason: Reason, show: Show): string => {
  switch (reason._tag) {
    case "ConfigInvalid":
    case "ConfigConflict":
      return reason.problems.map(show).join("\n")
    case "AccountMismatch":
      return `Expected account ${show(reason.expected)}, found ${show(reason.found)} (${show(reason.source)}).`
    default:
      return firstSentence(reason.message)
  }
}

/** Every failure that a check may meet. */
export const troubleOf = (error: unknown, show: Show): Trouble => {
  if (error instanceof BotoSesError) {
    const { reason } = error
    return { code: reason._tag, found: foundOf(reason, show), next: nextStep(reason), exitCode: exitCodes[reason._tag] }
  }
  if (error instanceof CliProblem) {
    const { title, message, exitCode } = error
    return { code: title, found: firstSentence(message), next: withoutFirst(message), exitCode }
  }
  // Its message is of another's making, and may hold what the check had read.
  const code = error instanceof Error ? error.name : "Error"
  return {
    code,
    found: `The check itself broke off (${code}).`,
    next: "Report this, with what boto-ses whoami says of the same target.",
    exitCode: 1
  }
}

/** The reason of a library's failure. */
export const reasonOf = (error: unknown): Reason | undefined =>
  error instanceof BotoSesError ? error.reason : undefined
