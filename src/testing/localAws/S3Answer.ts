/** What the operations of S3 are given and give. */
import { type AwsError, accessDenied, s3NoSuchBucket } from "./AwsError.ts"
import type { Bucket } from "./BucketStore.ts"
import type { Credential } from "./Credentials.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { s3RequestId, token } from "./Ids.ts"
import type { State } from "./State.ts"
import * as Xml from "./Xml.ts"

/** A request for what is in a bucket, once the bucket is known to be the caller's. */
export interface S3Context {
  readonly state: State
  readonly request: HttpRequest
  readonly caller: Credential
  readonly bucket: Bucket
  readonly key: string
  /** Milliseconds since 1970, by the `Clock` of the server. */
  readonly now: number
}

/** An operation on a bucket that is there, or on what it holds. */
export type S3Action = (context: S3Context) => HttpAnswer | AwsError

/** The bucket, where it is there and of the caller's account. */
export const found = ({ buckets }: State, name: string, { principal }: Credential): Bucket | AwsError => {
  const bucket = buckets.get(name)
  if (bucket === undefined) return s3NoSuchBucket
  return bucket.accountId === principal.accountId ? bucket : accessDenied("Access Denied")
}

/** An answer without a body. */
export const bare = (status: number, headers: HttpAnswer["headers"] = {}): HttpAnswer => ({
  status,
  headers: { "x-amz-request-id": s3RequestId(), "x-amz-id-2": token(56), ...headers },
  body: ""
})

/** A document. */
export const s3Xml = (root: Xml.Xml, status = 200): HttpAnswer => ({
  ...bare(status, { "content-type": "application/xml" }),
  body: Xml.document(root)
})
