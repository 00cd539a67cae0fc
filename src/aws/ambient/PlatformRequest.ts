import type * as Effect from "effect/Effect"
import { readRefusal } from "../../domain/aws/ContainerAnswer.ts"
import { hideSecrets } from "../../domain/text/Secrets.ts"
import { type LocalAnswer, type LocalRequest, localRequest, type NoAnswer } from "../../platform/LocalRequest.ts"
import { type Repetition, repeated } from "../../platform/RepeatedRequest.ts"
import { type ProvenRequest, provenRequest, type Unproven } from "../../platform/ServerProof.ts"

export { describeNoAnswer, isPassing, type Repetition } from "../../platform/RepeatedRequest.ts"

/** Milliseconds, from the seconds of boto3's `AWS_METADATA_SERVICE_TIMEOUT`; what is no sensible number is unset. */
export const platformLimit = (seconds: string | undefined, otherwise: number): number => {
  const stated = Number(seconds)
  return stated > 0 && stated <= 60 ? Math.ceil(stated * 1000) : otherwise
}

/** Far above any answer with credentials; what is longer is no such answer. */
const largest = 1_000_000

/** A request to the container's or the instance's server of credentials; the answer is the last one. */
export const platformRequest = (
  request: Omit<LocalRequest, "largest">,
  repetition: Repetition
): Effect.Effect<LocalAnswer, NoAnswer> => repeated<NoAnswer>(localRequest({ ...request, largest }), repetition)

/** A request to the credential server of our own `exec`, which proves itself before it gets the token. */
export const execRequest = (
  request: Omit<ProvenRequest, "largest">,
  repetition: Repetition
): Effect.Effect<LocalAnswer, NoAnswer | Unproven> =>
  repeated<Unproven>(provenRequest({ ...request, largest }), repetition)

/**
 * What a server says of why it gives none, as the end of a sentence: `: AccessDenied: …`, or nothing. It may quote the
 * secrets by which it was asked.
 */
export const describeRefusal = (body: string, secrets: ReadonlyArray<string>): string => {
  const said = readRefusal(body)
  return said.length === 0 ? "" : hideSecrets(secrets)(`: ${said.join(": ")}`)
}
