import * as Context from "effect/Context"

/** What a request that the library makes for itself may take. */
export interface RequestLimits {
  /** Milliseconds of real time for one exchange: connection, head and body together. */
  readonly exchange: number
  /** Bytes of an answer; AWS's own hold a few thousand. */
  readonly answer: number
}

/** The limits; a reference, so that a test need not wait as long. */
export const RequestLimits: Context.Reference<RequestLimits> = Context.Reference<RequestLimits>(
  "effect-boto-ses/RequestLimits",
  { defaultValue: () => ({ exchange: 15_000, answer: 1_000_000 }) }
)
