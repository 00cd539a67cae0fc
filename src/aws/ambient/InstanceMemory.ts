import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { Credentials } from "../../domain/aws/Credentials.ts"

/** The credentials that the instance's metadata service gave last, for when it gives none. */
export interface InstanceMemory {
  last: Credentials | undefined
}

export const InstanceMemory: Context.Service<InstanceMemory, InstanceMemory> = Context.Service<InstanceMemory>(
  "effect-boto-ses/InstanceMemory"
)

export const layerInstanceMemory: Layer.Layer<InstanceMemory> = Layer.sync(InstanceMemory, () => ({ last: undefined }))
