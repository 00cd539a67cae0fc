import * as Effect from "effect/Effect"
import { assumedAhead } from "../../domain/plan/Ahead.ts"
import type { AssumeRole, NeedsAmbientIdentity } from "../../domain/plan/Plan.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"

/** What is begun while the identity of the ambient credentials, on which the plan depends, is asked for. */
export type BeginAhead = (undecided: NeedsAmbientIdentity, ambient: HeldCredentials) => Effect.Effect<void>

/** Asks for a role's session; the effect that it gives ends that, unless the session was taken. */
type BeginRole = (plan: AssumeRole, ambient: HeldCredentials) => Effect.Effect<Effect.Effect<void>>

/** Work that may ask for a role's session ahead. What it has not taken by its end, or its interruption, ends with it. */
export const withAhead = <A, E, R>(
  begin: BeginRole | undefined,
  work: (ahead: BeginAhead | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  if (begin === undefined) return work(undefined)
  return Effect.suspend(() => {
    let discard: Effect.Effect<void> = Effect.void
    const ahead: BeginAhead = (undecided, ambient) => {
      // Who they are may have come with them.
      const role = ambient.identity === undefined ? assumedAhead(undecided) : undefined
      if (role === undefined) return Effect.void
      const begun = Effect.map(begin(role, ambient), (end) => {
        discard = end
      })
      return Effect.uninterruptible(begun)
    }
    return Effect.ensuring(
      work(ahead),
      Effect.suspend(() => discard)
    )
  })
}
