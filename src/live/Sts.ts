import type * as Layer from "effect/Layer"
import { Sts as Port } from "../services/Sts.ts"
import { layerSts } from "./Ports.ts"

/** The port to AWS's Security Token Service, with its live layer. */
export const Sts: typeof Port & { readonly layer: Layer.Layer<Port> } = Object.assign(Port, { layer: layerSts })

export type Sts = Port
