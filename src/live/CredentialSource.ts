import type * as Layer from "effect/Layer"
import { CredentialSource as Port } from "../services/CredentialSource.ts"
import { layerCredentialSource } from "./Ports.ts"

/** The port to the credentials that a place has by itself, with its live layer. */
export const CredentialSource: typeof Port & { readonly layer: Layer.Layer<Port> } = Object.assign(Port, {
  layer: layerCredentialSource
})

export type CredentialSource = Port
