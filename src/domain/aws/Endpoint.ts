/**
 * The endpoints that a profile configures for the services its credentials are used with.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
 */
export interface ConfiguredEndpoints {
  /** The profile's `endpoint_url`, for every service that has none of its own. */
  readonly default: string | undefined
  /** Those of the profile's `services` section, by the service's key: `s3`, `cloudwatch_logs`. */
  readonly services: { readonly [service: string]: string }
  /** The profile's `ignore_configured_endpoint_urls`: no endpoint of the profile or of the environment counts. */
  readonly ignored: boolean
  /** The profile's `ca_bundle`: the file of the authorities to trust there. `AWS_CA_BUNDLE` comes before it. */
  readonly caBundle?: string | undefined
}

/** What the environment says about the endpoint of a service. */
export interface EndpointVariables {
  /** `AWS_ENDPOINT_URL_<SERVICE>`. */
  readonly own: string | undefined
  /** `AWS_ENDPOINT_URL`. */
  readonly all: string | undefined
  /** `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`; it comes before the profile's setting. */
  readonly ignore: string | undefined
}

export interface ChosenEndpoint {
  readonly url: string
  /** The variable or setting that states it, for people. */
  readonly from: string
}

/** Whether requests can go to an address at all. */
export const isHttpEndpoint = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

/** What is wrong with an address that no request can go to, for people; `undefined` for a usable one. */
export const endpointProblem = ({ url, from }: ChosenEndpoint): string | undefined =>
  isHttpEndpoint(url)
    ? undefined
    : `"${url}" (${from}) is ${URL.canParse(url) ? "no http or https address" : "not a URL"}.`

const keyOf = (serviceId: string): string => serviceId.replaceAll(" ", "_").toLowerCase()

/** The variable of a service's own endpoint, by the SDK's name of the service: `CloudWatch Logs`, `sts`. */
export const endpointVariable = (serviceId: string): string => `AWS_ENDPOINT_URL_${keyOf(serviceId).toUpperCase()}`

/**
 * The endpoint of a service: the environment's for this service, the environment's for all, the profile's for this
 * service, the profile's for all. `undefined` leaves the choice to AWS.
 */
export const chosenEndpoint = (
  serviceId: string,
  { own, all, ignore }: EndpointVariables,
  profile: ConfiguredEndpoints | undefined
): ChosenEndpoint | undefined => {
  const ignored = ignore === undefined ? profile?.ignored === true : ignore.toLowerCase() === "true"
  if (ignored) return undefined
  const key = keyOf(serviceId)
  const inServices = profile !== undefined && Object.hasOwn(profile.services, key) ? profile.services[key] : undefined
  const places: ReadonlyArray<readonly [string | undefined, string]> = [
    [own, endpointVariable(serviceId)],
    [all, "AWS_ENDPOINT_URL"],
    [inServices, `${key} in the profile's services section`],
    [profile?.default, "the profile's endpoint_url"]
  ]
  for (const [url, from] of places) if (url !== undefined) return { url, from }
  return undefined
}
