import * as Context from "effect/Context"

/** What every AWS SDK client of the library is made with, beyond region and credentials. */
export interface AwsClientDefaults {
  /**
   * One endpoint for every service, or that of each by its lower-case name (`sts`, `s3`); `undefined` leaves the choice to
   * `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url`, and then to
   * AWS.
   */
  readonly endpoint?: string | ((service: string) => string | undefined)
  /**
   * An SDK request handler, or the options of one, in place of ours: its own agents, proxies and time limits count
   * then.
   */
  readonly requestHandler?: object
  /**
   * The SDK's option of that name: by it CloudTrail's user agent tells the program (`app/acme-deploy`). At most 50
   * characters.
   */
  readonly userAgentAppId?: string
}

/**
 * Defaults of the AWS SDK clients: a reference, so that a program overrides it where it has a reason.
 *
 * **Example** (S3 on this machine, every other service at AWS)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AwsClientDefaults } from "effect-boto-ses"
 *
 * const defaults = Layer.succeed(AwsClientDefaults.AwsClientDefaults, {
 *   endpoint: (service) => (service === "s3" ? "http://127.0.0.1:4566" : undefined),
 *   userAgentAppId: "acme-deploy"
 * })
 * const id = Effect.map(AwsClientDefaults.AwsClientDefaults, ({ userAgentAppId }) => userAgentAppId)
 * const found = await Effect.runPromise(Effect.provide(id, defaults))
 * if (found !== "acme-deploy") throw new Error(`expected acme-deploy, found ${found}`)
 * ```
 */
export const AwsClientDefaults: Context.Reference<AwsClientDefaults> = Context.Reference<AwsClientDefaults>(
  "effect-boto-ses/AwsClientDefaults",
  { defaultValue: () => ({}) }
)
