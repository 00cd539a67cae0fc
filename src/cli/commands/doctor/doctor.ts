import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CliProblem } from "../../CliProblem.ts"
import { type Globals, Json } from "../../Globals.ts"
import { signInWith } from "../../SignIn.ts"
import type { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { examine } from "./examine.ts"
import { reportLines } from "./reportLines.ts"
import { Report } from "./schema.ts"

/** Checks everything, after the sign-ins that are missing were made where it may, tells it, and fails with the exit code of the first failure where there is one. */
export const doctor: (input: {
  readonly unmasked: boolean
  readonly login: boolean
}) => Effect.Effect<void, CommandFailed | CliProblem, Globals | ThisProcess | Screen> = Effect.fnUntraced(function* ({
  unmasked,
  login
}) {
  const first = yield* examine({ unmasked })
  const made = yield* Effect.forEach(login ? first.signIns : [], (signIn) => Effect.result(signInWith(signIn)))
  const { report } = made.some(Result.isSuccess) ? yield* examine({ unmasked }) : first
  const { out } = yield* Screen
  yield* (yield* Json) ? writeJson(Report, report) : out.lines(reportLines(report, out))
  const problem = made.find(Result.isFailure)
  if (problem !== undefined) return yield* problem.failure
  const failure = [...report.place, ...report.targets].find(({ status }) => status === "failed")
  if (failure !== undefined) return yield* new CommandFailed({ exitCode: failure.exitCode })
})
