import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * Hears of each request that is not made, since whoever asks wants to know only what is known without one; `undefined`,
 * the default, lets every request be made. What runs a program in place of a request counts as one.
 */
export const RefusedRequests: Context.Reference<((operation: string) => void) | undefined> = Context.Reference<
  ((operation: string) => void) | undefined
>("effect-boto-ses/RefusedRequests", { defaultValue: () => undefined })

/** Makes a request where requests are made. */
export const unlessRefused = <A, E, R, E2>(
  operation: string,
  request: Effect.Effect<A, E, R>,
  refusal: () => E2
): Effect.Effect<A, E | E2, R> =>
  Effect.flatMap(RefusedRequests, (refuse): Effect.Effect<A, E | E2, R> => {
    if (refuse === undefined) return request
    refuse(operation)
    return Effect.fail(refusal())
  })
