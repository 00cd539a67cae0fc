import { isNoAws } from "../../domain/aws/Trust.ts"
import { hideSecrets } from "../../domain/text/Secrets.ts"
import { StsError, type StsErrorKind } from "../../services/Sts.ts"

/** A request to STS that failed, and what may be done about it. */
export interface StsFailure {
  readonly error: StsError
  /** A further request may well succeed. */
  readonly transient: boolean
  /** STS found the signature's date too far from its own: this machine's clock may be wrong. */
  readonly skewed: boolean
  /** STS asked for fewer requests. */
  readonly throttled: boolean
}

interface SdkError {
  readonly name: string
  readonly message: string
  readonly code?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $response?: { readonly statusCode?: number }
}

/**
 * AWS's error names, without the `Exception` that some end in, by what a caller does about them.
 *
 * Source: STS API Reference, "Common errors" and the errors of each operation.
 */
const kinds: ReadonlyMap<string, StsErrorKind> = new Map([
  ...["AccessDenied", "UnauthorizedOperation"].map((code) => [code, "denied"] as const),
  ...["ExpiredToken", "RequestExpired"].map((code) => [code, "expired"] as const),
  ...[
    "IDPRejectedClaim",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidIdentityToken",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "NotAuthorized",
    "OptInRequired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnrecognizedClient"
  ].map((code) => [code, "rejected"] as const),
  ["RegionDisabled", "regionDisabled"],
  ...[
    "InvalidAction",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidQueryParameter",
    "MalformedPolicyDocument",
    "MalformedQueryString",
    "MissingAction",
    "MissingParameter",
    "PackedPolicyTooLarge",
    "Validation",
    "ValidationError"
  ].map((code) => [code, "invalid"] as const),
  ["IDPCommunicationError", "unavailable"]
])

const kindOf = (code: string): StsErrorKind | undefined => kinds.get(code.replace(/Exception$/, ""))

const throttled =
  /^(Throttl\w*|RequestLimitExceeded|TooManyRequests(Exception)?|RequestThrottled(Exception)?|SlowDown)$/

// Node's and Deno's system codes (ECONNRESET), Bun's own (ConnectionRefused), OpenSSL's and Node's for a cut TLS stream.
const connection =
  /^(E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|NOTFOUND|AI_AGAIN)|Connection\w+|FailedToOpenSocket|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET_\w+|UND_ERR_\w+|ProxyUnavailable)$/

// The token is good, and its issuer's keys could not be fetched just now; the code is that of a bad token too. Source: the
// message of InvalidIdentityToken of AssumeRoleWithWebIdentity, which the SDKs try again.
const keysMessage = /retrieve verification key/i

// AWS has no code of its own for it. Source: the message of a ValidationError of AssumeRole.
const durationMessage = /MaxSessionDuration/i

const clockMessages = /signature (expired|not yet current)|date in the future|request has expired/i
const clockCodes: ReadonlySet<string> = new Set(["RequestExpired", "RequestTimeTooSkewed"])

const isSdkError = (thrown: unknown): thrown is SdkError => thrown instanceof Error

/** The SDK's error hangs on to the response and to the request's parts; the copy holds only what is fit to be shown. */
const safeCause = (name: string, message: string, code: string, metadata: object): Error => {
  const copy = Object.assign(new Error(message), { name, code, ...metadata })
  delete copy.stack
  return copy
}

/** Reads what the SDK threw. `secrets` are those of the request; none of them is in the result. */
export const stsFailure = (
  thrown: unknown,
  about: { readonly operation: string; readonly region: string; readonly secrets: ReadonlyArray<string> }
): StsFailure => {
  const { operation, region, secrets } = about
  const error: SdkError = isSdkError(thrown) ? thrown : { name: "UnknownError", message: String(thrown) }
  const systemCode = typeof error.code === "string" ? error.code : undefined
  const answered = error.$fault !== undefined
  const code = answered || systemCode === undefined ? error.name : systemCode
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode
  const requestId = error.$metadata?.requestId
  const dropped =
    !answered && (error.name === "TimeoutError" || connection.test(code) || error.message === "socket hang up")
  const limited = throttled.test(code) || status === 429
  const broken = status !== undefined && status >= 500
  const keyless = /^InvalidIdentityToken(Exception)?$/.test(code) && keysMessage.test(error.message)
  const transient = dropped || limited || broken || keyless || kindOf(code) === "unavailable"
  // Another try would meet the same page, or the same certificate.
  const kind = transient || (!answered && isNoAws(code)) ? "unavailable" : (kindOf(code) ?? "other")
  const detail = hideSecrets(secrets)(error.message || code)
  return {
    transient,
    throttled: limited,
    skewed: clockCodes.has(code) || (kind === "rejected" && clockMessages.test(error.message)),
    error: new StsError({
      operation,
      kind,
      code,
      detail,
      region,
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(kind === "invalid" && durationMessage.test(detail) ? { exceedsMaxSessionDuration: true } : {}),
      cause: safeCause(error.name, detail, code, {
        ...(status === undefined ? {} : { status }),
        ...(requestId === undefined ? {} : { requestId })
      })
    })
  }
}
