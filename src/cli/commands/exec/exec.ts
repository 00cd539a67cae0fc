import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { QuitError } from "effect/Terminal"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { layerSnapshotStore } from "../../../live/Ports.ts"
import { lendTerminal } from "../../../platform/TerminalLoan.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import { checkTarget, sessionOf } from "../../CurrentFactory.ts"
import type { Globals } from "../../Globals.ts"
import { lastingSessionOf } from "../../LastingSession.ts"
import { withSignIn } from "../../SignIn.ts"
import { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { givenSession } from "./givenSession.ts"
import { type MarkedShell, markedShell, namedShell, userShell } from "./markedShell.ts"
import { missReport } from "./missedReport.ts"
import { checkBytes } from "./oddBytes.ts"
import { isVersionFlag } from "./ownArguments.ts"
import { decidedPrefix } from "./shells/GuardedShell.ts"

/** What `exec` was called with. */
export interface ExecInput {
  /** None where a person is to pick one. */
  readonly target: string | undefined
  /** The command and its arguments; none for the user's shell. */
  readonly command: ReadonlyArray<string>
  readonly server: boolean
  readonly static: boolean
  readonly session: boolean
  readonly handover: boolean
  readonly login: boolean
}

const pickedTarget = Effect.flatMap(
  Effect.promise(() => import("./pickTarget.ts")),
  ({ pickTarget }) => pickTarget
)

/** The sessions that the command is given, which have their credentials by now: a person may have to be asked for them. */
const sessionsFor = Effect.fnUntraced(function* (input: ExecInput & { readonly target: string }) {
  const given = yield* (input.static ? lastingSessionOf : sessionOf)(input.target)
  const { session, isFixed } = yield* givenSession(given, input)
  yield* session.credentials
  if (!input.handover) return { session, isFixed, handover: {} }
  const devops = yield* (yield* BotoSesFactory).devops
  yield* devops.credentials
  return { session, isFixed, handover: { handover: devops } }
})

/** Tells a person whose shell this is. */
const greet = Effect.fnUntraced(function* (target: string, { isReady }: MarkedShell) {
  const { isTerminal } = yield* ThisProcess
  if (!isTerminal.stderr) return
  const { err } = yield* Screen
  const unknown = isReady !== undefined ? "" : " What its start files say of AWS comes before them."
  yield* err.lines([
    err.paint("dim", `A shell that is given the credentials of ${target}. Leave it with: exit${unknown}`)
  ])
})

/** Greets, and misses the report of a shell that is to give one. */
const attend = Effect.fnUntraced(function* (target: string, marked: MarkedShell) {
  yield* greet(target, marked)
  if (marked.isReady !== undefined) yield* Effect.forkScoped(missReport(target, marked.isReady))
})

/** What an outer shell of ours compares with is none of an inner one's. */
const withoutDecided = (env: ThisProcess["env"]): ThisProcess["env"] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(decidedPrefix)))

/** Runs a command, or a shell, with the credentials of a target, and fails with the command's own exit code. */
export const exec: (
  input: ExecInput
) => Effect.Effect<
  void,
  BotoSesError | CliProblem | CommandFailed | QuitError,
  BotoSesFactory | Globals | ThisProcess | Screen | FileSystem.FileSystem | Path.Path | Scope.Scope
> = Effect.fnUntraced(function* (input) {
  if (input.server && input.static) return yield* usageProblem("--server and --static exclude each other.")
  if (input.command[0] === "") {
    return yield* usageProblem("The command to run is empty, as a variable that is not set leaves it.", "Name one.")
  }
  yield* checkBytes(input.command)
  const target = yield* input.target === undefined ? pickedTarget : checkTarget(input.target)
  if (isVersionFlag(input.command[0])) {
    return yield* usageProblem(
      `${input.command[0]} stands where the command to run does, after TARGET.`,
      "The version of boto-ses is told by: boto-ses --version"
    )
  }
  const { session, isFixed, handover } = yield* withSignIn(input.login, sessionsFor({ ...input, target }))
  const { env, isTerminal } = yield* ThisProcess
  const [command, ...args] = input.command
  const shell = command === undefined ? userShell(env) : namedShell(input.command, isTerminal.stdin)
  const { execLaunched } = yield* Effect.promise(() => import("../../../handover/child/Exec.ts"))
  const launched = execLaunched(
    session,
    (launching) =>
      shell === undefined
        ? Effect.succeed({ command: command ?? "", args })
        : Effect.tap(markedShell(target, shell, launching), (marked) => attend(target, marked)),
    { static: isFixed, inherited: withoutDecided(env), ...handover }
  )
  const exitCode = yield* lendTerminal(Effect.provide(launched, layerSnapshotStore))
  if (exitCode !== 0) return yield* new CommandFailed({ exitCode })
})
