import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"

const ProblemBase: Schema.Class<
  Problem,
  Schema.TaggedStruct<
    "Problem",
    { readonly title: Schema.String; readonly message: Schema.String; readonly exitCode: Schema.Int }
  >,
  Cause.YieldableError
> = Schema.TaggedError<Problem>()("Problem", {
  title: Schema.String,
  message: Schema.String,
  exitCode: Schema.Int
})

/**
 * A failure of the command line itself, beside those of the library. `title` is its name, `message` says what was
 * found and what to do.
 */
export class Problem extends ProblemBase {}

/** The exit code of a call that the command line does not understand or does not do. */
export const usageExitCode = 2

/** A call that cannot be followed as it stands. */
export const usageProblem = (message: string): Problem =>
  new Problem({ title: "Usage", message, exitCode: usageExitCode })
