import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Result from "effect/Result"
import { profileOrigin } from "../domain/aws/Origin.ts"
import type { SessionKey } from "../domain/aws/SessionKey.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import * as BotoSesFactory from "../live/BotoSesFactory.ts"
import * as MfaCode from "../live/MfaCode.ts"
import { portsOn } from "../live/Ports.ts"
import { SourceUnusable } from "../services/CredentialSource.ts"
import { RefusedRequests } from "../services/RefusedRequests.ts"
import type { Session } from "../services/Session.ts"
import { make, SessionStore } from "../services/SessionStore.ts"
import type { CommandContext } from "./CommandContext.ts"
import { sessionOf } from "./CurrentFactory.ts"
import type { Globals } from "./Globals.ts"

/** What is known of a target's session without signing in. */
export interface LookedUp {
  readonly session: Result.Result<Session, BotoSesError>
  /** What would have been asked for, in the order in which it was needed; the last one was not to be had. */
  readonly refused: ReadonlyArray<string>
  /** The entries of the store on the way to the session. */
  readonly keys: ReadonlyArray<SessionKey>
}

/** A store that obtains nothing: whatever another call kept serves, be it about to end. */
const readOnly = (store: SessionStore, hear: (key: SessionKey) => void): SessionStore =>
  make({
    // What it asks for belongs to the keys of the entries.
    ...store,
    session: (ask, obtain) => {
      hear(ask.key)
      return Effect.flatMap(
        store.peek({ key: ask.key, clockSkew: ask.clockSkew, life: 0 }),
        Option.match({
          onSome: Effect.succeed,
          onNone: () => Effect.map(obtain, (obtained) => ({ ...obtained, keptSince: undefined, clockSkew: 0 }))
        })
      )
    }
  })

/** A person's code is refused as the request is that it would go with. */
const askNobody =
  (refuse: (operation: string) => void): MfaCode.MfaCode =>
  ({ profile }) =>
    Effect.suspend(() => {
      refuse("GetSessionToken")
      return new SourceUnusable({ origin: profileOrigin(profile), detail: "Nobody is asked for a code here." })
    })

/**
 * Looks targets' sessions up in the store, one after the other, as the factory would come to them: it makes no request
 * and asks nobody. A session is good for as long as `use` runs.
 */
export const lookUp: <A, E, R>(
  targets: ReadonlyArray<string>,
  use: (target: string, found: LookedUp) => Effect.Effect<A, E, R>
) => Effect.Effect<Array<A>, E | BotoSesError, Exclude<R, BotoSesFactory.BotoSesFactory> | CommandContext | Globals> =
  Effect.fnUntraced(function* <A, E, R>(
    targets: ReadonlyArray<string>,
    use: (target: string, found: LookedUp) => Effect.Effect<A, E, R>
  ) {
    let refused: Array<string> = []
    let keys: Array<SessionKey> = []
    const refuse = (operation: string): void => void refused.push(operation)
    const ports = portsOn(
      Layer.succeed(
        SessionStore,
        readOnly(yield* SessionStore, (key) => void keys.push(key))
      )
    )
    const factory = BotoSesFactory.layerNoDeps.pipe(
      Layer.provide(ports),
      Layer.provide([Layer.succeed(RefusedRequests, refuse), Layer.succeed(MfaCode.MfaCode, askNobody(refuse))])
    )
    const each = Effect.fnUntraced(function* (target: string) {
      refused = []
      keys = []
      const session = yield* Effect.result(sessionOf(target))
      return yield* use(target, { session, refused, keys })
    })
    return yield* Effect.provide(Effect.forEach(targets, each), Layer.fresh(factory))
  })
