import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { LocalAnswer, NoAnswer } from "./LocalRequest.ts"

/** When a server is asked once more. */
export interface Repetition {
  /** Requests at most, the first included. */
  readonly requests: number
  readonly afterAnswer: (answer: LocalAnswer) => boolean
  readonly afterSilence: (failure: NoAnswer) => boolean
}

/** Whether the server says that it has too much to do, or that something of its own is wrong, just now. */
export const isPassing = ({ status }: LocalAnswer): boolean =>
  status >= 500 || [408, 409, 423, 424, 425, 429].includes(status)

interface Again {
  readonly _tag: "Again"
  readonly answer: LocalAnswer
}

/** A request that is made once more where its failure may pass; the answer is the last one. */
export const repeated = <E extends { readonly _tag: string }>(
  ask: Effect.Effect<LocalAnswer, E | NoAnswer>,
  { requests, afterAnswer, afterSilence }: Repetition
): Effect.Effect<LocalAnswer, E | NoAnswer> =>
  ask.pipe(
    Effect.flatMap(
      (answer): Effect.Effect<LocalAnswer, Again> =>
        afterAnswer(answer) ? Effect.fail({ _tag: "Again", answer }) : Effect.succeed(answer)
    ),
    Effect.retry({
      while: (failure: Again | NoAnswer | E) =>
        failure._tag === "Again" || (failure._tag === "NoAnswer" && afterSilence(failure as NoAnswer)),
      schedule: Schedule.exponential("100 millis").pipe(Schedule.upTo({ times: requests - 1 }))
    }),
    Effect.catchIf(
      (failure): failure is Again => failure._tag === "Again",
      ({ answer }) => Effect.succeed(answer)
    )
  )

/** For people: `no answer within 1000 ms`, `connect ECONNREFUSED 127.0.0.1:80`. */
export const describeNoAnswer = ({ reason }: NoAnswer): string => {
  switch (reason._tag) {
    case "TimedOut":
      return `no answer within ${reason.limit} ms`
    case "TooLarge":
      return "the answer is too long"
    case "Cut":
      return "the connection was cut"
    case "Failed":
      return reason.message
  }
}
