import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"

/** Seconds after which a person is at the prompt of nearly every shell. */
const usual = 5

/**
 * Warns where a shell has not told that it has come past its start files, and has what `exec` decided: one of them may put
 * another program in its place (`exec fish`), which cannot be told from one that takes its time.
 */
export const missReport: (target: string, isReady: Effect.Effect<boolean>) => Effect.Effect<void> = Effect.fnUntraced(
  function* (target, isReady) {
    const report = Effect.repeat(isReady, { until: (ready) => ready, schedule: Schedule.spaced("250 millis") })
    const reported = yield* Effect.timeoutOption(report, Duration.seconds(usual))
    if (Option.isSome(reported)) return
    yield* Effect.logWarning(
      `The start files of this shell have not ended within ${usual} seconds, or have put another program in its place. Unless its prompt says (boto-ses:${target}), what they say of AWS comes before the credentials of ${target}.`
    )
  }
)
