import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { runtimeNames } from "../../../domain/runtime/RuntimeName.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { usageProblem } from "../../CliProblem.ts"
import { checkTarget, withCurrentFactory } from "../../CurrentFactory.ts"
import { Json, Region } from "../../Globals.ts"
import { targetOrApp } from "../../TargetArgument.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { explanationLines } from "./explanationLines.ts"
import { matrixLines } from "./matrixLines.ts"
import { matrixMermaidLines, mermaidLines } from "./mermaid.ts"
import { Explanation, explanationAnswer } from "./schema.ts"

const planOf = Effect.fnUntraced(function* (target: string, identity: boolean) {
  const { explain } = yield* BotoSesFactory
  const region = yield* Region
  return explanationAnswer(yield* explain(target, { identity, ...(region === undefined ? {} : { region }) }))
})

/** The plan of every target in every runtime, on the configuration of this place. */
const matrix = Effect.gen(function* () {
  const { layerFactoryIn } = yield* Effect.promise(() => import("../../CommandContext.ts"))
  const { envNames } = yield* BotoSesFactory
  const targets = ["devops", ...envNames, "app"]
  const all = Effect.forEach(targets, (target) => planOf(target, false))
  return (yield* Effect.forEach(runtimeNames, (runtime) => Effect.provide(all, layerFactoryIn(runtime)))).flat()
})

const one = Effect.fnUntraced(function* (target: string, identity: boolean, mermaid: boolean) {
  const { out } = yield* Screen
  yield* checkTarget(target)
  const plan = yield* planOf(target, identity)
  if (mermaid) return yield* out.lines(mermaidLines(plan))
  yield* (yield* Json) ? writeJson(Explanation, plan) : out.lines(explanationLines(plan, out))
})

const every = Effect.fnUntraced(function* (mermaid: boolean) {
  const { out } = yield* Screen
  const plans = yield* matrix
  if (mermaid) return yield* out.lines(matrixMermaidLines(plans))
  yield* (yield* Json) ? writeJson(Schema.Array(Explanation), plans) : out.lines(matrixLines(plans, out))
})

const choice = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

/** How a session is had, and why. */
export const explain: CliCommand<"explain"> = Command.make(
  "explain",
  {
    target: targetOrApp,
    identity: choice("identity", "Make the one request that settles a plan with several cases"),
    matrix: choice("matrix", "Every target in every runtime"),
    format: Flag.Literals("format", ["table", "mermaid"]).pipe(
      Flag.withDescription("A table, or a Mermaid flowchart (default: table)"),
      Flag.withDefault("table")
    )
  },
  Effect.fnUntraced(
    function* ({ target, identity, matrix, format }) {
      if (matrix && identity)
        return yield* usageProblem("--matrix makes no request, so --identity has no place with it.")
      yield* matrix ? every(format === "mermaid") : one(target, identity, format === "mermaid")
    },
    withCurrentFactory,
    reportFailure
  )
).pipe(
  Command.withDescription("Show how a target's credentials are had, and why, without making a request."),
  Command.withShortDescription("Show how credentials are had, and why"),
  Command.withExamples([
    { command: "boto-ses explain prd --runtime github_action" },
    { command: "boto-ses explain --matrix" }
  ])
)
