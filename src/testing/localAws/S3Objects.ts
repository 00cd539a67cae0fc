/** Putting, getting and deleting objects. Source: Amazon S3 API Reference, the page of each operation. */
import { Buffer } from "node:buffer"
import { createHash } from "node:crypto"
import {
  s3InvalidArgument,
  s3InvalidRange,
  s3InvalidRequest,
  s3KeyTooLong,
  s3MalformedXml,
  s3NoSuchKey
} from "./AwsError.ts"
import type { StoredObject } from "./BucketStore.ts"
import type { HttpRequest } from "./HttpMessage.ts"
import { bare, found, type S3Action, s3Xml } from "./S3Answer.ts"
import { readBody } from "./S3Body.ts"
import { s3Place } from "./S3Operation.ts"
import * as Xml from "./Xml.ts"

const keyLimit = 1024
const deleteLimit = 1000

const keptHeader = /^(x-amz-meta-.+|content-type|content-disposition|content-language|cache-control|expires)$/

const keptHeaders = (request: HttpRequest): StoredObject["headers"] => {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => keptHeader.test(name)))
  // `aws-chunked` is how it came, and no part of what it is.
  const encoding = (request.headers["content-encoding"] ?? "").split(/, */).filter((one) => one !== "aws-chunked")
  return encoding.join() === "" ? headers : { ...headers, "content-encoding": encoding.join() }
}

export const putObject: S3Action = ({ bucket, key, request, now }) => {
  if (Buffer.byteLength(key) > keyLimit) return s3KeyTooLong
  const body = readBody(request)
  if ("refusal" in body) return body.refusal
  const etag = `"${createHash("md5").update(body).digest("hex")}"`
  bucket.objects.set(key, { body, etag, lastModified: now, headers: keptHeaders(request) })
  return bare(200, { etag })
}

const objectHeaders = ({ etag, headers, lastModified }: StoredObject): { readonly [name: string]: string } => ({
  "content-type": "binary/octet-stream",
  ...headers,
  etag,
  "accept-ranges": "bytes",
  "last-modified": new Date(lastModified).toUTCString()
})

/** Headers of the answer that a signed query may ask for in place of the object's own. */
const overrides = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires"
]

/** The first and the last byte of what a `Range` asks; undefined where it asks for none that S3 knows, which is all. */
const rangeOf = (header: string | undefined, size: number): readonly [number, number] | "none" | undefined => {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? []
  if (first === "" && last === "") return undefined
  const [from, to] =
    first === ""
      ? [Math.max(0, size - Number(last)), size - 1]
      : [Number(first), last === "" ? Number.POSITIVE_INFINITY : Number(last)]
  if (first !== "" && to < from) return undefined
  return from >= size ? "none" : [from, Math.min(to, size - 1)]
}

export const getObject: S3Action = ({ bucket, key, request }) => {
  const object = bucket.objects.get(key)
  if (object === undefined) return s3NoSuchKey
  const asked = overrides.flatMap((name): ReadonlyArray<readonly [string, string]> => {
    const value = request.query.get(`response-${name}`)?.at(-1)
    return value === undefined ? [] : [[name, value]]
  })
  const odd = asked.find(([, value]) => !/^[\x20-\x7e]*$/.test(value))
  if (odd !== undefined) return s3InvalidArgument(`Header value cannot be represented using ISO-8859-1: ${odd[0]}`)
  const headers = { ...objectHeaders(object), ...Object.fromEntries(asked) }
  const size = object.body.byteLength
  const range = rangeOf(request.headers.range, size)
  if (range === "none") return s3InvalidRange
  if (range === undefined) return { ...bare(200, headers), body: object.body }
  const [from, to] = range
  const part = { ...headers, "content-range": `bytes ${from}-${to}/${size}` }
  return { ...bare(206, part), body: object.body.subarray(from, to + 1) }
}

export const headObject: S3Action = ({ bucket, key }) => {
  const object = bucket.objects.get(key)
  return object === undefined
    ? s3NoSuchKey
    : bare(200, { ...objectHeaders(object), "content-length": String(object.body.byteLength) })
}

/** Deleting what is not there is no error. */
export const deleteObject: S3Action = ({ bucket, key }) => {
  bucket.objects.delete(key)
  return bare(204)
}

export const copyObject: S3Action = (context) => {
  const { bucket, caller, key, request, now, state } = context
  if (Buffer.byteLength(key) > keyLimit) return s3KeyTooLong
  const path = `/${(request.headers["x-amz-copy-source"] ?? "").replace(/^\//, "").replace(/\?.*$/, "")}`
  const source = s3Place({ path })
  if (source.key === undefined) return s3InvalidArgument("Invalid copy source encoding.")
  if (source.key === "")
    return s3InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
  const directive = request.headers["x-amz-metadata-directive"] ?? "COPY"
  if (directive !== "COPY" && directive !== "REPLACE") return s3InvalidArgument("Unknown metadata directive.")
  const from = found(state, source.bucket, caller)
  if (!("objects" in from)) return from
  const object = from.objects.get(source.key)
  if (object === undefined) return s3NoSuchKey
  if (directive === "COPY" && from === bucket && source.key === key) {
    return s3InvalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
    )
  }
  const headers = directive === "COPY" ? object.headers : keptHeaders(request)
  bucket.objects.set(key, { ...object, headers, lastModified: now })
  return s3Xml(
    Xml.element("CopyObjectResult", [
      Xml.element("LastModified", new Date(now).toISOString()),
      Xml.element("ETag", object.etag)
    ])
  )
}

const unescape = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (name === undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[String(name).toLowerCase()] ?? whole
  })

export const deleteObjects: S3Action = ({ bucket, request }) => {
  const body = readBody(request)
  if ("refusal" in body) return body.refusal
  const xml = new TextDecoder().decode(body)
  const [head = "", ...objects] = xml.split("<Object>")
  if (!/<Delete[\s>]/.test(head) || objects.length === 0 || objects.length > deleteLimit) return s3MalformedXml
  const found = objects.map((object) => /<Key>([^<]*)<\/Key>/.exec(object)?.[1])
  const keys = found.flatMap((key) => (key === undefined ? [] : [unescape(key)]))
  if (keys.length < objects.length || !xml.trimEnd().endsWith("</Delete>")) return s3MalformedXml
  for (const key of keys) bucket.objects.delete(key)
  const isQuiet = /<Quiet>\s*true\s*<\/Quiet>/.test(xml)
  return s3Xml(
    Xml.element("DeleteResult", isQuiet ? [] : keys.map((key) => Xml.element("Deleted", [Xml.element("Key", key)])))
  )
}
