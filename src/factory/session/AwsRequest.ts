import * as Effect from "effect/Effect"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { AwsRequestFailed } from "../../domain/errors/Sts.ts"
import type { AwsClient } from "../../services/Session.ts"
import type { Renewal } from "./Renewal.ts"

/** Names under which AWS says that the signing credentials have ended. */
const expiredNames: ReadonlySet<string> = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"])

interface SdkError {
  readonly name: string
  readonly message: string
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

const sdkError = (cause: unknown): SdkError =>
  cause instanceof Error ? cause : { name: "UnknownError", message: String(cause) }

/**
 * The SDK's error without the answer that it carries hidden: with the answer comes the request, and with the request the
 * session token in its headers. It stays an instance of its class, with its fields and its stack.
 */
const withoutResponse = (cause: unknown): unknown => {
  if (!(cause instanceof Error) || !("$response" in cause)) return cause
  const { $response: _, ...fields } = Object.getOwnPropertyDescriptors(cause as Error & { $response: unknown })
  return Object.create(Object.getPrototypeOf(cause), fields)
}

/** The typed error of a request; an error of ours, which the provider rejected with, passes as it is. */
const requestError = (target: string, cause: unknown): BotoSesError => {
  if (cause instanceof BotoSesError) return cause
  const { name, message, code, $metadata } = sdkError(cause)
  const { httpStatusCode: status, requestId } = $metadata ?? {}
  return BotoSesError.of(
    new AwsRequestFailed({
      target,
      // Without an answer of AWS's the system's word says more than the class of the error.
      code: name === "Error" && typeof code === "string" ? code : name,
      detail: message,
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId })
    }),
    withoutResponse(cause)
  )
}

const isExpired = ({ reason }: BotoSesError): boolean =>
  reason._tag === "AwsRequestFailed" && expiredNames.has(reason.code)

/**
 * Runs a request, and once more with new credentials where AWS calls the ones used expired. Interruption aborts it.
 */
export const awsRequest: <Client extends AwsClient, A>(
  target: string,
  renewal: Pick<Renewal, "credentials" | "expire">,
  client: Client,
  run: (client: Client, abortSignal: AbortSignal) => Promise<A>
) => Effect.Effect<A, BotoSesError> = Effect.fnUntraced(function* <Client extends AwsClient, A>(
  target: string,
  { credentials, expire }: Pick<Renewal, "credentials" | "expire">,
  client: Client,
  run: (client: Client, abortSignal: AbortSignal) => Promise<A>
): Effect.fn.Return<A, BotoSesError> {
  const attempt = Effect.tryPromise({
    try: (signal) => run(client, signal),
    catch: (cause) => requestError(target, cause)
  })
  const used = yield* credentials
  return yield* Effect.catchIf(attempt, isExpired, () => {
    expire(used.credentials.accessKeyId)
    return Effect.andThen(credentials, attempt)
  })
})
