import * as Layer from "effect/Layer"
import { none, SessionStore } from "../../services/SessionStore.ts"

/** Placeholder until the folder is there. */
export const layerHost = (): Layer.Layer<SessionStore> => Layer.succeed(SessionStore, none)
