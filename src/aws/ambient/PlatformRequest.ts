import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { readRefusal } from "../../domain/aws/ContainerAnswer.ts"
import { hideSecrets } from "../../domain/text/Secrets.ts"
import { type LocalAnswer, type LocalRequest, localRequest, type NoAnswer } from "../../platform/LocalRequest.ts"

/** Milliseconds, from the seconds of boto3's `AWS_METADATA_SERVICE_TIMEOUT`; what is no sensible number is unset. */
export const platformLimit = (seconds: string | undefined, otherwise: number): number => {
  const stated = Number(seconds)
  return stated > 0 && stated <= 60 ? Math.ceil(stated * 1000) : otherwise
}

/** Far above any answer with credentials; what is longer is no such answer. */
const largest = 1_000_000

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

/** A request to the container's or the instance's server of credentials; the answer is the last one. */
export const platformRequest = (
  request: Omit<LocalRequest, "largest">,
  { requests, afterAnswer, afterSilence }: Repetition
): Effect.Effect<LocalAnswer, NoAnswer> =>
  localRequest({ ...request, largest }).pipe(
    Effect.flatMap(
      (answer): Effect.Effect<LocalAnswer, Again> =>
        afterAnswer(answer) ? Effect.fail({ _tag: "Again", answer }) : Effect.succeed(answer)
    ),
    Effect.retry({
      while: (failure: Again | NoAnswer) => failure._tag === "Again" || afterSilence(failure),
      schedule: Schedule.exponential("100 millis").pipe(Schedule.upTo({ times: requests - 1 }))
    }),
    Effect.catchTag("Again", ({ answer }) => Effect.succeed(answer))
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

/**
 * What a server says of why it gives none, as the end of a sentence: `: AccessDenied: …`, or nothing. It may quote the
 * secrets by which it was asked.
 */
export const describeRefusal = (body: string, secrets: ReadonlyArray<string>): string => {
  const said = readRefusal(body)
  return said.length === 0 ? "" : hideSecrets(secrets)(`: ${said.join(": ")}`)
}
