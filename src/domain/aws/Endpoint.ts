import type { ConfigProblem } from "../config/ConfigProblem.ts"
import { describeValue } from "../text/Describe.ts"

/**
 * What a profile says of the requests that its credentials sign: the endpoints of each service, and every other setting
 * that clients read.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
 */
export interface ConfiguredEndpoints {
  /** The profile's `endpoint_url`, for every service that has none of its own. */
  readonly default: string | undefined
  /** Those of the profile's `services` section, by the service's key: `s3`, `cloudwatch_logs`. */
  readonly services: { readonly [service: string]: string }
  /** The name of that section, where the config file has none of this name. */
  readonly missingServices?: string
  /** The profile's `ignore_configured_endpoint_urls`: no endpoint of the profile or of the environment counts. */
  readonly ignored: boolean
  /** The profile's `ca_bundle`: the file of the authorities to trust there. `AWS_CA_BUNDLE` comes before it. */
  readonly caBundle?: string | undefined
  /** The profile's name. */
  readonly profile?: string
  /** Its other settings that clients read, by name; `s3.addressing_style` for one that is nested. */
  readonly settings?: { readonly [name: string]: string }
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
  /** Why no request can go there: told to whoever asks the service, and to nobody else. */
  readonly problem?: ConfigProblem
}

/** A break within an address is a further setting that was indented by mistake, and that URLs would swallow. */
const isHttpEndpoint = (url: string): boolean =>
  !/[\r\n\t]/.test(url) && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

const keyOf = (serviceId: string): string => serviceId.replaceAll(" ", "_").toLowerCase()

/** The variable of a service's own endpoint, by the SDK's name of the service: `CloudWatch Logs`, `sts`. */
export const endpointVariable = (serviceId: string): string => `AWS_ENDPOINT_URL_${keyOf(serviceId).toUpperCase()}`

/** An endpoint that somebody states, with what is wrong with it. */
export const statedBy = (url: string, from: string): ChosenEndpoint => {
  if (isHttpEndpoint(url)) return { url, from }
  const [first = "", ...further] = url.split("\n")
  const found = describeValue(first) + (further.length === 0 ? "" : ", and further lines that are indented below it")
  // What lacks only its scheme is most often a server on this machine or in this network.
  const isShown = found === JSON.stringify(first) && !/[@/]/.test(first)
  const isWithout = isShown && isHttpEndpoint(`http://${first}`)
  const next = isWithout ? `Write it as http://${first} or https://${first}.` : "Correct it."
  return {
    url,
    from,
    problem: { path: from, expected: "an http or https address, such as http://localhost:4566", found, next }
  }
}

/**
 * What goes with an endpoint that somebody states: a variant is of AWS's own endpoints, and the SDK refuses one beside
 * another's. boto3 and the AWS CLI leave it out.
 */
export const withoutVariant = { useFipsEndpoint: false, useDualstackEndpoint: false } as const

const withoutServices = (name: string): ChosenEndpoint => ({
  url: "",
  from: "the profile's services section",
  problem: {
    path: "services of the profile",
    expected: `a section [services ${name.split("\n", 1)[0]}] in the config file`,
    found: "none of this name",
    next: "Add it, or correct the name."
  }
})

/**
 * The endpoint of a service: the environment's for this service, the environment's for all, the profile's for this
 * service, the profile's for all. `undefined` leaves the choice to AWS.
 *
 * @param ignoreConfigured the client's own `ignoreConfiguredEndpointUrls`, which comes before the variable and the setting
 */
export const chosenEndpoint = (
  serviceId: string,
  { own, all, ignore }: EndpointVariables,
  profile: ConfiguredEndpoints | undefined,
  ignoreConfigured?: boolean
): ChosenEndpoint | undefined => {
  const byVariable = ignore === undefined ? profile?.ignored === true : ignore.toLowerCase() === "true"
  if (ignoreConfigured ?? byVariable) return undefined
  if (own !== undefined) return statedBy(own, endpointVariable(serviceId))
  if (all !== undefined) return statedBy(all, "AWS_ENDPOINT_URL")
  if (profile?.missingServices !== undefined) return withoutServices(profile.missingServices)
  const key = keyOf(serviceId)
  const inServices = profile !== undefined && Object.hasOwn(profile.services, key) ? profile.services[key] : undefined
  if (inServices !== undefined) return statedBy(inServices, `${key} in the profile's services section`)
  return profile?.default === undefined ? undefined : statedBy(profile.default, "the profile's endpoint_url")
}
