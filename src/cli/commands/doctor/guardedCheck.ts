import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { CliProblem } from "../../CliProblem.ts"
import { missingSignIn } from "../../SignIn.ts"
import { passed } from "./personTime.ts"
import type { Progress } from "./progress.ts"
import type { Failure } from "./row.ts"

/** Runs one check: its name shown meanwhile, within its time, and whatever goes wrong as a result. */
export type GuardedCheck = <A, E, R>(
  name: string,
  check: Effect.Effect<A, E, R>
) => Effect.Effect<Result.Result<A, Failure>, never, R>

/** Where what was found tells by itself what to do. */
const again = "Correct that, then run boto-ses doctor again."

const failureOf = (error: unknown, unmasked: boolean): Failure => {
  if (error instanceof BotoSesError) {
    const { reason } = error
    const shown = (text: string): string => (unmasked ? text : reason.mask(text))
    const { _tag: code, exitCode, told } = reason
    const { found, next } = told
    const signIn = missingSignIn(error)
    return {
      code,
      found: shown(found),
      next: next === "" ? again : shown(next),
      exitCode,
      ...(signIn === undefined ? {} : { signIn })
    }
  }
  if (error instanceof CliProblem) {
    const { title, told, exitCode } = error
    return { code: title, found: told.found, next: told.next ?? again, exitCode }
  }
  // Its message is of another's making, and may hold what the check had read.
  const code = error instanceof Error ? error.name : "Error"
  return {
    code,
    found: `The check itself broke off (${code}).`,
    next: "Report this, with what boto-ses whoami says of the same target.",
    exitCode: 1
  }
}

/** Checks that are told of by `progress`, in a time in which that of a person does not count; their failures have account ids masked, unless the reader asked for them. */
export const guardedCheck = (
  progress: Pick<Progress, "watch">,
  limit: Duration.Input,
  unmasked: boolean,
  personTime: Effect.Effect<number> = Effect.succeed(0)
): GuardedCheck => {
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
      Effect.raceFirst(Effect.andThen(passed(limit, personTime), tooLong)),
      Effect.matchCauseEffect({
        onFailure: (cause): Effect.Effect<Result.Result<never, Failure>> =>
          Cause.hasInterruptsOnly(cause)
            ? Effect.interrupt
            : Effect.succeed(Result.fail(failureOf(Cause.squash(cause), unmasked))),
        onSuccess: (value) => Effect.succeed(Result.succeed(value))
      }),
      progress.watch(name)
    )
}
