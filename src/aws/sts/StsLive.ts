import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { parseRoleArn } from "../../domain/aws/Arn.ts"
import { type AssumeRoleRequest, make, Sts } from "../../services/Sts.ts"
import { type AwsClock, makeAwsClock } from "./AwsClock.ts"
import { assumedRole, callerIdentity, sessionCredentials } from "./StsAnswer.ts"
import { makeStsSender, type StsSender } from "./StsRequest.ts"

/** What a span tells of a request: never more of the account than its masked id, and no secret. */
const about = (region: string, roleArn?: string): Record<string, string> => {
  const role = roleArn === undefined ? undefined : parseRoleArn(roleArn)
  return {
    "aws.region": region,
    ...(role === undefined ? {} : { "boto_ses.role": role.name, "boto_ses.account": maskAccountIds(role.accountId) })
  }
}

type Input = ConstructorParameters<typeof import("@aws-sdk/client-sts").AssumeRoleCommand>[0]

/** AWS's parameters have our options' names, with a capital letter; these have a form of their own. */
const assumeRoleInput = ({ caller: _, tags, policyArns, tokenCode, ...plain }: AssumeRoleRequest): Input => ({
  ...(Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      Array.isArray(value) ? [...value] : value
    ])
  ) as Pick<Input, "RoleArn" | "RoleSessionName">),
  Tags: tags === undefined ? undefined : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  PolicyArns: policyArns?.map((arn) => ({ arn })),
  TokenCode: tokenCode === undefined ? undefined : Redacted.value(tokenCode)
})

const operations = ({ send, endpoint }: StsSender, clock: AwsClock): Sts =>
  make({
    clockSkew: clock.ahead,
    learnClockSkew: clock.learn,
    endpoint,

    assumeRole: (request) =>
      send({
        operation: "AssumeRole",
        region: request.caller.region,
        credentials: request.caller.credentials,
        endpoints: request.caller.endpoints,
        secrets: request.tokenCode === undefined ? [] : [request.tokenCode],
        send: (sdk, client, options) => client.send(new sdk.AssumeRoleCommand(assumeRoleInput(request)), options),
        read: assumedRole
      }).pipe(
        Effect.withSpan("Sts.assumeRole", {
          kind: "client",
          attributes: about(request.caller.region, request.roleArn)
        })
      ),

    getCallerIdentity: ({ credentials, region, endpoints }) =>
      send({
        operation: "GetCallerIdentity",
        region,
        credentials,
        endpoints,
        send: (sdk, client, options) => client.send(new sdk.GetCallerIdentityCommand(), options),
        read: callerIdentity
      }).pipe(Effect.withSpan("Sts.getCallerIdentity", { kind: "client", attributes: about(region) })),

    assumeRoleWithWebIdentity: (request) =>
      send({
        operation: "AssumeRoleWithWebIdentity",
        region: request.region,
        credentials: undefined,
        endpoints: request.endpoints,
        secrets: [request.webIdentityToken],
        send: (sdk, client, options) =>
          client.send(
            new sdk.AssumeRoleWithWebIdentityCommand({
              RoleArn: request.roleArn,
              RoleSessionName: request.roleSessionName,
              WebIdentityToken: Redacted.value(request.webIdentityToken),
              DurationSeconds: request.durationSeconds,
              Policy: request.policy,
              PolicyArns: request.policyArns?.map((arn) => ({ arn }))
            }),
            options
          ),
        read: assumedRole
      }).pipe(
        Effect.withSpan("Sts.assumeRoleWithWebIdentity", {
          kind: "client",
          attributes: about(request.region, request.roleArn)
        })
      ),

    getSessionToken: (request) =>
      send({
        operation: "GetSessionToken",
        region: request.caller.region,
        credentials: request.caller.credentials,
        endpoints: request.caller.endpoints,
        secrets: request.tokenCode === undefined ? [] : [request.tokenCode],
        send: (sdk, client, options) =>
          client.send(
            new sdk.GetSessionTokenCommand({
              SerialNumber: request.serialNumber,
              TokenCode: request.tokenCode === undefined ? undefined : Redacted.value(request.tokenCode),
              DurationSeconds: request.durationSeconds
            }),
            options
          ),
        read: sessionCredentials
      }).pipe(Effect.withSpan("Sts.getSessionToken", { kind: "client", attributes: about(request.caller.region) }))
  })

/**
 * AWS's Security Token Service through `@aws-sdk/client-sts`, which is loaded by the first request and not before.
 *
 * **Details**: always the regional endpoint of the caller's region, unless `AwsClientDefaults`, `AWS_ENDPOINT_URL_STS`,
 * `AWS_ENDPOINT_URL` (read when the layer is built) or the caller's profile states another. Throttling, server errors and dropped
 * connections are tried again, five requests at most; a wrong clock is corrected by the answer's date once; every other
 * failure is an error at once. An exchange may take 15 seconds, head and body together. Interruption aborts the HTTP
 * request.
 */
export const layerSts: Layer.Layer<Sts> = Layer.effect(
  Sts,
  Effect.suspend(() => {
    const clock = makeAwsClock()
    return Effect.map(makeStsSender(clock), (sender) => operations(sender, clock))
  })
)
