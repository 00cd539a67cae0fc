import * as Effect from "effect/Effect"
import { type Globals, Json, Unmasked } from "../../Globals.ts"
import type { ThisProcess } from "../../ThisProcess.ts"
import { CommandFailed } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { examine } from "./examine.ts"
import { reportLines } from "./reportLines.ts"
import { Report } from "./schema.ts"

/** Checks everything, tells it, and fails with the exit code of the first failure where there is one. */
export const doctor: Effect.Effect<void, CommandFailed, Globals | ThisProcess | Screen> = Effect.gen(function* () {
  const report = yield* examine({ unmasked: yield* Unmasked })
  const { out } = yield* Screen
  yield* (yield* Json) ? writeJson(Report, report) : out.lines(reportLines(report, out))
  const first = [...report.place, ...report.targets].find(({ status }) => status === "failed")
  if (first !== undefined) return yield* new CommandFailed({ exitCode: first.exitCode })
})
