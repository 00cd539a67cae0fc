import * as Effect from "effect/Effect"
import { partsOf } from "../factory/session/SessionHandle.ts"
import { sessionOf } from "./CurrentFactory.ts"

/** The session of a target word for those who take its keys once: with half of its life left, or made anew. */
export const lastingSessionOf: typeof sessionOf = Effect.fnUntraced(function* (target) {
  const session = yield* sessionOf(target)
  yield* partsOf(session)?.cell.last ?? Effect.void
  return session
})
