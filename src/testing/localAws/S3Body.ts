/**
 * The body of an upload: taken out of its `aws-chunked` frames, and compared with the checksum that it came with.
 *
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
 * Chunks", and Amazon S3 User Guide, "Checking object integrity". The chunks' own signatures are not checked.
 */
import { Buffer } from "node:buffer"
import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"
import { type AwsError, s3BadDigest, s3IncompleteBody, s3MalformedTrailer, s3MissingLength } from "./AwsError.ts"
import type { HttpRequest } from "./HttpMessage.ts"

/** A body with the trailing headers of its frames. */
interface Unframed {
  readonly body: Uint8Array
  readonly trailers: { readonly [name: string]: string }
}

const readTrailers = (text: string): Unframed["trailers"] =>
  Object.fromEntries(
    text.split("\r\n").flatMap((line) => {
      const colon = line.indexOf(":")
      return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
    })
  )

const unframe = (framed: Uint8Array): Unframed | undefined => {
  const bytes = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength)
  const parts: Array<Uint8Array> = []
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at)
    const [, size] =
      /^([0-9a-f]{1,8})(?:;chunk-signature=[0-9a-f]{64})?$/i.exec(bytes.toString("latin1", at, Math.max(end, at))) ?? []
    if (end === -1 || size === undefined) return undefined
    const length = Number.parseInt(size, 16)
    const start = end + 2
    if (length === 0) return { body: Buffer.concat(parts), trailers: readTrailers(bytes.toString("latin1", start)) }
    if (bytes.toString("latin1", start + length, start + length + 2) !== "\r\n") return undefined
    parts.push(bytes.subarray(start, start + length))
    at = start + length + 2
  }
}

const checksums: { readonly [name: string]: (body: Uint8Array) => Buffer } = {
  crc32: (body) => {
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return sum
  },
  sha1: (body) => createHash("sha1").update(body).digest(),
  sha256: (body) => createHash("sha256").update(body).digest()
}

/** The body as it is kept, or why it is not taken. */
export const readBody = (request: HttpRequest): Uint8Array | { readonly refusal: AwsError } => {
  const isFramed = request.headers["x-amz-content-sha256"]?.startsWith("STREAMING-") === true
  const read = isFramed ? unframe(request.body) : { body: request.body, trailers: {} }
  if (read === undefined) return { refusal: s3IncompleteBody }
  const { body } = read
  const length = request.headers["x-amz-decoded-content-length"]
  if (isFramed && length === undefined) return { refusal: s3MissingLength }
  if (isFramed && Number(length) !== body.byteLength) return { refusal: s3IncompleteBody }
  const announced = (request.headers["x-amz-trailer"] ?? "").toLowerCase().split(/[, ]+/).filter(Boolean)
  if (isFramed && announced.some((name) => !Object.hasOwn(read.trailers, name))) return { refusal: s3MalformedTrailer }
  const md5 = request.headers["content-md5"]
  if (md5 !== undefined && md5 !== createHash("md5").update(body).digest("base64")) {
    return { refusal: s3BadDigest("The Content-MD5 you specified did not match what we received.") }
  }
  const stated: { readonly [name: string]: string } = { ...request.headers, ...read.trailers }
  for (const [name, sum] of Object.entries(checksums)) {
    const value = stated[`x-amz-checksum-${name}`]
    if (value !== undefined && value !== sum(body).toString("base64")) {
      const words = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`
      return { refusal: s3BadDigest(words) }
    }
  }
  return body
}
