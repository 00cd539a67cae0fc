/** Requests to S3, in their order: each finds what the ones before it left. */
import { createHash } from "node:crypto"
import type { Row } from "./Row.ts"

const one = (
  title: string,
  method: string,
  path: string,
  aws: string,
  source: string,
  more: Partial<Row> = {}
): Row => ({
  title,
  service: "s3",
  method,
  path,
  source: `Amazon S3 API Reference, ${source}`,
  aws,
  ...more
})

const md5 = (text: string): string => createHash("md5").update(text).digest("base64")
const badNames = [
  "Ab",
  "ab",
  "a".repeat(64),
  "UPPER-case",
  "under_score",
  "a..b",
  "192.168.5.4",
  "-start",
  "end-",
  "xn--abc",
  "abc-s3alias",
  "abc--ol-s3",
  "sthree-abc"
]
const place = (region: string): string =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
const remove = (...keys: ReadonlyArray<string>): Partial<Row> => {
  const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join("")}</Delete>`
  return { body, headers: { "content-md5": md5(body) } }
}
const keys = ["a.txt", "b/c.txt", "b/d.txt", "e f+g.txt", "ä/日本.txt", "x&lt;y.txt", "z'\"<>&.txt"]
const path = (key: string): string =>
  `/acme-new/${encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("'", "%27")}`

export const s3Rows: ReadonlyArray<Row> = [
  one("ListBuckets", "GET", "/", "200", "ListBuckets"),
  one("HeadBucket that is not there", "HEAD", "/acme-new", "404", "HeadBucket"),
  one("ListObjects of no bucket", "GET", "/acme-new", "404 NoSuchBucket", "ListObjects: errors"),
  one("PutObject into no bucket", "PUT", "/acme-new/a", "404 NoSuchBucket", "Error responses", { body: "x" }),
  one("GetObject from no bucket", "GET", "/acme-new/a", "404 NoSuchBucket", "Error responses"),
  one("DeleteBucket that is not there", "DELETE", "/acme-new", "404 NoSuchBucket", "Error responses"),
  ...badNames.map((name) =>
    one(
      `CreateBucket named ${name}`,
      "PUT",
      `/${name}`,
      "400 InvalidBucketName",
      "CreateBucket; User Guide, bucket naming rules"
    )
  ),
  one("CreateBucket", "PUT", "/acme-new", "200", "CreateBucket"),
  one("CreateBucket once more in us-east-1", "PUT", "/acme-new", "200", "CreateBucket: BucketAlreadyOwnedByYou"),
  one(
    "CreateBucket without a place in another region",
    "PUT",
    "/acme-far",
    "400 IllegalLocationConstraintException",
    "Error responses",
    { region: "eu-west-1" }
  ),
  one(
    "CreateBucket of another place than asked",
    "PUT",
    "/acme-far",
    "400 IllegalLocationConstraintException",
    "Error responses",
    { region: "eu-west-1", body: place("us-west-2") }
  ),
  one("CreateBucket in another region", "PUT", "/acme-far", "200", "CreateBucket", {
    region: "eu-west-1",
    body: place("eu-west-1")
  }),
  one(
    "CreateBucket once more in another region",
    "PUT",
    "/acme-far",
    "409 BucketAlreadyOwnedByYou",
    "CreateBucket: errors",
    { region: "eu-west-1", body: place("eu-west-1") }
  ),
  one("CreateBucket by what is no XML", "PUT", "/acme-xml", "400 MalformedXML", "Error responses", {
    body: "nonsense"
  }),
  one("GetBucketLocation", "GET", "/acme-new?location", "200", "GetBucketLocation"),
  one("GetBucketLocation elsewhere", "GET", "/acme-far?location", "200", "GetBucketLocation", { region: "eu-west-1" }),
  one("HeadBucket", "HEAD", "/acme-new", "200", "HeadBucket"),
  one("ListObjects of an empty bucket", "GET", "/acme-new", "200", "ListObjects"),
  one("GetObject that is not there", "GET", "/acme-new/a.txt", "404 NoSuchKey", "GetObject: errors"),
  one("HeadObject that is not there", "HEAD", "/acme-new/a.txt", "404", "HeadObject"),
  ...keys.map((key) => one(`PutObject ${key}`, "PUT", path(key), "200", "PutObject", { body: `body of ${key}` })),
  ...keys.map((key) => one(`GetObject ${key}`, "GET", path(key), "200", "GetObject")),
  ...keys.map((key) => one(`HeadObject ${key}`, "HEAD", path(key), "200", "HeadObject")),
  ...[
    "",
    "?prefix=b/",
    "?prefix=b/&delimiter=/",
    "?delimiter=/",
    "?max-keys=2",
    "?max-keys=0",
    "?marker=b/c.txt",
    "?prefix=nothing",
    "?encoding-type=url",
    "?max-keys=2000"
  ].map((query) => one(`ListObjects ${query}`, "GET", `/acme-new${query}`, "200", "ListObjects")),
  ...["", "&prefix=b/", "&delimiter=/", "&max-keys=2", "&max-keys=0", "&start-after=b/c.txt", "&encoding-type=url"].map(
    (query) => one(`ListObjectsV2 ${query}`, "GET", `/acme-new?list-type=2${query}`, "200", "ListObjectsV2")
  ),
  ...["?max-keys=x", "?max-keys=-1", "?encoding-type=other", "?list-type=2&continuation-token="].map((query) =>
    one(
      `ListObjects ${query}`,
      "GET",
      `/acme-new${query}`,
      "400 InvalidArgument",
      "ListObjectsV2; Error responses: InvalidArgument"
    )
  ),
  one("CopyObject", "PUT", "/acme-new/copy", "200", "CopyObject", {
    headers: { "x-amz-copy-source": "/acme-new/a.txt" }
  }),
  one("CopyObject of no key", "PUT", "/acme-new/copy", "404 NoSuchKey", "CopyObject", {
    headers: { "x-amz-copy-source": "/acme-new/none" }
  }),
  one("CopyObject from nowhere", "PUT", "/acme-new/copy", "400 InvalidArgument", "CopyObject", {
    headers: { "x-amz-copy-source": "acme-new" }
  }),
  one(
    "DeleteBucket with objects in it",
    "DELETE",
    "/acme-new",
    "409 BucketNotEmpty",
    "Error responses: BucketNotEmpty"
  ),
  one("DeleteObjects by no XML", "POST", "/acme-new?delete", "400 MalformedXML", "DeleteObjects", {
    body: "x",
    headers: { "content-md5": md5("x") }
  }),
  one("DeleteObjects", "POST", "/acme-new?delete", "200", "DeleteObjects", remove("a.txt", "nothing", "b/c.txt")),
  one("DeleteObject", "DELETE", "/acme-new/copy", "204", "DeleteObject"),
  one("DeleteObject that is not there", "DELETE", "/acme-new/nothing", "204", "DeleteObject"),
  ...keys.map((key) => one(`DeleteObject ${key}`, "DELETE", path(key), "204", "DeleteObject")),
  one("DeleteBucket", "DELETE", "/acme-new", "204", "DeleteBucket"),
  one("PutObject with another digest", "PUT", "/acme-far/bad", "400 BadDigest", "Error responses: BadDigest", {
    region: "eu-west-1",
    body: "x",
    headers: { "content-md5": md5("y") }
  }),
  one(
    "PutObject of a key too long",
    "PUT",
    `/acme-far/${"k".repeat(1025)}`,
    "400 KeyTooLongError",
    "Error responses: KeyTooLongError",
    { region: "eu-west-1", body: "x" }
  ),
  one("POST to the service", "POST", "/", "405 MethodNotAllowed", "Error responses: MethodNotAllowed")
]
