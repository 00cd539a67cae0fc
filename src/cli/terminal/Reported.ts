import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { Problem } from "../Problem.ts"
import { errorBlock } from "./ErrorBlock.ts"
import { CommandFailed, reportErrors } from "./ReportErrors.ts"
import { Screen } from "./Screen.ts"

/** More causes than this are no help, and a chain may go round. */
const longestChain = 8

/** What looks like a key or a token; an error of another's making may hold one. */
const secretLike = /(?:AKIA|ASIA)[A-Z0-9]{12,}|[A-Za-z0-9/+=]{40,}/g

/** The causes beneath an error, the nearest first, each on a line of its own and without what looks like a secret. */
export const causeLines = (error: unknown): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let at = error
  for (let depth = 0; depth < longestChain; depth++) {
    at = typeof at === "object" && at !== null && "cause" in at ? at.cause : undefined
    if (at === undefined || at === null) break
    const text = at instanceof Error ? `${at.name}: ${at.message}` : String(at)
    lines.push(`caused by ${maskAccountIds(text.replace(secretLike, "(not shown)")).replace(/\s+/g, " ")}`)
  }
  return lines
}

/**
 * Tells the reader of a command's failure in one short block, with the chain of causes at the level of debugging, and
 * leaves the exit code.
 */
export const reported = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, CommandFailed, R | Screen> =>
  Effect.catchCause(command, (cause) =>
    Effect.gen(function* () {
      const error = Cause.squash(cause)
      if (error instanceof CommandFailed) return yield* error
      const { err } = yield* Screen
      const level = yield* References.MinimumLogLevel
      const told =
        error instanceof Problem
          ? Effect.andThen(err.lines(errorBlock(error, err)), new CommandFailed({ exitCode: error.exitCode }))
          : reportErrors(Effect.failCause(cause))
      return yield* Effect.tapError(told, () => {
        const lines = level === "Debug" || level === "Trace" || level === "All" ? causeLines(error) : []
        return lines.length === 0 ? Effect.void : err.lines(lines.map((line) => `  ${err.paint("dim", line)}`))
      })
    })
  )
