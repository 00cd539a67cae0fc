import * as Effect from "effect/Effect"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import { extendChain, type SessionKey } from "../domain/aws/SessionKey.ts"
import type { SourceChain } from "../domain/aws/SourceChain.ts"
import { type Kept, type Obtained, type SessionAsk, SessionNeed, type SessionStore } from "./SessionStore.ts"
import type { Sts } from "./Sts.ts"

/** What keeps the answers of requests: the store, and the port whose clock it goes by. */
export interface Keeper {
  readonly store: SessionStore
  readonly sts: Pick<Sts, "clockSkew" | "learnClockSkew">
}

/** A request of which a store may keep the answer. */
export interface KeepableRequest<E>
  extends Pick<SessionKey, "operation" | "parameters">,
    Pick<SessionAsk<E>, "failures" | "principal" | "prompt"> {
  /** What signs it; without a chain its answer is kept nowhere. */
  readonly chain: SourceChain | undefined
  /** Where it is asked; likewise. */
  readonly endpoint: SessionKey["endpoint"] | undefined
}

const kept = Effect.fnUntraced(function* <E>(
  { store, sts }: Keeper,
  request: KeepableRequest<E>,
  obtain: Effect.Effect<Obtained, E>
): Effect.fn.Return<Kept, E> {
  const { chain, endpoint, operation, parameters, ...rest } = request
  const { uncached = false, ...need } = yield* SessionNeed
  const clockSkew = () => sts.clockSkew?.() ?? 0
  if (uncached || chain === undefined || endpoint === undefined) {
    const { pace = (_, request) => request } = store
    return { ...(yield* pace(request, obtain)), keptSince: undefined, clockSkew: clockSkew() }
  }
  const key: SessionKey = { chain, endpoint, operation, parameters }
  const answer = yield* store.session({ ...rest, ...need, key, clockSkew }, obtain)
  // What was written long ago may be of another time's clock.
  if (answer.isJustMade === true) sts.learnClockSkew?.(answer.clockSkew)
  return answer
})

/** Credentials that a request gave, to this process or to another. */
export interface KeptCredentials extends Kept {
  readonly credentials: Credentials
  /** The chain of what is signed with them. */
  readonly chain: SourceChain | undefined
}

/** The session that the store keeps for a request, else the one that the request gives. */
export const keepCredentials: <E>(
  keeper: Keeper,
  request: KeepableRequest<E>,
  obtain: Effect.Effect<Obtained & { readonly credentials: Credentials }, E>
) => Effect.Effect<KeptCredentials, E> = Effect.fnUntraced(function* (keeper, request, obtain) {
  const { chain, endpoint } = request
  const next = chain === undefined || endpoint === undefined ? undefined : extendChain(chain, { ...request, endpoint })
  const answer = yield* kept(keeper, request, obtain)
  const { credentials } = answer
  if (credentials !== undefined) return { ...answer, credentials, chain: next }
  return { ...(yield* obtain), keptSince: undefined, clockSkew: answer.clockSkew, chain: next }
})

/** The identity that the store keeps for a request, else the one that the request gives. */
export const keepIdentity: <E>(
  keeper: Keeper,
  request: KeepableRequest<E>,
  ask: Effect.Effect<Identity, E>
) => Effect.Effect<Identity, E> = Effect.fnUntraced(function* (keeper, request, ask) {
  const obtain = Effect.map(ask, (identity): Obtained => ({ credentials: undefined, identity }))
  return (yield* kept(keeper, request, obtain)).identity ?? (yield* ask)
})
