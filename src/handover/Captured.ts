import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"

/**
 * The `ConfigProvider` of the place where a layer is built, for effects that run later: a program that swaps the
 * environment gives it to the layer, and the caller of the service may have another.
 */
export const captured: Effect.Effect<<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>> = Effect.map(
  ConfigProvider.ConfigProvider,
  (provider) => (effect) => Effect.provideService(effect, ConfigProvider.ConfigProvider, provider)
)
