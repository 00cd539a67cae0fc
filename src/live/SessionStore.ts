import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SessionStore } from "../services/SessionStore.ts"

export * from "../services/SessionStore.ts"

/**
 * A store that lives as long as its layer and in no other process: for tests.
 *
 * **Example** (an empty store)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { SessionStore } from "effect-boto-ses"
 *
 * const removed = Effect.flatMap(SessionStore.SessionStore, ({ clear }) => clear())
 * const count = await Effect.runPromise(Effect.provide(removed, SessionStore.layerMemory))
 * if (count !== 0) throw new Error(`expected an empty store, found ${count}`)
 * ```
 */
export const layerMemory: Layer.Layer<SessionStore> = Layer.unwrap(
  Effect.promise(async () => (await import("../sessionStore/MemoryStore.ts")).layerMemory)
)
