/** Requests for services that the local AWS does not have: which service each is for, and that it is not here. */
import { AwsError } from "./AwsError.ts"
import type { HttpRequest } from "./HttpMessage.ts"
import { type Protocol, protocolOf } from "./Protocol.ts"
import { isQueryVersion } from "./QueryServices.ts"
import { keysOfSignature, type Marks, serviceKey } from "./ServiceNames.ts"
import type { Claim, Incomplete } from "./Signature.ts"

/** A service that is not here. */
export interface Elsewhere {
  /** As a user would name it, likeliest first; more than one where the request does not tell. */
  readonly keys: ReadonlyArray<string>
  readonly protocol: Protocol
  readonly action: string
  /** By what name the request is signed; absent where it is not. */
  readonly signingName?: string
}

/** The keys of the services that are here. */
const present = new Set(["iam", "s3", "sso", "ssooidc", "sts"])

/** The client's own name, as the SDKs of JavaScript, Go, Java and Rust send it: `api/cloudwatch-logs#3.1173.0`. */
const keyOfClient = (userAgent = ""): string | undefined => {
  const [, name] = /(?:^| )api\/([\w-]+)[#/]/.exec(userAgent) ?? []
  return name === undefined ? undefined : serviceKey(name)
}

/** Before the dot of `X-Amz-Target`: `AmazonSSM`, `DynamoDB_20120810`; of a path of RPC v2 the service's part. */
const targetOf = ({ headers, path }: HttpRequest): readonly [service: string, operation: string] | undefined => {
  const [, service, operation] =
    /^([^.]*)\.(.*)$/.exec(headers["x-amz-target"] ?? "") ?? /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? []
  return service === undefined || operation === undefined ? undefined : [service, operation]
}

/** The names that those prefixes have which do not need a signature. */
const unsignedTargets: ReadonlyMap<string, string> = new Map([
  ["AWSCognitoIdentityProviderService", "cognitoidentityprovider"],
  ["AWSCognitoIdentityService", "cognitoidentity"]
])

const keysOf = (request: HttpRequest, claim: Claim | undefined, marks: Marks): ReadonlyArray<string> => {
  const client = keyOfClient(request.headers["user-agent"])
  if (claim === undefined) {
    const target =
      marks.target === undefined ? undefined : (unsignedTargets.get(marks.target) ?? serviceKey(marks.target))
    const key = client ?? target
    return key === undefined || present.has(key) ? [] : [key]
  }
  // A bucket may have the name of the path by which an account's are managed.
  if (claim.service === "s3" && request.headers["x-amz-account-id"] === undefined) return []
  const keys = keysOfSignature(claim.service, marks)
  return claim.service === "s3" || client === undefined || present.has(client) ? keys : [client]
}

/** The service that is not here and which the request is for; undefined where it is for one that is. */
export const elsewhere = (
  request: HttpRequest,
  params: ReadonlyMap<string, string>,
  claim: Claim | Incomplete | undefined
): Elsewhere | undefined => {
  const [action, version] = [params.get("Action"), params.get("Version")]
  const isIncomplete = claim !== undefined && "missing" in claim
  if (isIncomplete || isQueryVersion(version) || claim?.service === "sts" || claim?.service === "iam") return undefined
  const target = targetOf(request)
  const keys = keysOf(request, claim, { path: request.path, target: target?.[0], version })
  const [key] = keys
  if (key === undefined) return undefined
  return {
    keys,
    protocol: protocolOf(request, action, key),
    action: target?.[1] ?? action ?? `${request.method} ${request.path}`,
    ...(claim === undefined || "missing" in claim ? {} : { signingName: claim.service })
  }
}

/** The refusal: of a code that AWS has not, so that nobody takes it for AWS's, and of a status that nobody tries again. */
export const notHere = ({ keys }: Elsewhere): AwsError => {
  const [key = "", ...others] = keys
  const more = others.length === 0 ? "" : `, or ${others.join(", ")} for a client of that`
  return new AwsError({
    code: "NotInLocalAws",
    message: `the local AWS has no ${key}; give \`endpoints: { ${key}: … }\` to layerTest${more}`,
    status: 400
  })
}
