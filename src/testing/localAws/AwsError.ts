/**
 * What the local AWS refuses, in AWS's own codes, statuses and words.
 *
 * The wording is that of the services as users quote it in public issue threads
 * and as AWS documents it (the STS and S3 API references, "Common error types",
 * and the IAM user guide on troubleshooting SigV4). Where neither says it
 * (`MalformedInput`, `RequestEntityTooLarge`, S3's 503), the code and the status
 * are AWS's and the sentence is only like it.
 */
import * as Data from "effect/Data"
import type { Denial } from "./JudgeTrust.ts"

/** An error answer of AWS. */
export class AwsError extends Data.Error<{
  readonly code: string
  readonly message: string
  readonly status: number
  /** What was at fault, for the log alone: AWS does not tell. */
  readonly denial?: Denial
}> {
  readonly _tag = "AwsError"
  override get name(): string {
    return "AwsError"
  }
}

const make =
  (status: number, code: string) =>
  (message: string): AwsError =>
    new AwsError({ code, message, status })

/** 403 `AccessDenied`. */
export const accessDenied: (message: string) => AwsError = make(403, "AccessDenied")

/** The refusal that IAM gives whether the resource does not exist or does not trust the caller. */
export const notAuthorized = (principalArn: string, action: string, resource: string): AwsError =>
  accessDenied(`User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource}`)

/** The refusal of a policy of the caller's own that denies the action. */
export const explicitlyDenied = (principalArn: string, action: string, resource: string | undefined): AwsError =>
  accessDenied(
    `User: ${principalArn} is not authorized to perform: ${action}${resource === undefined ? "" : ` on resource: ${resource}`} with an explicit deny in an identity-based policy`
  )

/** 400 `ValidationError`. */
export const validationError: (message: string) => AwsError = make(400, "ValidationError")

/** 400 `InvalidParameterValue`. */
export const invalidParameterValue: (message: string) => AwsError = make(400, "InvalidParameterValue")

/** 400 `MalformedPolicyDocument`. */
export const malformedPolicyDocument: (message: string) => AwsError = make(400, "MalformedPolicyDocument")

/** 400 `PackedPolicyTooLarge`. */
export const packedPolicyTooLarge: (message: string) => AwsError = make(400, "PackedPolicyTooLarge")

/** 400 `InvalidIdentityToken`. */
export const invalidIdentityToken: (message: string) => AwsError = make(400, "InvalidIdentityToken")

/** 400 `ExpiredTokenException`: a web identity token, not a session token. */
export const expiredIdentityToken = (now: number, expiration: number): AwsError =>
  make(
    400,
    "ExpiredTokenException"
  )(`Token expired: current date/time ${now} must be before the expiration date/time ${expiration}`)

/** 403 `RegionDisabledException`. */
export const regionDisabled = (accountId: string): AwsError =>
  make(
    403,
    "RegionDisabledException"
  )(
    `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`
  )

/** 400 `InvalidAction`. */
export const invalidAction = (action: string, version: string): AwsError =>
  make(400, "InvalidAction")(`Could not find operation ${action} for version ${version}`)

/** 400 `MissingAction`. */
export const missingAction: AwsError = make(400, "MissingAction")("The request must contain the parameter Action")

/** 404 `NoSuchEntity` of IAM. */
export const noSuchEntity: (message: string) => AwsError = make(404, "NoSuchEntity")

/** 400 `MalformedInput`: a parameter that cannot be read as its type. */
export const malformedInput: AwsError = make(400, "MalformedInput")("Unexpected complex element termination")

/** 413: a body larger than the service accepts. */
export const requestTooLarge: AwsError = make(413, "RequestEntityTooLarge")("Request size exceeded the limit.")

/** The errors that a service words in its own way. */
export interface Dialect {
  readonly missingAuthentication: AwsError
  readonly incompleteSignature: (message: string) => AwsError
  readonly unknownAccessKey: AwsError
  readonly invalidToken: AwsError
  readonly expiredToken: AwsError
  readonly signatureMismatch: (message?: string) => AwsError
  readonly tooEarly: (signed: string, earliest: string, now: string, minutes: number) => AwsError
  readonly tooLate: (signed: string, latest: string, now: string, minutes: number) => AwsError
  readonly throttled: AwsError
  readonly internalFailure: AwsError
  readonly unavailable: AwsError
}

const signatureDoesNotMatch = make(403, "SignatureDoesNotMatch")
const invalidClientTokenId = make(403, "InvalidClientTokenId")("The security token included in the request is invalid.")

