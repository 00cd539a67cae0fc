import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PlainFileOptions } from "../handover/store/PlainFileStore.ts"
import { SnapshotStore as Port } from "../services/SnapshotStore.ts"
import { nodeServices } from "./NodeServices.ts"
import { layerSnapshotStore } from "./Ports.ts"

/** The layers by which devops is handed to a child process. */
export interface SnapshotStoreLayers {
  /** Shares by server, by file where devops has no session token; loads whichever the environment names. */
  readonly layer: Layer.Layer<Port>
  /** No file at all: a credential server on loopback in the parent, which renews. */
  readonly layerServer: Layer.Layer<Port>
  /** An encrypted file with a key of its own. */
  readonly layerFile: Layer.Layer<Port>
  /** Inside one process, for tests. */
  readonly layerMemory: Layer.Layer<Port>
  /** The Python original's plain-text file, for Python children: by explicit choice, with a warning. */
  readonly layerPlainFile: (options?: PlainFileOptions) => Layer.Layer<Port>
}

const loaded = <R>(load: () => Promise<Layer.Layer<Port, never, R>>): Layer.Layer<Port, never, R> =>
  Layer.unwrap(Effect.promise(load))

/** How devops is handed to a child process and taken by it, with its live layers. */
export const SnapshotStore: typeof Port & SnapshotStoreLayers = Object.assign(Port, {
  layer: layerSnapshotStore,
  layerServer: loaded(async () => (await import("../handover/store/ServerStore.ts")).layerServer),
  layerFile: Layer.provide(
    loaded(async () => (await import("../handover/store/FileStore.ts")).layerFile),
    nodeServices
  ),
  layerMemory: loaded(async () => (await import("../handover/store/MemoryStore.ts")).layerMemory),
  layerPlainFile: (options?: PlainFileOptions) =>
    Layer.provide(
      loaded(async () => (await import("../handover/store/PlainFileStore.ts")).layerPlainFile(options)),
      nodeServices
    )
})

export type SnapshotStore = Port
