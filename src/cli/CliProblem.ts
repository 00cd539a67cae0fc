import * as Data from "effect/Data"

/**
 * A failure of the command line itself, beside those of the library. `title` is its name, `found` what was found, and
 * `next` what to do, where `found` does not say it.
 */
export class CliProblem extends Data.Error<{
  readonly title: string
  readonly found: string
  readonly next?: string
  readonly exitCode: number
}> {
  readonly _tag = "CliProblem"
  override get name(): string {
    return "CliProblem"
  }
  override get message(): string {
    return this.next === undefined ? this.found : `${this.found} ${this.next}`
  }
}

/** The exit code of a call that the command line does not understand or does not do. */
export const usageExitCode = 2

/** A call that cannot be followed as it stands. */
export const usageProblem = (found: string, next?: string): CliProblem =>
  new CliProblem({ title: "Usage", found, ...(next === undefined ? {} : { next }), exitCode: usageExitCode })
