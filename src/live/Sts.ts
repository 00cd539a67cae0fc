import type * as Layer from "effect/Layer"
import type { Sts } from "../services/Sts.ts"
import { layerSts } from "./Ports.ts"

export * from "../services/Sts.ts"

/** AWS's STS over HTTP. Nothing of the AWS SDK is loaded before the first request. */
export const layer: Layer.Layer<Sts> = layerSts
