import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"

const CliProblemBase: Schema.Class<
  CliProblem,
  Schema.TaggedStruct<
    "CliProblem",
    {
      readonly title: Schema.String
      readonly found: Schema.String
      readonly next: Schema.optionalKey<Schema.String>
      readonly exitCode: Schema.Int
    }
  >,
  Cause.YieldableError
> = Schema.TaggedError<CliProblem>()("CliProblem", {
  title: Schema.String,
  found: Schema.String,
  next: Schema.optionalKey(Schema.String),
  exitCode: Schema.Int
})

/**
 * A failure of the command line itself, beside those of the library. `title` is its name, `found` what was found, and
 * `next` what to do, where `found` does not say it.
 */
export class CliProblem extends CliProblemBase {
  override get message(): string {
    return this.next === undefined ? this.found : `${this.found} ${this.next}`
  }
}

/** The exit code of a call that the command line does not understand or does not do. */
export const usageExitCode = 2

/** A call that cannot be followed as it stands. */
export const usageProblem = (found: string, next?: string): CliProblem =>
  new CliProblem({ title: "Usage", found, ...(next === undefined ? {} : { next }), exitCode: usageExitCode })
