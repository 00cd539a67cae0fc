/** Listing objects, by either version. Source: Amazon S3 API Reference, ListObjects and ListObjectsV2. */
import { Buffer } from "node:buffer"
import { s3InvalidArgument } from "./AwsError.ts"
import { type S3Action, type S3Context, s3Xml } from "./S3Answer.ts"
import * as Xml from "./Xml.ts"

const pageLimit = 1000

interface Page {
  readonly keys: ReadonlyArray<string>
  readonly prefixes: ReadonlyArray<string>
  /** The last entry, where there are more. */
  readonly next: string | undefined
}

const pageOf = (all: Iterable<string>, prefix: string, delimiter: string, after: string, size: number): Page => {
  const keys: Array<string> = []
  const prefixes = new Set<string>()
  let last = ""
  const sorted = Array.from(all).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
  for (const key of sorted) {
    if (!key.startsWith(prefix)) continue
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length)
    const entry = cut === -1 ? key : key.slice(0, cut + delimiter.length)
    if (Buffer.compare(Buffer.from(entry), Buffer.from(after)) <= 0 || prefixes.has(entry)) continue
    if (keys.length + prefixes.size >= size)
      return { keys, prefixes: [...prefixes], next: size === 0 ? undefined : last }
    if (cut === -1) keys.push(key)
    else prefixes.add(entry)
    last = entry
  }
  return { keys, prefixes: [...prefixes], next: undefined }
}

const tokenMark = "after:"

const writeToken = (entry: string): string => Buffer.from(`${tokenMark}${entry}`).toString("base64url")

/** The entry that a token of {@link writeToken} continues behind; undefined where it is none. */
const readToken = (token: string): string | undefined => {
  const text = Buffer.from(token, "base64url").toString("utf8")
  return text.startsWith(tokenMark) ? text.slice(tokenMark.length) : undefined
}

const list = ({ bucket, request }: S3Context, isV2: boolean) => {
  const asked = (name: string): string | undefined => request.query.get(name)?.at(-1)
  const text = asked("max-keys") ?? String(pageLimit)
  if (!/^-?\d{1,10}$/.test(text)) return s3InvalidArgument("Provided max-keys not an integer or within integer range")
  if (Number(text) < 0) return s3InvalidArgument("Argument maxKeys must be an integer between 0 and 2147483647")
  const encoding = asked("encoding-type")
  if (encoding !== undefined && encoding !== "url")
    return s3InvalidArgument("Invalid Encoding Method specified in Request")
  const token = asked("continuation-token")
  const continued = token === undefined ? undefined : readToken(token)
  if (isV2 && token !== undefined && continued === undefined)
    return s3InvalidArgument("The continuation token provided is incorrect")
  const [prefix, delimiter] = [asked("prefix") ?? "", asked("delimiter") ?? ""]
  const startAfter = asked("start-after")
  const after = isV2 ? (continued ?? startAfter ?? "") : (asked("marker") ?? "")
  const page = pageOf(bucket.objects.keys(), prefix, delimiter, after, Math.min(Number(text), pageLimit))
  const shown = (key: string): string => (encoding === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key)
  const next = page.next
  return s3Xml(
    Xml.element(
      "ListBucketResult",
      [
        Xml.element("Name", bucket.name),
        Xml.element("Prefix", shown(prefix)),
        ...(isV2
          ? [
              Xml.element("KeyCount", page.keys.length + page.prefixes.length),
              Xml.optional("ContinuationToken", token),
              Xml.optional("StartAfter", startAfter === undefined ? undefined : shown(startAfter)),
              next === undefined ? undefined : Xml.element("NextContinuationToken", writeToken(next))
            ]
          : [
              Xml.element("Marker", shown(after)),
              next === undefined || delimiter === "" ? undefined : Xml.element("NextMarker", shown(next))
            ]),
        Xml.element("MaxKeys", Number(text)),
        delimiter === "" ? undefined : Xml.element("Delimiter", shown(delimiter)),
        Xml.optional("EncodingType", encoding),
        Xml.element("IsTruncated", String(next !== undefined)),
        ...page.keys.map((key) => {
          const object = bucket.objects.get(key)
          return Xml.element("Contents", [
            Xml.element("Key", shown(key)),
            Xml.element("LastModified", new Date(object?.lastModified ?? 0).toISOString()),
            Xml.element("ETag", object?.etag ?? ""),
            Xml.element("Size", object?.body.byteLength ?? 0),
            Xml.element("StorageClass", "STANDARD"),
            isV2 && asked("fetch-owner") !== "true"
              ? undefined
              : Xml.element("Owner", [Xml.element("ID", bucket.accountId)])
          ])
        }),
        ...page.prefixes.map((one) => Xml.element("CommonPrefixes", [Xml.element("Prefix", shown(one))]))
      ],
      "http://s3.amazonaws.com/doc/2006-03-01/"
    )
  )
}

export const listObjects: S3Action = (context) => list(context, false)
export const listObjectsV2: S3Action = (context) => list(context, true)
