import type * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { AwsClientDefaults, type AwsClientDefaultsShape, statedEndpoint } from "../services/AwsClientDefaults.ts"
import { isTrue, variables } from "./environment.ts"

/** What a client of one service is made with; settled once, so that the SDK has nothing left to look up by itself. */
export interface ClientSettings {
  /** `undefined`: AWS's own regional endpoint. */
  readonly endpoint: string | undefined
  /** Where the endpoint was stated, for people. */
  readonly endpointFrom: string
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
  readonly defaults: AwsClientDefaultsShape
}

/**
 * The settings for a service's clients. The endpoint is that of `AwsClientDefaults`, else of
 * `AWS_ENDPOINT_URL_<SERVICE>`, else of `AWS_ENDPOINT_URL`.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" and "Dual-stack and FIPS endpoints".
 *
 * @param service the service's lower-case name, with `_` for a blank: `sts`, `sso_oidc`
 */
export const clientSettings = (service: string): Effect.Effect<ClientSettings, ConfigProvider.SourceError> =>
  Effect.gen(function* () {
    const defaults = yield* AwsClientDefaults
    const own = `AWS_ENDPOINT_URL_${service.toUpperCase()}`
    const env = yield* variables([
      own,
      "AWS_ENDPOINT_URL",
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
      "AWS_USE_FIPS_ENDPOINT",
      "AWS_USE_DUALSTACK_ENDPOINT"
    ])
    const stated = statedEndpoint(defaults, service)
    const fromVariable = isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)
      ? undefined
      : env[own] !== undefined
        ? own
        : env.AWS_ENDPOINT_URL !== undefined
          ? "AWS_ENDPOINT_URL"
          : undefined
    return {
      endpoint: stated ?? (fromVariable === undefined ? undefined : env[fromVariable]),
      endpointFrom: stated === undefined ? (fromVariable ?? "AWS") : "AwsClientDefaults",
      useFipsEndpoint: isTrue(env.AWS_USE_FIPS_ENDPOINT),
      useDualstackEndpoint: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT),
      defaults
    }
  })
