import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { runtimeNames } from "../../../domain/runtime/RuntimeName.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import type { CommandContext } from "../../CommandContext.ts"
import { checkTarget } from "../../CurrentFactory.ts"
import { type Globals, Json, Region, Unmasked } from "../../Globals.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { explanationLines } from "./explanationLines.ts"
import { matrixLines } from "./matrixLines.ts"
import { matrixMermaidLines, mermaidLines } from "./mermaid.ts"
import { Explanation, explanationAnswer } from "./schema.ts"

/** What `explain` was called with. */
export interface ExplainInput {
  readonly target: string
  readonly identity: boolean
  readonly matrix: boolean
  readonly format: "table" | "mermaid"
}

const explanationOf = Effect.fnUntraced(function* <R>(
  target: string,
  identity: boolean,
  keptSince: Effect.Effect<string | null, BotoSesError, R>
) {
  const { explain } = yield* BotoSesFactory
  const region = yield* Region
  const explained = yield* explain(target, { identity, ...(region === undefined ? {} : { region }) })
  return explanationAnswer(explained, yield* Unmasked, yield* keptSince)
})

/** When the session was made that the next call would use, where one is kept. */
const keptSinceOf = (target: string) =>
  Effect.flatMap(
    Effect.promise(() => import("../../LookUp.ts")),
    ({ lookUp }) =>
      lookUp([target], (_, { session }) =>
        Result.match(session, {
          onFailure: () => Effect.succeedNone,
          onSuccess: (found) => Effect.orElseSucceed(found.keptSince, () => Option.none<DateTime.Utc>())
        })
      )
  ).pipe(Effect.map(([kept = Option.none()]) => Option.getOrNull(Option.map(kept, DateTime.formatIso))))

/** The plan of every target in every runtime, on the configuration of this call. */
const matrixOf = Effect.gen(function* () {
  const { layerFactoryIn } = yield* Effect.promise(() => import("../../CommandContext.ts"))
  const { envNames } = yield* BotoSesFactory
  const targets = ["devops", ...envNames, "app"]
  const all = Effect.forEach(targets, (target) => explanationOf(target, false, Effect.succeed(null)))
  return (yield* Effect.forEach(runtimeNames, (runtime) => Effect.provide(all, layerFactoryIn(runtime)))).flat()
})

/** Shows where the credentials of a target, or of every target in every runtime, come from, and why. */
export const explain: (
  input: ExplainInput
) => Effect.Effect<void, BotoSesError | CliProblem, CommandContext | Globals | Screen> = Effect.fnUntraced(function* ({
  target,
  identity,
  matrix,
  format
}) {
  if (matrix && identity) {
    return yield* usageProblem("--matrix makes no request, so --identity has no place with it.")
  }
  const { out } = yield* Screen
  const json = yield* Json
  if (matrix) {
    const all = yield* matrixOf
    if (format === "mermaid") return yield* out.lines(matrixMermaidLines(all))
    return yield* json ? writeJson(Schema.Array(Explanation), all) : out.lines(matrixLines(all, out))
  }
  yield* checkTarget(target)
  const explanation = yield* explanationOf(target, identity, keptSinceOf(target))
  if (format === "mermaid") return yield* out.lines(mermaidLines(explanation))
  yield* json
    ? writeJson(Explanation, explanation)
    : out.lines(explanationLines(explanation, yield* Clock.currentTimeMillis, out))
})
