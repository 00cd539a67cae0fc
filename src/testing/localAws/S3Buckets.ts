/** Making, finding and deleting buckets. Source: Amazon S3 API Reference, the page of each operation. */
import {
  type AwsError,
  s3BucketExists,
  s3BucketNotEmpty,
  s3BucketOwned,
  s3IllegalLocation,
  s3InvalidBucketName,
  s3MalformedXml
} from "./AwsError.ts"
import type { Credential } from "./Credentials.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import { bare, type S3Action, s3Xml } from "./S3Answer.ts"
import { readBody } from "./S3Body.ts"
import { readClaim } from "./Signature.ts"
import type { State } from "./State.ts"
import * as Xml from "./Xml.ts"

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

/** Source: Amazon S3 User Guide, "General purpose bucket naming rules". */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !name.includes("..") &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
  !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
  !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)

/** The buckets of the caller's account. */
export const listBuckets = (state: State, { principal }: Credential): HttpAnswer =>
  s3Xml(
    Xml.element(
      "ListAllMyBucketsResult",
      [
        Xml.element("Owner", [Xml.element("ID", principal.accountId)]),
        Xml.element(
          "Buckets",
          state.buckets
            .of(principal.accountId)
            .map(({ name, created }) =>
              Xml.element("Bucket", [
                Xml.element("Name", name),
                Xml.element("CreationDate", new Date(created).toISOString())
              ])
            )
        )
      ],
      namespace
    )
  )

/** Makes a bucket; in us-east-1 once more without an error, as S3 has always done. */
export const createBucket = (
  state: State,
  request: HttpRequest,
  name: string,
  { principal }: Credential,
  now: number
): HttpAnswer | AwsError => {
  if (!isBucketName(name)) return s3InvalidBucketName
  const claim = readClaim(request)
  const signed = claim === undefined || "missing" in claim ? "us-east-1" : claim.region
  const body = readBody(request)
  if ("refusal" in body) return body.refusal
  const xml = new TextDecoder().decode(body).trim()
  const isWhole = xml.includes("<CreateBucketConfiguration") && /(<\/CreateBucketConfiguration>|\/>)$/.test(xml)
  if (xml !== "" && !isWhole) return s3MalformedXml
  const asked = /<LocationConstraint>([^<]*)<\/LocationConstraint>/.exec(xml)?.[1]
  if (asked === undefined && signed !== "us-east-1") {
    return s3IllegalLocation(
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."
    )
  }
  if (asked !== undefined && signed !== "us-east-1" && asked !== signed) {
    return s3IllegalLocation(
      `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`
    )
  }
  const region = asked ?? "us-east-1"
  const present = state.buckets.get(name)
  if (present !== undefined && present.accountId !== principal.accountId) return s3BucketExists
  if (present !== undefined && (signed !== "us-east-1" || region !== present.region)) return s3BucketOwned
  if (present === undefined) state.buckets.add(name, principal.accountId, region, now)
  return bare(200, { location: `/${name}` })
}

export const headBucket: S3Action = ({ bucket }) => bare(200, { "x-amz-bucket-region": bucket.region })

/** The region is empty for us-east-1, which had no name once. */
export const getBucketLocation: S3Action = ({ bucket }) =>
  s3Xml(Xml.element("LocationConstraint", bucket.region === "us-east-1" ? "" : bucket.region, namespace))

export const deleteBucket: S3Action = ({ bucket, state }) => {
  if (bucket.objects.size > 0) return s3BucketNotEmpty
  state.buckets.delete(bucket.name)
  return bare(204)
}
