import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CliProblem } from "../../CliProblem.ts"
import { type Globals, Json, Unmasked } from "../../Globals.ts"
import { signInKey, signInWith } from "../../SignIn.ts"
import type { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { examine } from "./examine.ts"
import { reportLines } from "./reportLines.ts"
import { Report } from "./schema.ts"

/** What is found once the sign-ins that are missing were made, and what became of the first that could not be. */
const examineSignedIn = Effect.fnUntraced(function* (login: boolean) {
  const unmasked = yield* Unmasked
  let examined = yield* examine({ unmasked })
  let problem: CliProblem | undefined
  const tried = new Set<string>()
  while (login) {
    const signIn = examined.signIns.find((missing) => !tried.has(signInKey(missing)))
    if (signIn === undefined) break
    tried.add(signInKey(signIn))
    const made = yield* Effect.result(signInWith(signIn))
    // One may have served others too: profiles without a session share those of their start URL.
    if (Result.isSuccess(made)) examined = yield* examine({ unmasked })
    else problem ??= made.failure
  }
  return { report: examined.report, problem }
})

/** Checks everything and tells it, and fails with the exit code of the first failure where there is one. */
export const doctor: (
  login: boolean
) => Effect.Effect<void, CommandFailed | CliProblem, Globals | ThisProcess | Screen> = Effect.fnUntraced(
  function* (login) {
    const { report, problem } = yield* examineSignedIn(login)
    const { out } = yield* Screen
    yield* (yield* Json) ? writeJson(Report, report) : out.lines(reportLines(report, out))
    if (problem !== undefined) return yield* problem
    const failure = [...report.place, ...report.targets].find(({ status }) => status === "failed")
    if (failure !== undefined) return yield* new CommandFailed({ exitCode: failure.exitCode })
  }
)
