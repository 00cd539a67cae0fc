import { BotoSesError, exitCodes } from "../../../domain/errors/BotoSesError.ts"
import { CliProblem } from "../../CliProblem.ts"
import type { Failure } from "./row.ts"

/** Where the failure itself tells what to do in what it found. */
const again = "Correct that, then run boto-ses doctor again."

/** Whatever a check may meet, as the report tells it: account ids masked unless the reader asked for them. */
export const failureOf = (error: unknown, unmasked: boolean): Failure => {
  if (error instanceof BotoSesError) {
    const m = error.reason.message
    const at = /^.*?[.!?](?=\s)/s.exec(m)?.[0].length ?? m.length
    const reason = {
      _tag: error.reason._tag,
      found: m.slice(0, at),
      next: m.slice(at).trim(),
      mask: (t: string) => t.replace(/(?<!\d)(\d\d)\d{8}(\d\d)(?!\d)/g, "$1********$2"),
      exitCode: exitCodes[error.reason._tag]
    }
    const shown = (text: string): string => (unmasked ? text : reason.mask(text))
    return {
      code: reason._tag,
      found: shown(reason.found),
      next: shown(reason.next) || again,
      exitCode: reason.exitCode
    }
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
