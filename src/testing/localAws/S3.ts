/** S3: from an operation to its answer. Source: Amazon S3 API Reference, the operations and "Error responses". */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { AwsError, s3InvalidUri, s3MethodNotAllowed, s3NotImplemented } from "./AwsError.ts"
import type { Credential } from "./Credentials.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { s3RequestId, token } from "./Ids.ts"
import { found, type S3Action } from "./S3Answer.ts"
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./S3Buckets.ts"
import { listObjects, listObjectsV2 } from "./S3List.ts"
import { copyObject, deleteObject, deleteObjects, getObject, headObject, putObject } from "./S3Objects.ts"
import { s3Place } from "./S3Operation.ts"
import type { State } from "./State.ts"
import * as Xml from "./Xml.ts"

const actions: { readonly [operation: string]: S3Action } = {
  CopyObject: copyObject,
  DeleteBucket: deleteBucket,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetObject: getObject,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  PutObject: putObject
}

const answerOf = (
  state: State,
  request: HttpRequest,
  operation: string,
  caller: Credential,
  now: number
): HttpAnswer | AwsError => {
  if (operation === "ListBuckets") return listBuckets(state, caller)
  const { bucket: name, key } = s3Place(request)
  if (operation === "CreateBucket") return createBucket(state, request, name, caller, now)
  if (name === "") return s3MethodNotAllowed
  if (key === undefined) return s3InvalidUri
  const bucket = found(state, name, caller)
  if (!("objects" in bucket)) return bucket
  const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined
  if (action !== undefined) return action({ state, request, caller, bucket, key, now })
  return operation.includes("?") ? s3NotImplemented : s3MethodNotAllowed
}

/** Answers an operation of S3 to who signed it. */
export const s3Answer = (
  state: State,
  request: HttpRequest,
  operation: string,
  caller: Credential
): Effect.Effect<HttpAnswer, AwsError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const answer = answerOf(state, request, operation, caller, now)
    return answer instanceof AwsError ? Effect.fail(answer) : Effect.succeed(answer)
  })

/** A refusal in S3's form, which has no namespace and no type; to a `HEAD` it has no body, so that only the status tells. */
export const s3Error = (error: AwsError, { method, path }: Pick<HttpRequest, "method" | "path">): HttpAnswer => {
  const [requestId, hostId] = [s3RequestId(), token(56)]
  const headers = { "content-type": "application/xml", "x-amz-request-id": requestId, "x-amz-id-2": hostId }
  const root = Xml.element("Error", [
    Xml.element("Code", error.code),
    Xml.element("Message", error.message),
    Xml.element("Resource", path),
    Xml.element("RequestId", requestId),
    Xml.element("HostId", hostId)
  ])
  return { status: error.status, headers, body: method === "HEAD" ? "" : Xml.document(root), errorCode: error.code }
}
