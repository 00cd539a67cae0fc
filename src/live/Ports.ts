import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { keysAlone } from "../aws/ambient/KeysAlone.ts"
import { layerSts as layerStsLive } from "../aws/sts/StsLive.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { SessionStoreChoice } from "../factory/Behaviour.ts"
import { runInContext } from "../factory/credentials/SharedRun.ts"
import type { CheckedLayers } from "../factory/ServiceLayers.ts"
import { handoverVariables, readVariables, withConfigOfLayer } from "../handover/HandoverVariables.ts"
import { CredentialSource, make as makeSource } from "../services/CredentialSource.ts"
import type { IdentityToken } from "../services/IdentityToken.ts"
import { layerNone, none, SessionStore } from "../services/SessionStore.ts"
import { make, SnapshotStore } from "../services/SnapshotStore.ts"
import { Sts } from "../services/Sts.ts"
import { atFirstUse } from "./AtFirstUse.ts"
import { layer as layerIdentityToken } from "./IdentityToken.ts"
import { nodeServices } from "./NodeServices.ts"
import { layerHost } from "./SessionStore.ts"

/** AWS's STS over HTTP. Nothing of the AWS SDK is loaded before the first request. */
export const layerSts: Layer.Layer<Sts> = layerStsLive

/** The machine's own credentials on the STS given, by which profiles assume their roles. */
const credentialSourceOnSts: Layer.Layer<CredentialSource, never, Sts> = Layer.effect(CredentialSource)(
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    const sessionStore = Option.getOrElse(yield* Effect.serviceOption(SessionStore), () => none)
    const sources = yield* atFirstUse(
      CredentialSource,
      Layer.provide(
        Layer.unwrap(
          Effect.promise(async () => (await import("../aws/CredentialSourceLive.ts")).layerCredentialSource)
        ),
        [Layer.succeed(Sts, yield* Sts), Layer.succeed(SessionStore, sessionStore), nodeServices]
      )
    )
    const keys = runInContext(keysAlone, context)
    return makeSource({
      ambient: Effect.flatMap(keys, (found) =>
        found === undefined ? Effect.flatMap(sources, ({ ambient }) => ambient) : Effect.succeed(found)
      ).pipe(Effect.withSpan("CredentialSource.ambient")),
      profile: (name) => Effect.flatMap(sources, ({ profile }) => profile(name))
    })
  })
)

/**
 * The machine's own credentials: environment, AWS CLI profiles, container, instance.
 *
 * **Details**: a `SessionStore` beneath it keeps what the steps of a profile give; without one they are made anew.
 */
export const layerCredentialSource: Layer.Layer<CredentialSource> = Layer.provide(credentialSourceOnSts, layerSts)

/**
 * The hand-over of devops, from and to other processes of ours. Most programs share nothing and were handed nothing:
 * they learn that from the variables alone, and load nothing more.
 */
export const layerSnapshotStore: Layer.Layer<SnapshotStore> = Layer.effect(SnapshotStore)(
  Effect.gen(function* () {
    const withConfig = yield* withConfigOfLayer
    const store = yield* atFirstUse(
      SnapshotStore,
      Layer.provide(
        Layer.unwrap(Effect.promise(async () => (await import("../handover/store/AutoStore.ts")).layerSnapshotStore)),
        nodeServices
      )
    )
    const names = Object.values(handoverVariables)
    return make({
      share: (session, options) => Effect.flatMap(store, ({ share }) => share(session, options)),
      load: Effect.flatMap(withConfig(readVariables(names)), (env) =>
        names.some((name) => env[name] !== undefined) ? Effect.flatMap(store, ({ load }) => load) : Effect.succeedNone
      )
    })
  })
)

/** What a factory works with outside the program. */
export type Ports = Sts | CredentialSource | IdentityToken | SessionStore | SnapshotStore

/** The ports given, and live ones in place of the others, which lean on those given. */
const portsBeside = (
  given: CheckedLayers,
  sessionStore: Layer.Layer<SessionStore, BotoSesError>
): Layer.Layer<Ports, BotoSesError> => {
  const { sts = layerSts } = given
  return Layer.mergeAll(
    sts,
    // A layer is built once for whoever needs it: on other services it is another one.
    given.credentialSource ?? Layer.provide(Layer.fresh(credentialSourceOnSts), [sts, sessionStore]),
    given.snapshotStore ?? layerSnapshotStore,
    given.identityToken ?? layerIdentityToken,
    sessionStore
  )
}

/** AWS's STS, the machine's own credentials, and hand-overs, with a session store that all of it uses. */
export const portsOn = (sessionStore: Layer.Layer<SessionStore>): Layer.Layer<Ports> =>
  portsBeside({}, sessionStore) as Layer.Layer<Ports>

const stores: { readonly [Choice in SessionStoreChoice]: Layer.Layer<SessionStore> } = {
  none: layerNone,
  host: layerHost()
}

/** The session stores that an option chooses; their code is loaded where it is chosen. */
export const layerPorts: { readonly [Choice in SessionStoreChoice]: Layer.Layer<Ports> } = {
  none: portsOn(stores.none),
  host: portsOn(stores.host)
}

/** The ports of a factory: those given, else the live ones, with the session store that its options choose. */
export const portsOf = (choice: SessionStoreChoice, given: CheckedLayers): Layer.Layer<Ports, BotoSesError> =>
  portsBeside(given, given.sessionStore ?? stores[choice])
