import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Runtime from "../services/Runtime.ts"
import { layerNone, type SessionStore } from "../services/SessionStore.ts"
import type { HostOptions } from "../sessionStore/host/HostOptions.ts"
import { nodeServices } from "./NodeServices.ts"

export type { ServiceEndpoint, SessionKey } from "../domain/aws/SessionKey.ts"
export type { SourceChain } from "../domain/aws/SourceChain.ts"
export type { FailureText } from "../services/FailureText.ts"
export {
  FirstKeptIn,
  type Kept,
  layerNone,
  make,
  none,
  type Obtained,
  type PacedRequest,
  type Prompt,
  type SessionAsk,
  type SessionLookup,
  SessionNeed,
  SessionStore,
  TypeId
} from "../services/SessionStore.ts"
export type { HostOptions } from "../sessionStore/host/HostOptions.ts"

/**
 * Sessions are kept for this user's other processes on this host: in files of the cache folder, each sealed by the secret
 * of the source that it was obtained with. The command line keeps them so by default; a program chooses it by
 * `sessionStore: "host"`.
 *
 * **Details**: of the processes that want the same session at once one obtains it, and the others get the same. Kept are
 * sessions of roles, of Identity Center, of web identities and of multi-factor sign-ins (for an hour), and who a source
 * is (for a day); never long-lived keys, nor what an instance, a container or a parent process gives. In a CI job the
 * folder is the job's own temporary one; where the vendor documents none, nothing is kept. A store that cannot be used
 * leaves each ask to its own request, and warns once.
 *
 * **Gotchas**: it makes fewer sessions, never safer ones. Whoever can read the source can read what was obtained with it,
 * and what is removed here AWS honours until its end.
 *
 * **Example** (a program whose runs share their sessions)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory, SessionStore } from "effect-boto-ses"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: {},
 *   workloads: { sbx: { profile: "acme-sbx" } },
 *   sessionStore: "host"
 * }) {}
 *
 * // The same store by itself, to remove what is kept:
 * const clear = Effect.flatMap(SessionStore.SessionStore, (store) => store.clear())
 * const run = Effect.provide(clear, SessionStore.layerHost())
 * if (!Effect.isEffect(run) || Aws.options.sessionStore !== "host") throw new Error("expected an effect")
 * ```
 */
export const layerHost = (options: HostOptions = {}): Layer.Layer<SessionStore> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const runtime = yield* Effect.result(Effect.provide(Runtime.Runtime, Runtime.layer))
      // Where nobody knows what place it is, nobody knows whose folder it would be.
      if (Result.isFailure(runtime)) return layerNone
      const { name, group } = runtime.success
      const { layerHostIn } = yield* Effect.promise(() => import("../sessionStore/host/HostStore.ts"))
      return Layer.provide(
        layerHostIn({ runtime: { name, group }, asked: options.everywhere ?? false }, options),
        nodeServices
      )
    })
  )

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
