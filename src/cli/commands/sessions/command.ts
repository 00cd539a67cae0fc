import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"

const load = Effect.promise(() => import("./sessions.ts"))

/** Removing everything needs no configuration, which may be what is wrong. */
const clearEverything = Effect.gen(function* () {
  const { clearAll } = yield* load
  const { layerHost } = yield* Effect.promise(() => import("../../../live/SessionStore.ts"))
  yield* Effect.provide(clearAll, layerHost({ everywhere: true }))
})

const clear = Command.make(
  "clear",
  {
    target: Argument.String("target").pipe(
      Argument.withDescription("devops, app, or the name of a workload's env (default: every file)"),
      Argument.optional
    )
  },
  ({ target }) =>
    Option.match(target, {
      onNone: () => clearEverything,
      onSome: (name) => Effect.flatMap(load, ({ clearTarget }) => clearTarget(name)).pipe(withCurrentFactory)
    }).pipe(reportFailure)
).pipe(
  Command.withDescription("Remove what is kept, so that the next call signs in anew. AWS honours what was handed out."),
  Command.withShortDescription("Remove kept sessions")
)

export const sessions: CliCommand<"sessions"> = Command.make("sessions", {}, () =>
  Effect.flatMap(load, (loaded) => loaded.sessions).pipe(withCurrentFactory, reportFailure)
).pipe(
  Command.withDescription("Show the sessions that are kept for the next calls, without signing in."),
  Command.withShortDescription("Show or remove kept sessions"),
  Command.withSubcommands([clear]),
  Command.withExamples([{ command: "boto-ses sessions" }, { command: "boto-ses sessions clear prd" }])
)
