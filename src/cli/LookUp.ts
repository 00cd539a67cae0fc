import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { SessionKey } from "../domain/aws/SessionKey.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import * as BotoSesFactory from "../live/BotoSesFactory.ts"
import { portsOn } from "../live/Ports.ts"
import { RefusedRequests } from "../services/RefusedRequests.ts"
import type { Session } from "../services/Session.ts"
import { make, SessionStore } from "../services/SessionStore.ts"
import { sessionOf } from "./CurrentFactory.ts"

/** What is known of a target's session without signing in. */
export interface LookedUp {
  readonly session: Result.Result<Session, BotoSesError>
  /** What would have been asked for, in the order in which it was needed; the last one was not to be had. */
  readonly refused: ReadonlyArray<string>
  /** The entries of the store on the way to the session. */
  readonly keys: ReadonlyArray<SessionKey>
}

/** A store that obtains nothing: whatever another call kept serves, be it about to end. */
const readOnly = (store: SessionStore, asked: Array<SessionKey>): SessionStore =>
  make({
    session: (ask, obtain) => {
      asked.push(ask.key)
      return Effect.flatMap(
        store.peek({ key: ask.key, clockSkew: ask.clockSkew, life: 0 }),
        Option.match({
          onSome: Effect.succeed,
          onNone: () => Effect.map(obtain, (obtained) => ({ ...obtained, keptSince: undefined, clockSkew: 0 }))
        })
      )
    },
    peek: store.peek,
    clear: store.clear
  })

/** Looks a target's session up in the store, as the factory would come to it: it makes no request and asks nobody. */
export const lookUp = Effect.fnUntraced(function* (target: string) {
  const refused: Array<string> = []
  const keys: Array<SessionKey> = []
  const ports = portsOn(Layer.succeed(SessionStore, readOnly(yield* SessionStore, keys)))
  const factory = BotoSesFactory.layerNoDeps.pipe(
    Layer.provide(ports),
    Layer.provide(Layer.succeed(RefusedRequests, (operation: string) => void refused.push(operation)))
  )
  const session = yield* Effect.result(Effect.provide(sessionOf(target), Layer.fresh(factory)))
  return { session, refused, keys } satisfies LookedUp
})
