import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import type {} from "effect/Runtime"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { oneLine } from "../../domain/text/OneLine.ts"
import { CliProblem } from "../CliProblem.ts"
import { Unmasked } from "../Globals.ts"
import { machineFailure } from "../Unloadable.ts"
import { OutputClosed, Screen, unwritableTitle } from "./Screen.ts"

/** A command failed, and the reader has been told: what is left is the exit code of the process. */
export class CommandFailed extends Data.Error<{
  readonly exitCode: number
  /** Whether stdout could not be written: it takes nothing more. */
  readonly isUnwritten?: boolean
}> {
  readonly _tag = "CommandFailed"
  // The keys Runtime.errorExitCode and Runtime.errorReported: declarations without inference want them spelled out.
  override readonly "~effect/Runtime/errorExitCode": number = this.exitCode
  override readonly "~effect/Runtime/errorReported": boolean = false
}

/** The exit code where a person leaves a question, as a shell tells that a command was ended by Ctrl-C. */
export const quitExitCode = 130

/** An error as it is shown where what lays it out cannot be loaded. */
const plainBlock: typeof import("./ErrorBlock.ts").errorBlock = ({ title, message }) => [
  `error ${title}`,
  `  ${maskAccountIds(message)}`
]

interface Told {
  readonly title: string
  readonly message: string
  readonly exitCode: number
}

const toldOf = (error: unknown, unmasked: boolean): Told => {
  const shown = (text: string): string => (unmasked ? text : maskAccountIds(text))
  if (error instanceof BotoSesError) {
    const { _tag: title, exitCode, message, full } = error.reason
    return { title, message: unmasked ? full : message, exitCode }
  }
  const failure = machineFailure(error)
  if (failure !== undefined) return failure
  if (error instanceof CliProblem) {
    return { title: error.title, message: shown(error.message), exitCode: error.exitCode }
  }
  if (error instanceof Error) return { title: error.name, message: shown(oneLine(error.message)), exitCode: 1 }
  return { title: "Error", message: shown(oneLine(String(error))), exitCode: 1 }
}

/** More causes than this are no help, and a chain may go round. */
const longestChain = 8

/** What may be a key or a token, in a URL too: an error of another's making may hold one, of whatever form. */
const secretLike = /(?:AKIA|ASIA)[A-Z0-9]{12,}|[A-Za-z0-9/+=%_-]{40,}/g

/** The causes beneath an error, the nearest first, each on a line of its own and without what looks like a secret. */
const causeLines = (error: unknown, unmasked: boolean): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let at = error
  for (let depth = 0; depth < longestChain; depth++) {
    at = typeof at === "object" && at !== null && "cause" in at ? at.cause : undefined
    if (at === undefined || at === null) break
    const text = at instanceof Error ? `${at.name}: ${at.message}` : String(at)
    const line = oneLine(text.replace(secretLike, "(not shown)")).replace(/\s+/g, " ")
    lines.push(`caused by ${unmasked ? line : maskAccountIds(line)}`)
  }
  return lines
}

const debugging: ReadonlySet<string> = new Set(["Debug", "Trace", "All"])

/**
 * Tells the reader of a command's failure in one short block without a stack, with the chain of causes at the level of
 * debugging, and leaves the exit code. An interruption passes in silence.
 */
export const reportFailure = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, CommandFailed, R | Screen> =>
  Effect.catchCause(
    command,
    Effect.fnUntraced(function* (cause) {
      if (Cause.hasInterruptsOnly(cause)) return yield* Effect.interrupt
      const error = Cause.squash(cause)
      if (error instanceof CommandFailed) return yield* error
      if (error instanceof OutputClosed)
        return yield* new CommandFailed({ exitCode: error.exitCode, isUnwritten: true })
      const unmasked = yield* Unmasked
      const told = toldOf(error, unmasked)
      const { err } = yield* Screen
      // How wide a text is, is measured by what takes longer to load than most calls of a profile take altogether.
      const { errorBlock } = yield* Effect.promise(() =>
        import("./ErrorBlock.ts").catch(() => ({ errorBlock: plainBlock }))
      )
      yield* err.lines(errorBlock(told, err))
      const lines = debugging.has(yield* References.MinimumLogLevel) ? causeLines(error, unmasked) : []
      if (lines.length > 0) yield* err.lines(lines.map((line) => `  ${err.paint("dim", line)}`))
      return yield* new CommandFailed({ exitCode: told.exitCode, isUnwritten: told.title === unwritableTitle })
    })
  )