/** STS and IAM. */
export const queryDialect: Dialect = {
  missingAuthentication: make(403, "MissingAuthenticationToken")("Request is missing Authentication Token"),
  incompleteSignature: make(400, "IncompleteSignature"),
  unknownAccessKey: invalidClientTokenId,
  invalidToken: invalidClientTokenId,
  expiredToken: make(403, "ExpiredToken")("The security token included in the request is expired"),
  signatureMismatch: (message) =>
    signatureDoesNotMatch(
      message ??
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    ),
  tooEarly: (signed, earliest, now, minutes) =>
    signatureDoesNotMatch(`Signature expired: ${signed} is now earlier than ${earliest} (${now} - ${minutes} min.)`),
  tooLate: (signed, latest, now, minutes) =>
    signatureDoesNotMatch(
      `Signature not yet current: ${signed} is still later than ${latest} (${now} + ${minutes} min.)`
    ),
  throttled: make(400, "Throttling")("Rate exceeded"),
  internalFailure: make(
    500,
    "InternalFailure"
  )("The request processing has failed because of an unknown error, exception or failure."),
  unavailable: make(503, "ServiceUnavailable")("The request has failed due to a temporary failure of the server.")
}

const invalidSignature = make(400, "InvalidSignatureException")
const unrecognizedClient = make(
  400,
  "UnrecognizedClientException"
)("The security token included in the request is invalid.")

/** The services that speak JSON or CBOR. */
export const jsonDialect: Dialect = {
  ...queryDialect,
  missingAuthentication: make(400, "MissingAuthenticationTokenException")("Missing Authentication Token"),
  incompleteSignature: make(400, "IncompleteSignatureException"),
  unknownAccessKey: unrecognizedClient,
  invalidToken: unrecognizedClient,
  expiredToken: make(400, "ExpiredTokenException")("The security token included in the request is expired"),
  signatureMismatch: (message) => invalidSignature(queryDialect.signatureMismatch(message).message),
  tooEarly: (...window) => invalidSignature(queryDialect.tooEarly(...window).message),
  tooLate: (...window) => invalidSignature(queryDialect.tooLate(...window).message),
  throttled: make(400, "ThrottlingException")("Rate exceeded")
}

const skewed = make(
  403,
  "RequestTimeTooSkewed"
)("The difference between the request time and the current time is too large.")

/** 401 of IAM Identity Center's portal: no sign-in, or one that has ended. */
export const ssoUnauthorized: AwsError = make(401, "UnauthorizedException")("Session token not found or invalid")

/** 403 of IAM Identity Center's portal: a role that is not assigned, which need not exist. */
export const ssoForbidden: AwsError = make(403, "ForbiddenException")("No access")

/** 400 of IAM Identity Center's portal. */
export const ssoInvalidRequest: (message: string) => AwsError = make(400, "InvalidRequestException")

/** What IAM Identity Center's OpenID Connect service refuses. */
export const oidcError: {
  readonly [what in "invalidRequest" | "invalidClient" | "invalidGrant" | "unsupportedGrantType"]: AwsError
} = {
  invalidRequest: make(400, "InvalidRequestException")("Missing a required parameter"),
  invalidClient: make(401, "InvalidClientException")("Invalid client"),
  invalidGrant: make(400, "InvalidGrantException")("Invalid refresh token provided"),
  unsupportedGrantType: make(400, "UnsupportedGrantTypeException")("Unsupported grant type")
}

const internalServerException = make(
  500,
  "InternalServerException"
)("An error occurred on the server side. Please try again.")

/** IAM Identity Center's portal. */
export const ssoDialect: Dialect = {
  ...queryDialect,
  expiredToken: ssoUnauthorized,
  throttled: make(429, "TooManyRequestsException")("Too many requests"),
  internalFailure: internalServerException
}

/** IAM Identity Center's OpenID Connect service. */
export const ssoOidcDialect: Dialect = {
  ...queryDialect,
  expiredToken: make(400, "ExpiredTokenException")("The token has expired"),
  throttled: make(400, "SlowDownException")("Too many requests"),
  internalFailure: internalServerException
}

