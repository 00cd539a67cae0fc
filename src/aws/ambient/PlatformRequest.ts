import type * as Effect from "effect/Effect"
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

/** One request to the container's or the instance's server of credentials. */
export const platformRequest = (request: Omit<LocalRequest, "largest">): Effect.Effect<LocalAnswer, NoAnswer> =>
  localRequest({ ...request, largest })

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
