/** Which service a request is for: one endpoint has them all. */
import { discoveryRoute } from "./Discovery.ts"
import { type Elsewhere, elsewhere } from "./Elsewhere.ts"
import { type HttpRequest, parseParams } from "./HttpMessage.ts"
import { identityCenterRoute } from "./IdentityCenter.ts"
import { platformRoute } from "./Platform.ts"
import { type QueryService, queryServiceOf } from "./QueryServices.ts"
import { type LoggedRequest, withoutSecrets } from "./RequestLog.ts"
import { s3Operation } from "./S3Operation.ts"
import { readClaim } from "./Signature.ts"

/** What a request asks for. */
export interface Routed {
  readonly service: string
  readonly action: string
  readonly params: ReadonlyMap<string, string>
  /** The query service whose XML it understands, where it is a query. */
  readonly query: QueryService
  /** Set where the service is not here. */
  readonly elsewhere?: Elsewhere
}

/** Finds out what a request asks for, and of which service. */
export const route = (request: HttpRequest): Routed => {
  const inQuery = new Map(Array.from(request.query, ([name, values]) => [name, values.at(-1) ?? ""]))
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true
  const params = isForm ? parseParams(new TextDecoder().decode(request.body)) : inQuery
  const query = queryServiceOf(params.get("Version"))
  const claim = readClaim(request)
  const { method, path } = request
  // What is signed is none of these: a bucket may have the name of an address.
  if (claim === undefined) {
    const platform = platformRoute(method, path) ?? discoveryRoute(method, path)
    if (platform !== undefined) return { ...platform, params: new Map(), query }
    const center = identityCenterRoute(method, path)
    if (center !== undefined) return { ...center, params: inQuery, query }
  }
  const other = elsewhere(request, params, claim)
  if (other !== undefined) {
    return { service: other.keys[0] ?? "", action: other.action, params, query, elsewhere: other }
  }
  const action = params.get("Action")
  const isS3 = claim !== undefined && !("missing" in claim) ? claim.service === "s3" : action === undefined && !isForm
  return isS3
    ? {
        service: "s3",
        action: s3Operation(request),
        params,
        query
      }
    : { service: query.name, action: action ?? "", params, query }
}

/** The request as the log shows it when it arrives. */
export const describe = (request: HttpRequest, routed: Routed, at: number): LoggedRequest => {
  const claim = readClaim(request)
  const [roleArn, roleSessionName] = [routed.params.get("RoleArn"), routed.params.get("RoleSessionName")]
  const userAgent = request.headers["user-agent"]
  return {
    requestId: request.requestId,
    at,
    service: routed.service,
    action: routed.action,
    params: withoutSecrets(routed.params),
    ...(claim === undefined || "missing" in claim ? {} : { accessKeyId: claim.accessKeyId, region: claim.region }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(roleSessionName === undefined ? {} : { roleSessionName }),
    ...(userAgent === undefined ? {} : { userAgent }),
    faults: [],
    aborted: false
  }
}
