import * as Effect from "effect/Effect"
import type { SourceUnusable } from "../../services/CredentialSource.ts"
import { isTrue, sourceVariables } from "../SourceVariables.ts"
import { platformLimit } from "./PlatformRequest.ts"

/** How the instance's metadata service is asked. */
export interface InstanceSettings {
  /** The address; none where the settings name no usable one. */
  readonly endpoint: URL
  /** Milliseconds for one exchange. */
  readonly limit: number
  /** How often a request is made, where somebody says. */
  readonly attempts: number | undefined
  /** Whether it may be asked without a token, by version 1. */
  readonly withoutToken: boolean
}

/** Why the service is not asked, or cannot be. */
export type InstanceProblem = { readonly absent: string } | { readonly unusable: string }

/** The settings of a profile in the config file, by name. */
export type ProfileSettings = ReadonlyMap<string, string> | undefined

/** The settings that have a variable and a name in the config file; the variable comes first. */
const named = {
  AWS_EC2_METADATA_SERVICE_ENDPOINT: "ec2_metadata_service_endpoint",
  AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "ec2_metadata_service_endpoint_mode",
  AWS_EC2_METADATA_V1_DISABLED: "ec2_metadata_v1_disabled",
  AWS_IMDS_USE_IPV6: "imds_use_ipv6",
  AWS_METADATA_SERVICE_NUM_ATTEMPTS: "metadata_service_num_attempts",
  AWS_METADATA_SERVICE_TIMEOUT: "metadata_service_timeout"
} as const

type Variable = keyof typeof named

const names = Object.keys(named) as ReadonlyArray<Variable>

/** A whole number of requests; what is none is unset. */
const attemptsOf = (text: string | undefined): number | undefined => {
  const stated = Number(text)
  return Number.isInteger(stated) && stated >= 1 && stated <= 100 ? stated : undefined
}

/**
 * How the metadata service is asked, by the variables and, after them, the profile's settings.
 *
 * Source: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; botocore's `BOTOCORE_DEFAUT_SESSION_VARIABLES`
 * and `IMDSFetcher`.
 */
export const instanceSettings: (
  profile: ProfileSettings
) => Effect.Effect<InstanceSettings | InstanceProblem, SourceUnusable> = Effect.fnUntraced(function* (
  profile: ProfileSettings
): Effect.fn.Return<InstanceSettings | InstanceProblem, SourceUnusable> {
  const env = yield* sourceVariables(["AWS_EC2_METADATA_DISABLED", ...names])
  if (isTrue(env.AWS_EC2_METADATA_DISABLED)) return { absent: "AWS_EC2_METADATA_DISABLED is true" }
  const setting = (name: Variable) => env[name] ?? (profile?.get(named[name])?.trim() || undefined)
  const place = (name: Variable) => (env[name] === undefined ? `${named[name]} of the profile` : name)

  const stated = setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
  const mode = (stated ?? (isTrue(setting("AWS_IMDS_USE_IPV6")) ? "ipv6" : "ipv4")).toLowerCase()
  if (mode !== "ipv4" && mode !== "ipv6") {
    return { unusable: `${place("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")} is "${stated}". Use IPv4 or IPv6.` }
  }
  const endpoint =
    setting("AWS_EC2_METADATA_SERVICE_ENDPOINT") ??
    (mode === "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return { unusable: `${place("AWS_EC2_METADATA_SERVICE_ENDPOINT")} is "${endpoint}", which is no http address.` }
  }
  return {
    endpoint: url,
    limit: platformLimit(setting("AWS_METADATA_SERVICE_TIMEOUT"), 1_000),
    attempts: attemptsOf(setting("AWS_METADATA_SERVICE_NUM_ATTEMPTS")),
    withoutToken: !isTrue(setting("AWS_EC2_METADATA_V1_DISABLED"))
  }
})
