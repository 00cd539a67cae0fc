/** Which operation of S3 a request is. Source: Amazon S3 API Reference, the request syntax of each operation. */
import type { HttpRequest } from "./HttpMessage.ts"

/** A path's bucket and key. */
export interface S3Place {
  readonly bucket: string
  /** Undefined where its escapes are none, or are no UTF-8. */
  readonly key: string | undefined
}

/** Bucket and key of a path, without their escapes. */
export const s3Place = ({ path }: Pick<HttpRequest, "path">): S3Place => {
  const cut = path.indexOf("/", 1)
  const decode = (text: string): string | undefined => {
    try {
      return decodeURIComponent(text)
    } catch {
      return undefined
    }
  }
  const [bucket, key] = cut === -1 ? [path.slice(1), ""] : [path.slice(1, cut), path.slice(cut + 1)]
  return { bucket: decode(bucket) ?? bucket, key: decode(key) }
}

/** Queries that make another operation of a method: those that the local AWS does not have keep their own name. */
const subresources = [
  "acl",
  "cors",
  "encryption",
  "lifecycle",
  "logging",
  "notification",
  "ownershipControls",
  "partNumber",
  "policy",
  "publicAccessBlock",
  "replication",
  "tagging",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "website"
]

const bucketOperations: { readonly [method: string]: string } = {
  PUT: "CreateBucket",
  HEAD: "HeadBucket",
  DELETE: "DeleteBucket",
  GET: "ListObjects"
}

const objectOperations: { readonly [method: string]: string } = {
  PUT: "PutObject",
  HEAD: "HeadObject",
  DELETE: "DeleteObject",
  GET: "GetObject"
}

/** The operation's name; the method's where S3 has none for it here. */
export const s3Operation = (request: HttpRequest): string => {
  const { method, query } = request
  const { bucket, key } = s3Place(request)
  if (bucket === "") return method === "GET" ? "ListBuckets" : method
  const other = subresources.find((name) => query.has(name))
  if (other !== undefined) return `${method}?${other}`
  if (key !== "") {
    if (method === "PUT" && request.headers["x-amz-copy-source"] !== undefined) return "CopyObject"
    return objectOperations[method] ?? method
  }
  if (method === "GET" && query.has("location")) return "GetBucketLocation"
  if (method === "GET" && query.get("list-type")?.at(-1) === "2") return "ListObjectsV2"
  if (method === "POST" && query.has("delete")) return "DeleteObjects"
  return bucketOperations[method] ?? method
}
