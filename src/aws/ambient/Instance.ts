import * as Effect from "effect/Effect"
import { readContainerAnswer } from "../../domain/aws/ContainerAnswer.ts"
import type { NoAnswer } from "../../platform/LocalRequest.ts"
import { type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { isTrue, sourceVariables } from "../SourceVariables.ts"
import { describeNoAnswer, describeRefusal, platformLimit, platformRequest } from "./PlatformRequest.ts"

const origin = { _tag: "Instance" } as const

const unusable = (detail: string, cause?: unknown): SourceUnusable =>
  new SourceUnusable(cause === undefined ? { origin, detail } : { origin, detail, cause })

/** What the search found: credentials, or why this machine gives none. */
export type InstanceAnswer = SourcedCredentials | { readonly absent: string }

const endpointOf = (env: {
  readonly AWS_EC2_METADATA_SERVICE_ENDPOINT: string | undefined
  readonly AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: string | undefined
}): string =>
  env.AWS_EC2_METADATA_SERVICE_ENDPOINT ??
  (env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE?.toLowerCase() === "ipv6"
    ? "http://[fd00:ec2::254]"
    : "http://169.254.169.254")

/**
 * The role of the EC2 instance, from its metadata service: version 2 by a token, version 1 where the service gives none
 * and `AWS_EC2_METADATA_V1_DISABLED` allows it. A machine that has no such service is no error, and costs one second.
 *
 * Source: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; EC2 User Guide, "Use the Instance Metadata
 * Service".
 */
export const instanceCredentials: Effect.Effect<InstanceAnswer, SourceUnusable> = Effect.gen(function* () {
  const env = yield* sourceVariables([
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_METADATA_SERVICE_TIMEOUT"
  ])
  if (isTrue(env.AWS_EC2_METADATA_DISABLED)) return { absent: "AWS_EC2_METADATA_DISABLED is true" }
  const endpoint = endpointOf(env)
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    return yield* unusable(`AWS_EC2_METADATA_SERVICE_ENDPOINT is "${endpoint}", which is no http address.`)
  }
  return yield* ask(new URL(endpoint), platformLimit(env.AWS_METADATA_SERVICE_TIMEOUT, 1_000), {
    withoutToken: !isTrue(env.AWS_EC2_METADATA_V1_DISABLED)
  }).pipe(
    Effect.catchTag("NoAnswer", (failure) =>
      Effect.succeed({ absent: `${new URL(endpoint).host} gives no answer: ${describeNoAnswer(failure)}` })
    )
  )
}).pipe(Effect.withSpan("CredentialSource.instance"))

const rolePath = "/latest/meta-data/iam/security-credentials/"

const ask = Effect.fnUntraced(function* (
  endpoint: URL,
  limit: number,
  options: { readonly withoutToken: boolean }
): Effect.fn.Return<InstanceAnswer, NoAnswer | SourceUnusable> {
  const at = (path: string) => new URL(endpoint.href.replace(/\/+$/, "") + path)
  const token = yield* platformRequest({
    url: at("/latest/api/token"),
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" },
    limit
  })
  if (token.status !== 200 && !(options.withoutToken && [403, 404, 405].includes(token.status))) {
    return yield* unusable(`${endpoint.host} gives no token for its version 2 (status ${token.status}).`)
  }
  const headers: { readonly [name: string]: string } =
    token.status === 200 ? { "x-aws-ec2-metadata-token": token.body.trim() } : {}
  const role = yield* platformRequest({ url: at(rolePath), headers, limit })
  const [name = ""] = role.body.trim().split("\n")
  if (role.status === 404 || (role.status === 200 && name === "")) return { absent: "no role is attached to it" }
  if (role.status !== 200) return yield* unusable(`${endpoint.host} does not tell its role (status ${role.status}).`)
  const answer = yield* platformRequest({ url: at(rolePath + encodeURIComponent(name)), headers, limit })
  const credentials = answer.status === 200 ? readContainerAnswer(answer.body) : undefined
  if (credentials === undefined) {
    return yield* unusable(
      `${endpoint.host} gives no credentials of the role ${name} (status ${answer.status})${describeRefusal(answer.body, Object.values(headers))}.`
    )
  }
  return { credentials, origin }
})
