import * as Effect from "effect/Effect"

let borrowers = 0

/** Lends the terminal to another program, which reads from it: nobody is asked meanwhile. */
export const lendTerminal = <A, E, R>(use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      borrowers += 1
    }),
    () => use,
    () =>
      Effect.sync(() => {
        borrowers -= 1
      })
  )

/** Whether another program has the terminal now. */
export const isLent = (): boolean => borrowers > 0
