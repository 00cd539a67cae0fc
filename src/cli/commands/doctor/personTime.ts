import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** How long a person has been asked, which is no check's own time. */
export interface PersonTime {
  /** Counts a conversation with the person. */
  readonly during: <A, E, R>(conversation: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Milliseconds so far, of the conversation under way too. */
  readonly spent: Effect.Effect<number>
}

export const makePersonTime: Effect.Effect<PersonTime> = Effect.map(Clock.Clock, (clock): PersonTime => {
  let before = 0
  let since: number | undefined
  const now = () => clock.currentTimeMillisUnsafe()
  return {
    during: (conversation) =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          since = now()
        }),
        () => conversation,
        () =>
          Effect.sync(() => {
            before += now() - (since ?? now())
            since = undefined
          })
      ),
    spent: Effect.sync(() => before + (since === undefined ? 0 : now() - since))
  }
})

/** Milliseconds between two looks at a limit that only a conversation keeps from its end. */
const pause = 250

/** Ends when the time of a check has passed, in which nobody is being asked. */
export const passed: (limit: Duration.Input, spent: PersonTime["spent"]) => Effect.Effect<void> = Effect.fnUntraced(
  function* (limit, spent) {
    const begun = yield* Clock.currentTimeMillis
    const already = yield* spent
    const size = Duration.toMillis(Duration.fromInputUnsafe(limit))
    for (let left = size; left > 0; ) {
      yield* Effect.sleep(left === size ? left : Math.max(left, pause))
      left = size - ((yield* Clock.currentTimeMillis) - begun) + ((yield* spent) - already)
    }
  }
)
