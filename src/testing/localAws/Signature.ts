/**
 * Signature Version 4: reading the `Authorization` header and computing what
 * the signature should have been, with the SDK's own signer.
 *
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 */
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto"
import { SignatureV4 } from "@smithy/signature-v4"
import * as Effect from "effect/Effect"
import type { HttpRequest } from "./HttpMessage.ts"

const algorithm = "AWS4-HMAC-SHA256"

type SourceData = string | ArrayBuffer | ArrayBufferView

const toBytes = (data: SourceData): Uint8Array =>
  typeof data === "string"
    ? new TextEncoder().encode(data)
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)

/** The hash that the SDK's signer asks for: SHA-256, or HMAC-SHA-256 with a key. */
class Sha256 {
  readonly #secret: Uint8Array | undefined
  #hash: Hash | Hmac

  constructor(secret?: SourceData) {
    this.#secret = secret === undefined ? undefined : toBytes(secret)
    this.#hash = this.#make()
  }

  #make(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret)
  }

  update(data: SourceData): void {
    this.#hash.update(toBytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#make()
  }
}

/** What an `Authorization` header says, before anything of it is believed. */
export interface Claim {
  readonly accessKeyId: string
  /** `YYYYMMDD` of the credential scope. */
  readonly scopeDate: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: ReadonlyArray<string>
  readonly signature: string
  /** When it was signed, as sent; absent where the request does not tell. */
  readonly signedAt: string | undefined
  readonly token: string | undefined
  /** Seconds that a query-signed request is to be good for; absent where a header has the signature. */
  readonly presigned?: { readonly expires: string | undefined }
}

/** The parts that an `Authorization` header lacks. */
export interface Incomplete {
  readonly missing: ReadonlyArray<string>
}

type Sent = Pick<HttpRequest, "headers" | "query">

const claimOf = (
  fields: ReadonlyMap<string, string | undefined>,
  more: Pick<Claim, "signedAt" | "token" | "presigned">
): Claim | Incomplete => {
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !fields.get(name))
  const [accessKeyId, scopeDate, region, service, terminator] = (fields.get("Credential") ?? "").split("/")
  if (!accessKeyId || !scopeDate || !region || !service || terminator !== "aws4_request" || missing.length > 0) {
    return { missing: missing.length > 0 ? missing : ["Credential"] }
  }
  return {
    accessKeyId,
    scopeDate,
    region,
    service,
    signedHeaders: (fields.get("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: fields.get("Signature") ?? "",
    ...more
  }
}

/** Reads the signature of the header, or that of the query; undefined where there is no SigV4 at all. */
export const readClaim = ({ headers, query }: Sent): Claim | Incomplete | undefined => {
  const header = headers.authorization
  if (header?.startsWith(algorithm) === true) {
    const parts = header.slice(algorithm.length).split(",")
    const fields = new Map(
      parts
        .map((part) => part.trim())
        .map((part): [string, string] => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)])
    )
    return claimOf(fields, { signedAt: headers["x-amz-date"], token: headers["x-amz-security-token"] })
  }
  const asked = (name: string): string | undefined => query.get(`X-Amz-${name}`)?.at(-1)
  if (asked("Algorithm") !== algorithm) return undefined
  const fields = new Map(["Credential", "Signature", "SignedHeaders"].map((name) => [name, asked(name)]))
  return claimOf(fields, {
    signedAt: asked("Date"),
    token: asked("Security-Token"),
    presigned: { expires: asked("Expires") }
  })
}

/** `20261124T055223Z` as milliseconds; undefined where it is not such a date. */
export const parseAmzDate = (text: string): number | undefined => {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(millis) ? undefined : millis
}

/** Milliseconds as `20261124T055223Z`. */
export const formatAmzDate = (millis: number): string => new Date(millis).toISOString().replace(/[-:]|\.\d{3}/g, "")

/** The SHA-256 of a body in hexadecimal. */
export const hashOf = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex")

/** A path as S3 signs it: each part with every escape that it needs and no other, however it was sent. */
const canonicalPath = (path: string): string => {
  const encode = (part: string): string =>
    encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  try {
    return path
      .split("/")
      .map((part) => encode(decodeURIComponent(part)))
      .join("/")
  } catch {
    return path
  }
}

/** The signature that a holder of the secret key gives this request. */
export const expectedSignature = (
  request: HttpRequest,
  claim: Claim,
  secretAccessKey: string,
  signingDate: number
): Effect.Effect<string> => {
  const signed = new Set(claim.signedHeaders)
  // The list is signed with the headers: one that names what was not sent is of another request.
  if (claim.signedHeaders.some((name) => !Object.hasOwn(request.headers, name))) return Effect.succeed("")
  // What a presigned request sends is not known when it is signed: S3 signs no hash of it, the others that of nothing.
  const unsigned = claim.presigned !== undefined && claim.service === "s3" ? "UNSIGNED-PAYLOAD" : undefined
  const headers = Object.fromEntries([
    ...(unsigned === undefined ? [] : [["x-amz-content-sha256", unsigned]]),
    ...claim.signedHeaders.flatMap((name) => {
      const value = request.headers[name]
      return value === undefined ? [] : [[name, value]]
    })
  ])
  const query = Object.fromEntries(
    Array.from(request.query, ([name, values]) => [name, [...values]]).filter(
      ([name]) => claim.presigned === undefined || name !== "X-Amz-Signature"
    )
  )
  const signer = new SignatureV4({
    // Without the session token: where it was signed it is among the headers already.
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
    region: claim.region,
    service: claim.service,
    sha256: Sha256,
    applyChecksum: false,
    uriEscapePath: claim.service !== "s3"
  })
  return Effect.promise(async () => {
    const { headers: found } = await signer.sign(
      {
        method: request.method,
        protocol: "http:",
        hostname: request.headers.host ?? "",
        path: claim.service === "s3" ? canonicalPath(request.path) : request.path,
        query,
        headers,
        body: request.body
      },
      {
        signingDate: new Date(signingDate),
        signableHeaders: signed,
        unsignableHeaders: new Set(["x-amz-date", "x-amz-content-sha256"].filter((name) => !signed.has(name)))
      }
    )
    return /Signature=([0-9a-f]+)$/.exec(found.authorization ?? "")?.[1] ?? ""
  })
}
