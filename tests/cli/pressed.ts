import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Terminal from "effect/Terminal"

/** A terminal on which these keys are pressed; where they run out the person has left. */
export const pressed = (
  keys: ReadonlyArray<Terminal.UserInput>,
  shown: Array<string>
): Layer.Layer<Terminal.Terminal> =>
  Layer.effect(
    Terminal.Terminal,
    Effect.gen(function* () {
      const queue = yield* Queue.make<Terminal.UserInput, Cause.Done>()
      yield* Queue.offerAll(queue, keys)
      yield* Queue.end(queue)
      return Terminal.make({
        columns: Effect.succeed(80),
        rows: Effect.succeed(24),
        size: Effect.never,
        readLine: Effect.never,
        readInput: Effect.succeed(queue),
        display: (text) => Effect.sync(() => shown.push(text))
      })
    })
  )
