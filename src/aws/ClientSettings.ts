import * as Effect from "effect/Effect"
import {
  type ChosenEndpoint,
  type ConfiguredEndpoints,
  chosenEndpoint,
  endpointVariable,
  statedBy
} from "../domain/aws/Endpoint.ts"
import { partitionOfRegion } from "../domain/aws/Partition.ts"
import type { ServiceEndpoint } from "../domain/aws/SessionKey.ts"
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
  /** The variant of AWS's own endpoint, by the variables and then by a profile. */
  readonly variantFor: (profile: ConfiguredEndpoints | undefined) => {
    readonly useFipsEndpoint: boolean
    readonly useDualstackEndpoint: boolean
  }
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
      stated === undefined ? chosenEndpoint(service, fromVariables, profile) : statedBy(stated, "AwsClientDefaults")
    return {
      endpoint: endpointFor(undefined)?.url,
      endpointFor,
      variantFor: (profile) => ({
        useFipsEndpoint: isTrue(env.AWS_USE_FIPS_ENDPOINT ?? profile?.settings?.use_fips_endpoint),
        useDualstackEndpoint: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT ?? profile?.settings?.use_dualstack_endpoint)
      }),
      network: networkOf(env),
      defaults
    }
  })

/** The hosts of STS and of Identity Center's portal, at AWS or by its private links. Others below its domains are customers'. */
const awsHost =
  /^(?:[\w-]+\.)?(?:sts|sts-fips|portal\.sso)(?:\.[\w-]+)*\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/

/**
 * Where the requests of a service go, as far as that tells its answers from others. A handler of the program's own may
 * answer in the place of whoever is named.
 *
 * Source of the hosts: the SDKs' `partitions.json`; AWS PrivateLink Guide, "Access AWS services".
 */
export const endpointIn = (
  { defaults, endpointFor, variantFor }: ClientSettings,
  service: string,
  region: string,
  profile: ConfiguredEndpoints | undefined
): ServiceEndpoint => {
  const { requestHandler } = defaults
  const isOwn = requestHandler !== undefined && "handle" in requestHandler
  const own = isOwn ? ["own handler"] : []
  const chosen = endpointFor(profile)
  if (chosen === undefined) {
    const { useFipsEndpoint, useDualstackEndpoint } = variantFor(profile)
    const variant = [...(useFipsEndpoint ? ["fips"] : []), ...(useDualstackEndpoint ? ["dualstack"] : [])]
    return { url: [partitionOfRegion(region), service, region, ...variant, ...own].join(" "), isAws: !isOwn }
  }
  const url = URL.parse(chosen.url)
  return {
    url: [chosen.url, region, ...own].join(" "),
    isAws: !isOwn && url?.protocol === "https:" && awsHost.test(url.hostname)
  }
}
