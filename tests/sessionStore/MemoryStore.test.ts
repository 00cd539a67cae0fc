import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerMemory } from "../../src/live/SessionStore.ts"
import { SessionStore } from "../../src/services/SessionStore.ts"
import { sessionStoreSuite } from "./sessionStoreSuite.ts"

sessionStoreSuite("layerMemory", {
  stores: Effect.map(Layer.build(layerMemory), (services) => {
    const store = Context.get(services, SessionStore)
    return [store, store]
  })
})
