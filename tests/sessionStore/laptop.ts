import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SessionStore } from "../../mod.ts"
import { type Ports, portsOn } from "../../src/live/Ports.ts"
import { PasswordHome } from "../../src/platform/PasswordHome.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import type { HostOptions } from "../../src/sessionStore/host/HostOptions.ts"

/** The variables of a process, and nothing of the machine's. */
export const variablesOf = (env: Record<string, string>): Layer.Layer<never> =>
  Layer.merge(
    ConfigProvider.layer(ConfigProvider.fromEnv({ env: { AWS_EC2_METADATA_DISABLED: "true", ...env } })),
    Layer.succeed(PasswordHome, () => undefined)
  )

/** What a process of a laptop asks with, in the variables given: each layer is a process of its own. */
export const portsIn = (env: Record<string, string>, options: HostOptions = { everywhere: true }): Layer.Layer<Ports> =>
  Layer.fresh(portsOn(SessionStore.layerHost(options))).pipe(Layer.provide(variablesOf(env)))

/** The credentials of a profile, as one more process gets them. */
export const profileIn = (
  env: Record<string, string>,
  name: string,
  options?: HostOptions
): ReturnType<CredentialSource["profile"]> =>
  Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(Effect.provide(portsIn(env, options)))
