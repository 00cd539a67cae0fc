import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type {} from "effect/Runtime"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { errorBlock } from "./ErrorBlock.ts"
import { Screen } from "./Screen.ts"

/** A command failed, and the reader has been told: what is left is the exit code of the process. */
export class CommandFailed extends Data.Error<{ readonly exitCode: number }> {
  readonly _tag = "CommandFailed"
  // The keys Runtime.errorExitCode and Runtime.errorReported: declarations without inference want them spelled out.
  override readonly "~effect/Runtime/errorExitCode": number = this.exitCode
  override readonly "~effect/Runtime/errorReported": boolean = false
}

interface Told {
  readonly title: string
  readonly message: string
  readonly exitCode: number
}

const tell = (error: unknown): Told => {
  if (error instanceof BotoSesError) {
    return { title: error.reason._tag, message: error.message, exitCode: error.reason.exitCode }
  }
  if (error instanceof Error) return { title: error.name, message: error.message, exitCode: 1 }
  return { title: "Error", message: String(error), exitCode: 1 }
}

/** Tells the reader of every failure in one short block, without a stack; an interruption passes in silence. */
export const reportErrors = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, CommandFailed, R | Screen> =>
  Effect.catchCause(command, (cause) => {
    if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
    return Effect.gen(function* () {
      const { err } = yield* Screen
      const told = tell(Cause.squash(cause))
      yield* err.lines(errorBlock(told, err))
      return yield* new CommandFailed({ exitCode: told.exitCode })
    })
  })
