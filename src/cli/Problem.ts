import * as Data from "effect/Data"

/**
 * A failure of the command line itself, beside those of the library. `title` is its name, `message` says what was
 * found and what to do.
 */
export class Problem extends Data.Error<{
  readonly title: string
  readonly message: string
  readonly exitCode: number
}> {
  readonly _tag = "Problem"
  override get name(): string {
    return "Problem"
  }
}

/** The exit code of a call that the command line does not understand or does not do. */
export const usageExitCode = 2

/** A call that cannot be followed as it stands. */
export const usageProblem = (message: string): Problem =>
  new Problem({ title: "Usage", message, exitCode: usageExitCode })