/** S3. */
export const s3Dialect: Dialect = {
  missingAuthentication: accessDenied("Access Denied"),
  incompleteSignature: make(400, "AuthorizationHeaderMalformed"),
  unknownAccessKey: make(
    403,
    "InvalidAccessKeyId"
  )("The AWS Access Key Id you provided does not exist in our records."),
  invalidToken: make(400, "InvalidToken")("The provided token is malformed or otherwise invalid."),
  expiredToken: make(400, "ExpiredToken")("The provided token has expired."),
  signatureMismatch: (message) =>
    signatureDoesNotMatch(
      message ??
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    ),
  tooEarly: () => skewed,
  tooLate: () => skewed,
  throttled: make(503, "SlowDown")("Please reduce your request rate."),
  internalFailure: make(500, "InternalError")("We encountered an internal error. Please try again."),
  unavailable: make(503, "ServiceUnavailable")("Service is unable to handle request.")
}

/** 400: S3 was told another hash of the body than the body has. */
export const s3ContentMismatch: AwsError = make(
  400,
  "XAmzContentSHA256Mismatch"
)("The provided 'x-amz-content-sha256' header does not match what was computed.")

/** 400 of S3, for a query that is to have a signature. */
export const s3QueryAuthentication: (message: string) => AwsError = make(400, "AuthorizationQueryParametersError")

/** 404 of S3. */
export const s3NoSuchBucket: AwsError = make(404, "NoSuchBucket")("The specified bucket does not exist")

/** 404 of S3. */
export const s3NoSuchKey: AwsError = make(404, "NoSuchKey")("The specified key does not exist.")

/** 400 of S3. */
export const s3InvalidBucketName: AwsError = make(400, "InvalidBucketName")("The specified bucket is not valid.")

/** 409 of S3: the bucket of another account. */
export const s3BucketExists: AwsError = make(
  409,
  "BucketAlreadyExists"
)(
  "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."
)

/** 409 of S3: the caller's own bucket, asked for once more outside us-east-1. */
export const s3BucketOwned: AwsError = make(
  409,
  "BucketAlreadyOwnedByYou"
)("Your previous request to create the named bucket succeeded and you already own it.")

/** 409 of S3. */
export const s3BucketNotEmpty: AwsError = make(409, "BucketNotEmpty")("The bucket you tried to delete is not empty")

/** 400 of S3: where the bucket is to be, and where it is asked for, do not agree. */
export const s3IllegalLocation: (message: string) => AwsError = make(400, "IllegalLocationConstraintException")

/** 400 of S3. */
export const s3InvalidArgument: (message: string) => AwsError = make(400, "InvalidArgument")

/** 400 of S3: XML that cannot be read. */
export const s3MalformedXml: AwsError = make(
  400,
  "MalformedXML"
)("The XML you provided was not well-formed or did not validate against our published schema")

/** 400 of S3: a checksum that is not the body's. */
export const s3BadDigest: (message: string) => AwsError = make(400, "BadDigest")

/** 400 of S3: a body that is not what its framing says. */
export const s3IncompleteBody: AwsError = make(400, "IncompleteBody")("The request body terminated unexpectedly")

/** 400 of S3: a path whose escapes are none, or are no UTF-8. */
export const s3InvalidUri: AwsError = make(400, "InvalidURI")("Couldn't parse the specified URI.")

/** 400 of S3: more than it takes at once. */
export const s3TooLarge: AwsError = make(400, "EntityTooLarge")("Your proposed upload exceeds the maximum allowed size")

/** 411 of S3: frames that do not say how much is in them. */
export const s3MissingLength: AwsError = make(
  411,
  "MissingContentLength"
)("You must provide the Content-Length HTTP header.")

/** 400 of S3: a trailing header that was announced and did not come. */
export const s3MalformedTrailer: AwsError = make(
  400,
  "MalformedTrailerError"
)("The request contained trailing data that was not well-formed or did not conform to our published schema.")

/** 400 of S3. */
export const s3InvalidRequest: (message: string) => AwsError = make(400, "InvalidRequest")

/** 416 of S3. */
export const s3InvalidRange: AwsError = make(416, "InvalidRange")("The requested range is not satisfiable")

/** 400 of S3. */
export const s3KeyTooLong: AwsError = make(400, "KeyTooLongError")("Your key is too long")

/** 501 of S3: an operation that the local AWS does not have. */
export const s3NotImplemented: AwsError = make(
  501,
  "NotImplemented"
)("A header you provided implies functionality that is not implemented")

/** 405 of S3. */
export const s3MethodNotAllowed: AwsError = make(
  405,
  "MethodNotAllowed"
)("The specified method is not allowed against this resource.")
