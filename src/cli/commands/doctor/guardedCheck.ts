import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { CliProblem } from "../../CliProblem.ts"
import type { Progress } from "./progress.ts"

/** Runs one check: its name shown meanwhile, within its time, and whatever goes wrong as a result. */
export type GuardedCheck = <A, E, R>(
  name: string,
  check: Effect.Effect<A, E, R>
) => Effect.Effect<Result.Result<A, unknown>, never, R>

export const guardedCheck = (progress: Progress, limit: Duration.Input): GuardedCheck => {
  const tooLong = Effect.suspend(() =>
    Effect.fail(
      new CliProblem({
        title: "TimeLimit",
        found: `No answer within ${Duration.format(Duration.fromInputUnsafe(limit))}.`,
        next: "Check the network, the proxy and AWS_ENDPOINT_URL.",
        exitCode: 7
      })
    )
  )
  return (name, check) =>
    check.pipe(
      Effect.timeoutOrElse({ duration: limit, orElse: () => tooLong }),
      Effect.matchCauseEffect({
        onFailure: (cause): Effect.Effect<Result.Result<never, unknown>> =>
          Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.succeed(Result.fail(Cause.squash(cause))),
        onSuccess: (value) => Effect.succeed(Result.succeed(value))
      }),
      progress.watch(name)
    )
}
