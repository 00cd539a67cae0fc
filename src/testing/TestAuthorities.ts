import * as ConfigProviders from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ConfigProvider } from "../platform/Environment.ts"

/**
 * Hides the file of authorities that the machine states by `AWS_CA_BUNDLE`: the local AWS is plain HTTP, and a test is to
 * need neither that file nor Deno's permission to read it.
 */
export const layerWithoutAuthorities: Layer.Layer<never> = Layer.effect(
  ConfigProvider,
  Effect.map(ConfigProvider, (provider) =>
    ConfigProviders.make((path) => (path.join("_") === "AWS_CA_BUNDLE" ? Effect.undefined : provider.load(path)))
  )
)
