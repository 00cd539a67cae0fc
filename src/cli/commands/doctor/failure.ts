import { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { CliProblem } from "../../CliProblem.ts"
import type { Failure } from "./row.ts"

/** Where what was found tells by itself what to do. */
const again = "Correct that, then run boto-ses doctor again."

/** Whatever a check may meet, as the report tells it: account ids masked unless the reader asked for them. */
export const failureOf = (error: unknown, unmasked: boolean): Failure => {
  if (error instanceof BotoSesError) {
    const { reason } = error
    const shown = (text: string): string => (unmasked ? text : reason.mask(text))
    const { _tag: code, found, next, exitCode } = reason
    return { code, found: shown(found), next: next === "" ? again : shown(next), exitCode }
  }
  if (error instanceof CliProblem) {
    const { title, found, next = again, exitCode } = error
    return { code: title, found, next, exitCode }
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
