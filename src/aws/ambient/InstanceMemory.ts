import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { Credentials } from "../../domain/aws/Credentials.ts"

const TypeId = "~effect-boto-ses/aws/InstanceMemory"

/** The credentials that the instance's metadata service gave last, for when it gives none. */
export interface InstanceMemory {
  readonly [TypeId]: typeof TypeId
  last: Credentials | undefined
}

/** The tag of what the instance's metadata service gave last. */
export const InstanceMemory: Context.Service<InstanceMemory, InstanceMemory> = Context.Service<InstanceMemory>(
  "effect-boto-ses/aws/InstanceMemory"
)

export const layerInstanceMemory: Layer.Layer<InstanceMemory> = Layer.sync(
  InstanceMemory,
  (): InstanceMemory => ({ [TypeId]: TypeId, last: undefined })
)
