import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CredentialSource } from "../services/CredentialSource.ts"
import type { SnapshotStore } from "../services/SnapshotStore.ts"
import type { Sts } from "../services/Sts.ts"
import { nodeServices } from "./nodeServices.ts"

/** AWS's STS over HTTP. Nothing of the AWS SDK is loaded before the first request. */
export const layerSts: Layer.Layer<Sts> = Layer.unwrap(
  Effect.promise(async () => (await import("../aws/StsLive.ts")).layerSts)
)

const layerSources = Layer.unwrap(
  Effect.promise(async () => (await import("../aws/CredentialSourceLive.ts")).layerCredentialSource)
)

/** The machine's own credentials: environment, AWS CLI profiles, container, instance. */
export const layerCredentialSource: Layer.Layer<CredentialSource> = Layer.provide(layerSources, [
  layerSts,
  nodeServices
])

/** devops from and for other processes of ours. */
export const layerSnapshotStore: Layer.Layer<SnapshotStore> = Layer.provide(
  Layer.unwrap(Effect.promise(async () => (await import("../handover/SnapshotStoreLive.ts")).layerSnapshotStore)),
  nodeServices
)
