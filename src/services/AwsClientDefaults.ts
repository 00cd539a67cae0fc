import * as Context from "effect/Context"

/** What every AWS SDK client of the library is made with, beyond region and credentials. */
export interface AwsClientDefaultsShape {
  /**
   * The endpoint of a service, by its lower-case name (`sts`, `s3`); `undefined` leaves the choice to
   * `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url`, and then to
   * AWS.
   */
  readonly endpoint?: string | ((service: string) => string | undefined)
  /** An SDK request handler: proxies, agents, time limits. */
  readonly requestHandler?: object
  /** Added to the SDK's user agent. */
  readonly userAgentAppId?: string
}

/** Defaults of the AWS SDK clients: a reference, so that a program overrides it where it has a reason. */
export const AwsClientDefaults: Context.Reference<AwsClientDefaultsShape> = Context.Reference<AwsClientDefaultsShape>(
  "effect-boto-ses/AwsClientDefaults",
  { defaultValue: () => ({}) }
)

/** The endpoint that the defaults state for a service. */
export const statedEndpoint = (defaults: AwsClientDefaultsShape, service: string): string | undefined =>
  typeof defaults.endpoint === "function" ? defaults.endpoint(service) : defaults.endpoint
