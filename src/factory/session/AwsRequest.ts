import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import { isWebPage, notAws } from "../../domain/aws/Trust.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { AwsRequestFailed } from "../../domain/errors/Sts.ts"
import { hiddenCause } from "../../domain/text/HiddenCause.ts"
import { hideSecrets } from "../../domain/text/Secrets.ts"
import type { AwsClient } from "../../services/Session.ts"
import type { Renewal } from "./Renewal.ts"

/** Names under which AWS says that the signing credentials have ended. */
const expiredNames: ReadonlySet<string> = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"])

/** Names under which it says that it does not know them, as it may of a role's that was made anew since. */
const unknownNames: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidToken",
  "UnrecognizedClientException"
])

interface SdkError {
  readonly name: string
  readonly message: string
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

/** Whether what the SDK could not read was a web page, as a network gives it in the place of AWS. */
const metPage = (thrown: unknown): boolean => {
  const { $response } = (thrown ?? {}) as {
    readonly $response?: { readonly statusCode?: number; readonly headers?: { readonly [name: string]: string } }
  }
  return $response?.statusCode !== undefined && isWebPage($response.statusCode, $response.headers ?? {})
}

const sdkError = (cause: unknown): SdkError =>
  cause instanceof Error ? cause : { name: "UnknownError", message: String(cause) }

const secretsOf = ({ secretAccessKey, sessionToken }: Credentials): ReadonlyArray<string> =>
  [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])].map((secret) => Redacted.value(secret))

/** The typed error of a request; an error of ours, which the provider rejected with, passes as it is. */
const requestError = (
  target: string,
  thrown: unknown,
  signers: ReadonlyArray<Credentials>,
  keptMinutes: number | undefined
): BotoSesError => {
  if (thrown instanceof BotoSesError) return thrown
  // AWS quotes the request, with the token in its headers, where it finds its signature wrong.
  const cause = hiddenCause(thrown, hideSecrets(signers.flatMap(secretsOf)))
  const { name, message, code, $metadata } = sdkError(cause)
  const { httpStatusCode: status, requestId } = $metadata ?? {}
  return BotoSesError.of(
    new AwsRequestFailed({
      target,
      // Without an answer of AWS's the system's word says more than the class of the error.
      code: metPage(thrown) ? notAws : name === "Error" && typeof code === "string" ? code : name,
      detail: metPage(thrown) ? "a web page answered in the place of AWS" : message,
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(keptMinutes === undefined ? {} : { keptMinutes })
    }),
    cause
  )
}

/** Whether new credentials may do: those that have ended, and kept ones that AWS does not know. */
const isExpired = ({ reason }: BotoSesError): boolean =>
  reason._tag === "AwsRequestFailed" &&
  (expiredNames.has(reason.code) || (unknownNames.has(reason.code) && reason.keptMinutes !== undefined))

/** What is too old by a clock may come of the wrong clock: that the session has ended AWS says otherwise. */
const isEnded = ({ reason }: BotoSesError): boolean =>
  reason._tag === "AwsRequestFailed" && reason.code !== "RequestExpired"

/**
 * Runs a request, and once more with new credentials where AWS calls the ones used expired. Interruption aborts it.
 */
export const awsRequest: <Client extends AwsClient, A>(
  target: string,
  renewal: Pick<Renewal, "credentials" | "peek" | "expire" | "now">,
  client: Client,
  run: (client: Client, abortSignal: AbortSignal) => Promise<A>
) => Effect.Effect<A, BotoSesError> = Effect.fnUntraced(function* <Client extends AwsClient, A>(
  target: string,
  { credentials, peek, expire, now }: Pick<Renewal, "credentials" | "peek" | "expire" | "now">,
  client: Client,
  run: (client: Client, abortSignal: AbortSignal) => Promise<A>
): Effect.fn.Return<A, BotoSesError> {
  const used = yield* credentials
  const attempt = Effect.tryPromise({
    try: (signal) => run(client, signal),
    // Others may have renewed the credentials while the request was on its way.
    catch: (thrown) => {
      const present = peek() ?? used
      const age = present.keptSince === undefined ? undefined : Math.floor((now() - present.keptSince) / 60_000)
      return requestError(target, thrown, [used.credentials, present.credentials], age)
    }
  })
  return yield* Effect.catchIf(attempt, isExpired, (error) => {
    expire(used.credentials.accessKeyId, isEnded(error))
    return Effect.andThen(credentials, attempt)
  })
})
