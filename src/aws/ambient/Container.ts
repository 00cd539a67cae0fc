import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Redacted from "effect/Redacted"
import { readContainerAnswer } from "../../domain/aws/ContainerAnswer.ts"
import { chainOfKeys } from "../../domain/aws/SourceChain.ts"
import { causeOf, describeUnreadable, readText } from "../../platform/ReadText.ts"
import { execSecretVariable, serverToken } from "../../platform/ServerProof.ts"
import { notAsked, type SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { sourceVariables } from "../SourceVariables.ts"
import {
  describeNoAnswer,
  describeRefusal,
  execRequest,
  isPassing,
  platformLimit,
  platformRequest,
  type Repetition
} from "./PlatformRequest.ts"

const origin = { _tag: "Container" } as const

const unusable = (detail: string, cause?: unknown): SourceUnusable =>
  new SourceUnusable(cause === undefined ? { origin, detail } : { origin, detail, cause })

/** Where a plain-http server of credentials may be: this machine itself, or the addresses of ECS and EKS. */
const trusted = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/

/** Three requests, as boto3 and the SDKs make. */
const repetition: Repetition = { requests: 3, afterAnswer: isPassing, afterSilence: () => true }

/** The address to ask: the relative one of ECS, else the full one, if it is one that may be asked. */
export const containerAddress = (env: {
  readonly AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: string | undefined
  readonly AWS_CONTAINER_CREDENTIALS_FULL_URI: string | undefined
}): Effect.Effect<URL, SourceUnusable> => {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  if (relative !== undefined) {
    return Effect.succeed(new URL(`http://169.254.170.2${relative.startsWith("/") ? "" : "/"}${relative}`))
  }
  const full = env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? ""
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Effect.fail(unusable(`AWS_CONTAINER_CREDENTIALS_FULL_URI is "${full}", which is no http or https address.`))
  }
  return url.protocol === "https:" || trusted.test(url.hostname)
    ? Effect.succeed(url)
    : Effect.fail(
        unusable(
          `AWS_CONTAINER_CREDENTIALS_FULL_URI names ${url.host} over http, and secrets are asked for over http only on ` +
            "this machine (loopback), 169.254.170.2, 169.254.170.23 and fd00:ec2::23. Use https."
        )
      )
}

/** Bytes of a token; the platforms' hold some thousands. */
const largestToken = 64 * 1024

/** The file wins over the variable and is read each time, since EKS renews the token there. */
const authorization = Effect.fnUntraced(function* (env: {
  readonly AWS_CONTAINER_AUTHORIZATION_TOKEN: string | undefined
  readonly AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: string | undefined
}) {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  const token =
    file === undefined
      ? env.AWS_CONTAINER_AUTHORIZATION_TOKEN
      : yield* Effect.mapError(readText(file, largestToken), (why) =>
          unusable(
            `The token file ${file} (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) could not be read: it ${describeUnreadable(why)}.`,
            causeOf(why)
          )
        )
  const trimmed = token?.replace(/[\r\n]+$/, "")
  if (trimmed !== undefined && /[^\t\x20-\x7e]/.test(trimmed)) {
    const place =
      file === undefined ? "AWS_CONTAINER_AUTHORIZATION_TOKEN" : `${file} (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)`
    return yield* unusable(
      `The authorization token of ${place} has characters that no header may have, such as a line break. Write it anew.`
    )
  }
  return trimmed === undefined ? undefined : Redacted.make(trimmed, { label: "authorization" })
})

/**
 * Credentials from the address that ECS, EKS Pod Identity, CodeBuild and CloudShell put into the environment;
 * `undefined` where none is there.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
 */
export const containerCredentials: Effect.Effect<
  SourcedCredentials | undefined,
  SourceUnusable,
  FileSystem.FileSystem
> = Effect.gen(function* () {
  const env = yield* sourceVariables([
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_METADATA_SERVICE_TIMEOUT",
    execSecretVariable
  ])
  if (
    env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI === undefined &&
    env.AWS_CONTAINER_CREDENTIALS_FULL_URI === undefined
  ) {
    return undefined
  }
  const url = yield* containerAddress(env)
  const token = yield* authorization(env)
  const secrets = token === undefined ? [] : [Redacted.value(token)]
  // boto3's two seconds: the server answers from memory, or not at all.
  const limit = platformLimit(env.AWS_METADATA_SERVICE_TIMEOUT, 2_000)
  const secret = env[execSecretVariable]
  const ofExec = secret !== undefined && token !== undefined && Redacted.value(token) === serverToken(secret)
  const headers = {
    accept: "application/json",
    ...(token === undefined ? {} : { authorization: Redacted.value(token) })
  }
  const request = Effect.mapError(
    ofExec ? execRequest({ url, secret, limit }, repetition) : platformRequest({ url, headers, limit }, repetition),
    (failure) =>
      failure._tag === "NoAnswer"
        ? unusable(`${url.host} gives no answer: ${describeNoAnswer(failure)}.`, failure.cause)
        : unusable(
            `${url.host} was the address of boto-ses exec, which has ended, and another program has it. Start it again.`
          )
  )
  // A server of exec answers from memory, and knows no other way to say who is there.
  const answer = yield* ofExec ? request : unlessRefused("container credentials", request, () => notAsked(origin))
  if (answer.status !== 200) {
    return yield* unusable(`${url.host} answered with status ${answer.status}${describeRefusal(answer.body, secrets)}.`)
  }
  const credentials = readContainerAnswer(answer.body)
  if (credentials === undefined) {
    return yield* unusable(
      `${url.host} answered without AccessKeyId, SecretAccessKey, Token and Expiration${describeRefusal(answer.body, secrets)}.`
    )
  }
  return { credentials, origin, chain: chainOfKeys(credentials) }
}).pipe(Effect.withSpan("CredentialSource.container"))
