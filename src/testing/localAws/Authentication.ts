/** Finding out who signed a request, and refusing whoever did not sign it right. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import {
  type AwsError,
  accessDenied,
  type Dialect,
  queryDialect,
  s3ContentMismatch,
  s3Dialect,
  s3InvalidArgument,
  s3QueryAuthentication,
  ssoDialect,
  ssoOidcDialect
} from "./AwsError.ts"
import type { Credential, CredentialStore } from "./Credentials.ts"
import type { HttpRequest } from "./HttpMessage.ts"
import { type Claim, expectedSignature, formatAmzDate, hashOf, parseAmzDate, readClaim } from "./Signature.ts"

/**
 * How far a signing date may be from the server's. AWS documents five minutes
 * as the general rule, and its services answer with the window they apply: STS
 * and IAM name 15 in their errors, S3 documents 15.
 */
const windowMinutes = 15

/** The words in which a service refuses. */
export const dialectOf = (service: string): Dialect =>
  Object.hasOwn(dialects, service) ? (dialects[service] ?? queryDialect) : queryDialect

const dialects: { readonly [service: string]: Dialect } = {
  s3: s3Dialect,
  sso: ssoDialect,
  "sso-oidc": ssoOidcDialect
}

const checkDate = (claim: Claim, signedAt: string, serverTime: number, dialect: Dialect): AwsError | undefined => {
  const signed = parseAmzDate(signedAt)
  if (signed === undefined) {
    return dialect.incompleteSignature(
      `Date must be in ISO-8601 'basic format'. Got '${signedAt}'. See http://en.wikipedia.org/wiki/ISO_8601`
    )
  }
  if (!signedAt.startsWith(claim.scopeDate) && claim.service === "s3") {
    return dialect.incompleteSignature(
      `Invalid credential date "${claim.scopeDate}". This date is not the same as X-Amz-Date: "${signedAt.slice(0, 8)}".`
    )
  }
  if (!signedAt.startsWith(claim.scopeDate)) {
    return dialect.signatureMismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.scopeDate}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`
    )
  }
  const margin = windowMinutes * 60_000
  const now = formatAmzDate(serverTime)
  // STS takes a query-signed request for a quarter of an hour, whatever it says; S3 as long as it says.
  const byExpiry = claim.presigned !== undefined && claim.service === "s3"
  if (!byExpiry && signed < serverTime - margin) {
    return dialect.tooEarly(signedAt, formatAmzDate(serverTime - margin), now, windowMinutes)
  }
  if (byExpiry && signed > serverTime + margin) return accessDenied("Request is not yet valid")
  if (signed > serverTime + margin) {
    return dialect.tooLate(signedAt, formatAmzDate(serverTime + margin), now, windowMinutes)
  }
  return undefined
}

/** How long a presigned request of S3's is good. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters". */
const checkExpiry = (claim: Claim, signedAt: string, serverTime: number): AwsError | undefined => {
  if (claim.presigned === undefined || claim.service !== "s3") return undefined
  const { expires } = claim.presigned
  if (expires === undefined) return s3QueryAuthentication("X-Amz-Expires must be given")
  if (!/^\d+$/.test(expires)) return s3QueryAuthentication("X-Amz-Expires should be a number")
  if (Number(expires) > 604_800) {
    return s3QueryAuthentication(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"
    )
  }
  const ended = (parseAmzDate(signedAt) ?? 0) + Number(expires) * 1000 < serverTime
  return ended ? accessDenied("Request has expired") : undefined
}

const checkToken = (credential: Credential, token: string | undefined, now: number): "ok" | "invalid" | "expired" => {
  const expected = credential.sessionToken === undefined ? undefined : Redacted.value(credential.sessionToken)
  if (token !== expected) return "invalid"
  return credential.session !== undefined && credential.session.expiration <= now ? "expired" : "ok"
}

const s3OneMechanism = s3InvalidArgument(
  "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
)

const s3IncompleteQuery = s3QueryAuthentication(
  "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
)

/** What would change a signed request without breaking its signature; the hash of a body changes nothing. */
const unsignedHeaders = ({ headers }: HttpRequest, { signedHeaders }: Claim): ReadonlyArray<string> =>
  Object.keys(headers).filter(
    (name) => name.startsWith("x-amz-") && name !== "x-amz-content-sha256" && !signedHeaders.includes(name)
  )

/** A header that states another hash than the body has would let a signature cover a body that was never sent. */
const checkContentHash = (request: HttpRequest, claim: Claim, dialect: Dialect): AwsError | undefined => {
  const stated = request.headers["x-amz-content-sha256"]
  if (
    stated === undefined ||
    claim.presigned !== undefined ||
    stated === "UNSIGNED-PAYLOAD" ||
    stated.startsWith("STREAMING-") ||
    stated === hashOf(request.body)
  )
    return undefined
  return claim.service === "s3" ? s3ContentMismatch : dialect.signatureMismatch()
}

/**
 * The credential that signed the request. The server's time is real time plus
 * its skew; sessions end by the `Clock`.
 */
export const authenticate: (
  store: CredentialStore,
  request: HttpRequest,
  service: string,
  serverTime: number,
  dialect?: Dialect
) => Effect.Effect<Credential, AwsError> = Effect.fnUntraced(function* (
  store: CredentialStore,
  request: HttpRequest,
  service: string,
  serverTime: number,
  dialect: Dialect = dialectOf(service)
) {
  const claim = readClaim(request)
  if (claim === undefined) return yield* dialect.missingAuthentication
  const isQuery = request.query.has("X-Amz-Algorithm")
  if (service === "s3" && isQuery && request.headers.authorization !== undefined) return yield* s3OneMechanism
  const isIncomplete = "missing" in claim || claim.signedAt === undefined
  if (service === "s3" && isQuery && isIncomplete) return yield* s3IncompleteQuery
  if ("missing" in claim) {
    return yield* dialect.incompleteSignature(
      claim.missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ")
    )
  }
  const { signedAt } = claim
  if (signedAt === undefined) {
    return yield* dialect.incompleteSignature(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    )
  }
  if (claim.service !== service) {
    return yield* dialect.signatureMismatch(`Credential should be scoped to correct service: '${service}'. `)
  }
  const unsigned = ["host", ...(claim.presigned === undefined ? ["x-amz-date"] : [])].filter(
    (name) => !claim.signedHeaders.includes(name)
  )
  if (unsigned.length > 0) {
    return yield* dialect.signatureMismatch(`'${unsigned[0]}' must be a 'SignedHeader' in the AWS Authorization.`)
  }
  if (service === "s3") {
    const left = unsignedHeaders(request, claim)
    if (left.length > 0) return yield* accessDenied("There were headers present in the request which were not signed")
  }
  const credential = store.get(claim.accessKeyId)
  if (credential === undefined) return yield* dialect.unknownAccessKey
  const token = checkToken(credential, claim.token, yield* Clock.currentTimeMillis)
  if (token === "invalid") return yield* dialect.invalidToken
  if (token === "expired") return yield* dialect.expiredToken
  const refusal =
    checkDate(claim, signedAt, serverTime, dialect) ??
    checkExpiry(claim, signedAt, serverTime) ??
    checkContentHash(request, claim, dialect)
  if (refusal !== undefined) return yield* refusal
  const expected = yield* expectedSignature(
    request,
    claim,
    Redacted.value(credential.secretAccessKey),
    parseAmzDate(signedAt) ?? 0
  )
  if (expected !== claim.signature) return yield* dialect.signatureMismatch()
  return credential
})
