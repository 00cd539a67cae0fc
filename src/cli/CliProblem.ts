import * as Data from "effect/Data"
import { oneLine } from "../domain/text/OneLine.ts"

/**
 * A failure of the command line itself, beside those of the library. `title` is its name, `found` what was found (a
 * line for each thing, where there are several), and `next` what to do, where `found` does not say it.
 */
export class CliProblem extends Data.Error<{
  readonly title: string
  readonly found: string | ReadonlyArray<string>
  readonly next?: string
  readonly exitCode: number
  readonly cause?: unknown
}> {
  readonly _tag = "CliProblem"
  override get name(): string {
    return "CliProblem"
  }
  /** `found` and `next` as they may be shown: an argument, a path or a name in them begins no line of its own. */
  get told(): { readonly found: string; readonly next: string | undefined } {
    const found = typeof this.found === "string" ? [this.found] : this.found
    return { found: found.map(oneLine).join("\n"), next: this.next === undefined ? undefined : oneLine(this.next) }
  }
  override get message(): string {
    const { found, next } = this.told
    return next === undefined ? found : `${found} ${next}`
  }
}

/** The exit code of a call that the command line does not understand or does not do. */
export const usageExitCode = 2

/** A call that cannot be followed as it stands. */
export const usageProblem = (found: string | ReadonlyArray<string>, next?: string): CliProblem =>
  new CliProblem({ title: "Usage", found, ...(next === undefined ? {} : { next }), exitCode: usageExitCode })
