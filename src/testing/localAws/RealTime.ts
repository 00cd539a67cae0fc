/**
 * The one place where the local AWS reads real time.
 *
 * Everything else follows Effect's `Clock`, so that a test can move it. But an
 * SDK signs its requests with the machine's own time, whatever the `Clock` of
 * the program says, and a server that compared those dates with a test clock
 * would refuse them all. So signing dates, the `Date` header (from which SDKs
 * learn their skew) and delays that were asked for in real time come from here.
 */
import * as Effect from "effect/Effect"

/** Milliseconds since 1970 by the machine's clock. */
export const now = (): number => Date.now()

/** Waits by the machine's clock. */
export const sleep = (millis: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const timer = setTimeout(() => resume(Effect.void), millis)
    return Effect.sync(() => clearTimeout(timer))
  })
