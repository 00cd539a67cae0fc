/** Putting, getting and deleting objects. Source: Amazon S3 API Reference, the page of each operation. */
import { Buffer } from "node:buffer"
import { createHash } from "node:crypto"
import { s3InvalidArgument, s3KeyTooLong, s3MalformedXml, s3NoSuchKey } from "./AwsError.ts"
import type { StoredObject } from "./BucketStore.ts"
import { bare, found, type S3Action, s3Xml } from "./S3Answer.ts"
import { readBody } from "./S3Body.ts"
import { s3Place } from "./S3Operation.ts"
import * as Xml from "./Xml.ts"

const keyLimit = 1024
const deleteLimit = 1000

const keptHeader = /^(x-amz-meta-.+|content-type|content-disposition|content-language|cache-control|expires)$/

export const putObject: S3Action = ({ bucket, key, request, now }) => {
  if (Buffer.byteLength(key) > keyLimit) return s3KeyTooLong
  const body = readBody(request)
  if ("refusal" in body) return body.refusal
  const etag = `"${createHash("md5").update(body).digest("hex")}"`
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => keptHeader.test(name)))
  // `aws-chunked` is how it came, and no part of what it is.
  const encoding = (request.headers["content-encoding"] ?? "").split(/, */).filter((one) => one !== "aws-chunked")
  const kept = encoding.join() === "" ? headers : { ...headers, "content-encoding": encoding.join() }
  bucket.objects.set(key, { body, etag, lastModified: now, headers: kept })
  return bare(200, { etag })
}

const objectHeaders = ({ etag, headers, lastModified }: StoredObject): { readonly [name: string]: string } => ({
  "content-type": "binary/octet-stream",
  ...headers,
  etag,
  "accept-ranges": "bytes",
  "last-modified": new Date(lastModified).toUTCString()
})

export const getObject: S3Action = ({ bucket, key }) => {
  const object = bucket.objects.get(key)
  return object === undefined ? s3NoSuchKey : { ...bare(200, objectHeaders(object)), body: object.body }
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
  const path = `/${(request.headers["x-amz-copy-source"] ?? "").replace(/^\//, "").replace(/\?.*$/, "")}`
  const source = s3Place({ path })
  if (source.key === "")
    return s3InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
  const from = found(state, source.bucket, caller)
  if (!("objects" in from)) return from
  const object = from.objects.get(source.key)
  if (object === undefined) return s3NoSuchKey
  bucket.objects.set(key, { ...object, lastModified: now })
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
  const keys = Array.from(xml.matchAll(/<Object>\s*[\s\S]*?<Key>([^<]*)<\/Key>[\s\S]*?<\/Object>/g), ([, key = ""]) =>
    unescape(key)
  )
  if (!/<Delete[\s>]/.test(xml) || keys.length === 0 || keys.length > deleteLimit) return s3MalformedXml
  for (const key of keys) bucket.objects.delete(key)
  const isQuiet = /<Quiet>\s*true\s*<\/Quiet>/.test(xml)
  return s3Xml(
    Xml.element("DeleteResult", isQuiet ? [] : keys.map((key) => Xml.element("Deleted", [Xml.element("Key", key)])))
  )
}
