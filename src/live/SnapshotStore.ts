import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PlainFileOptions } from "../handover/store/PlainFileStore.ts"
import type { SnapshotStore } from "../services/SnapshotStore.ts"
import { nodeServices } from "./NodeServices.ts"
import { layerSnapshotStore } from "./Ports.ts"

export type { PlainFileOptions } from "../handover/store/PlainFileStore.ts"
export * from "../services/SnapshotStore.ts"

const loaded = <R>(load: () => Promise<Layer.Layer<SnapshotStore, never, R>>): Layer.Layer<SnapshotStore, never, R> =>
  Layer.unwrap(Effect.promise(load))

/** Shares by server, by file where devops has no session token; loads whichever the environment names. */
export const layer: Layer.Layer<SnapshotStore> = layerSnapshotStore

/**
 * Devops by a credential server on loopback in the parent, which renews it for as long as the parent lives; no file is
 * made. The server gives no long-lived keys: those are `HandoverUnusable`.
 */
export const layerServer: Layer.Layer<SnapshotStore> = loaded(
  async () => (await import("../handover/store/ServerStore.ts")).layerServer
)

/**
 * Devops in an encrypted file of this user's, whose key only the child's environment has. It holds the present
 * credentials, is not renewed, and is removed with its scope.
 */
export const layerFile: Layer.Layer<SnapshotStore> = Layer.provide(
  loaded(async () => (await import("../handover/store/FileStore.ts")).layerFile),
  nodeServices
)

/** Inside one process, for tests. */
export const layerMemory: Layer.Layer<SnapshotStore> = loaded(
  async () => (await import("../handover/store/MemoryStore.ts")).layerMemory
)

/** The Python original's plain-text file, for Python children: by explicit choice, with a warning. */
export const layerPlainFile = (options?: PlainFileOptions): Layer.Layer<SnapshotStore> =>
  Layer.provide(
    loaded(async () => (await import("../handover/store/PlainFileStore.ts")).layerPlainFile(options)),
    nodeServices
  )
