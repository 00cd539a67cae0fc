import * as Effect from "effect/Effect"
import {
  type ChosenEndpoint,
  type ConfiguredEndpoints,
  chosenEndpoint,
  endpointVariable
} from "../domain/aws/Endpoint.ts"
import { type Network, networkOf, networkVariables } from "../platform/Network.ts"
import { type VariableUnreadable, variables } from "../platform/Variables.ts"
import { AwsClientDefaults } from "../services/AwsClientDefaults.ts"
import { statedEndpoint } from "../services/StatedEndpoint.ts"
import { isTrue } from "./SourceVariables.ts"

/** What a client of one service is made with; settled once, so that the SDK has nothing left to look up by itself. */
export interface ClientSettings {
  /** `undefined`: AWS's own regional endpoint. */
  readonly endpoint: string | undefined
  /** The endpoint where a profile's own come last. */
  readonly endpointFor: (profile: ConfiguredEndpoints | undefined) => ChosenEndpoint | undefined
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
  readonly network: Network
  readonly defaults: AwsClientDefaults
}

/**
 * The settings for a service's clients. The endpoint is that of `AwsClientDefaults`, else of
 * `AWS_ENDPOINT_URL_<SERVICE>`, else of `AWS_ENDPOINT_URL`, else the profile's.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" and "Dual-stack and FIPS endpoints".
 *
 * @param service the service's lower-case name, with `_` for a blank: `sts`, `sso_oidc`
 */
export const clientSettings = (service: string): Effect.Effect<ClientSettings, VariableUnreadable> =>
  Effect.gen(function* () {
    const defaults = yield* AwsClientDefaults
    const own = endpointVariable(service)
    const env = yield* variables([
      own,
      "AWS_ENDPOINT_URL",
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
      "AWS_USE_FIPS_ENDPOINT",
      "AWS_USE_DUALSTACK_ENDPOINT",
      ...networkVariables
    ])
    const stated = statedEndpoint(defaults, service)
    const fromVariables = {
      own: env[own],
      all: env.AWS_ENDPOINT_URL,
      ignore: env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
    }
    const endpointFor = (profile: ConfiguredEndpoints | undefined): ChosenEndpoint | undefined =>
      stated === undefined
        ? chosenEndpoint(service, fromVariables, profile)
        : { url: stated, from: "AwsClientDefaults" }
    return {
      endpoint: endpointFor(undefined)?.url,
      endpointFor,
      useFipsEndpoint: isTrue(env.AWS_USE_FIPS_ENDPOINT),
      useDualstackEndpoint: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT),
      network: networkOf(env),
      defaults
    }
  })
