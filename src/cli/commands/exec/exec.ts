import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import * as Handover from "../../../live/Handover.ts"
import { lendTerminal } from "../../../platform/TerminalLoan.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { withSignIn } from "../../SignIn.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { markedShell } from "./markedShell.ts"

/** What `exec` was called with. */
export interface ExecInput {
  readonly target: string
  /** The command and its arguments; none for the user's shell. */
  readonly command: ReadonlyArray<string>
  readonly server: boolean
  readonly static: boolean
  readonly handover: boolean
  readonly login: boolean
}

/** The sessions that the command is given, which have their credentials by now: a person may have to be asked for them. */
const sessionsFor = Effect.fnUntraced(function* (input: ExecInput) {
  const session = yield* sessionOf(input.target)
  yield* session.credentials
  if (!input.handover) return { session, handover: {} }
  const devops = yield* (yield* BotoSesFactory).devops
  yield* devops.credentials
  return { session, handover: { handover: devops } }
})

/** The user's shell, with a prompt that says whose credentials are in it. */
const shellOf = Effect.fnUntraced(function* (target: string) {
  const { env, isTerminal } = yield* ThisProcess
  const shell = yield* markedShell(target, env)
  if (isTerminal.stderr) {
    const { err } = yield* Screen
    yield* err.lines([err.paint("dim", `A shell with the credentials of ${target}. Leave it with: exit`)])
  }
  return shell
})

/** Runs a command, or a shell, with the credentials of a target, and fails with the command's own exit code. */
export const exec: (
  input: ExecInput
) => Effect.Effect<
  void,
  BotoSesError | CliProblem | CommandFailed,
  BotoSesFactory | Globals | ThisProcess | Screen | FileSystem.FileSystem | Path.Path | Scope.Scope
> = Effect.fnUntraced(function* (input) {
  if (input.server && input.static) return yield* usageProblem("--server and --static exclude each other.")
  const { session, handover } = yield* withSignIn(input.login, sessionsFor(input))
  const { env } = yield* ThisProcess
  const [first, ...rest] = input.command
  const {
    command,
    args,
    set = {}
  } = first === undefined ? yield* shellOf(input.target) : { command: first, args: rest }
  const exitCode = yield* lendTerminal(
    Handover.exec(session, command, args, {
      static: input.static,
      inherited: { ...env, ...set },
      ...handover
    })
  )
  if (exitCode !== 0) return yield* new CommandFailed({ exitCode })
})
