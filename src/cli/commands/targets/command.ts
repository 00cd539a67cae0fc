import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { EnvConfig } from "../../../services/EnvConfig.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"

/** The words that a target may be, for the completions of the shells. */
export const targets: CliCommand<"targets"> = Command.make("targets", {}, () =>
  Effect.gen(function* () {
    const { out } = yield* Screen
    const { entries } = yield* EnvConfig
    yield* out.lines(["devops", "app", ...Object.keys(entries.workloads)])
  }).pipe(withCurrentFactory, reportFailure)
).pipe(Command.withDescription("Print the names of the targets, one in a line"), Command.unlisted)
