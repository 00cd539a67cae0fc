import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** The wait for leave to send a request was given up. */
export class PermitRefused extends Data.Error<{
  /** How many requests may be sent, in words: "50 requests in 1 s". */
  readonly limit: string
  /** How long a request waits at most, in seconds. */
  readonly waitedSeconds: number
}> {
  readonly _tag = "PermitRefused"
}

/** Leave to send requests to STS: each takes one of its own, and so does each further try. */
export interface RequestPermit {
  /** Waits until one more request may be sent. */
  readonly take: Effect.Effect<void, PermitRefused>
  /** Hears whether AWS throttled the request. */
  readonly heard: (isThrottled: boolean) => Effect.Effect<void>
}

/**
 * The leave that the present request to STS needs: none, but where a session store holds to a rate. Read at each
 * request, as `FallbackRegion` is.
 */
export const RequestPermit: Context.Reference<RequestPermit> = Context.Reference<RequestPermit>(
  "effect-boto-ses/RequestPermit",
  { defaultValue: () => ({ take: Effect.void, heard: () => Effect.void }) }
)
