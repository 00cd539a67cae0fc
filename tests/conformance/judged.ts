/** How many cases each peer judged: `scripts/check.ts` prints the sums. */
import { appendFileSync } from "node:fs"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const report: Option.Option<string> = Effect.runSync(
  Effect.gen(function* () {
    return yield* Config.option(Config.String("JUDGED_CASES"))
  })
)

/** Says that `judge` has answered so many cases more, and that each was compared with ours. */
export const judged = (judge: string, cases = 1): void => {
  if (Option.isSome(report)) appendFileSync(report.value, `${JSON.stringify({ judge, cases })}\n`)
}
