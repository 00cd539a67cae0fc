/** What a step of the checks came to. */
import type { Run } from "./run.ts"
import { warningsOf } from "./warnings.ts"

export interface Outcome {
  readonly passed: number
  /** Skipped tests and warnings among them. */
  readonly failed: number
  /** Why it failed, beyond what the command itself prints. */
  readonly remarks: ReadonlyArray<string>
}

/** The part of Vitest's JSON report that is read here. */
export interface SuiteReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

const warningRemarks = ({ output }: Run): ReadonlyArray<string> =>
  warningsOf(output).map((line) => `warning: ${line.trim()}`)

/** Makes sure that a command which failed as a whole counts, whatever it says of its parts. */
const outcome = (run: Run, passed: number, failed: number, remarks: ReadonlyArray<string>): Outcome => {
  const isBad = run.exitCode !== 0 || remarks.length > 0
  return { passed, failed: isBad && failed === 0 ? 1 : failed, remarks }
}

/** A command counts as one; one that ends with `N passed, N failed` counts as many. */
export const commandOutcome = (run: Run): Outcome => {
  const remarks = warningRemarks(run)
  const counts = /(?:^|\n)(\d+) passed, (\d+) failed\n?$/.exec(run.stdout)
  if (counts !== null) return outcome(run, Number(counts[1]), Number(counts[2]), remarks)
  return outcome(run, run.exitCode === 0 && remarks.length === 0 ? 1 : 0, 0, remarks)
}

/** A suite counts its tests: a skipped one has failed, and so has a suite without any. */
export const suiteOutcome = (run: Run, report: SuiteReport | undefined): Outcome => {
  if (report === undefined) return outcome(run, 0, 1, ["Vitest wrote no report", ...warningRemarks(run)])
  const skipped = report.numPendingTests + report.numTodoTests
  const remarks = [
    ...(skipped > 0 ? [`${skipped} tests were skipped`] : []),
    ...(report.numPassedTests === 0 ? ["no test passed"] : []),
    ...warningRemarks(run)
  ]
  return outcome(run, report.numPassedTests, report.numFailedTests + skipped, remarks)
}
