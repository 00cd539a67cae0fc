/**
 * How a client that is neither of STS, IAM, S3 nor Identity Center speaks, and what a refusal looks like to it.
 *
 * Source: Smithy specification, "AWS Protocols" (the errors of each) and "Smithy RPC v2 CBOR protocol".
 */
import { Buffer } from "node:buffer"
import { type AwsError, type Dialect, jsonDialect, queryDialect } from "./AwsError.ts"
import type { HttpAnswer, HttpRequest } from "./HttpMessage.ts"
import * as Xml from "./Xml.ts"

/** The form of requests and answers. */
export type Protocol = "cbor" | "json" | "query" | "ec2" | "restXml" | "restJson"

const ofRestXml = new Set(["cloudfront", "route53", "s3control"])
/** SimpleDB's errors look like EC2's. */
const ofEc2 = new Set(["ec2", "simpledb"])

/** The protocol of a request for the service of this key. */
export const protocolOf = (
  { headers }: Pick<HttpRequest, "headers">,
  action: string | undefined,
  key: string
): Protocol => {
  if (headers["smithy-protocol"] === "rpc-v2-cbor") return "cbor"
  if (headers["x-amz-target"] !== undefined || headers["smithy-protocol"] === "rpc-v2-json") return "json"
  if (action !== undefined) return ofEc2.has(key) ? "ec2" : "query"
  return ofRestXml.has(key) ? "restXml" : "restJson"
}

/** The words in which services of the protocol refuse. */
export const protocolDialect = (protocol: Protocol): Dialect =>
  protocol === "query" || protocol === "ec2" || protocol === "restXml" ? queryDialect : jsonDialect

const cborText = (text: string): ReadonlyArray<Uint8Array> => {
  const bytes = Buffer.from(text)
  const head = Buffer.from([0x79, bytes.byteLength >> 8, bytes.byteLength & 0xff])
  return [head, bytes]
}

/** A map of texts, each of less than 64 KiB. Source: RFC 8949, "Major Types". */
const cborMap = (entries: { readonly [name: string]: string }): Uint8Array =>
  Buffer.concat([
    Buffer.from([0xa0 | Object.keys(entries).length]),
    ...Object.entries(entries).flatMap(([name, value]) => [...cborText(name), ...cborText(value)])
  ])

const xmlOf: { readonly [protocol in "query" | "ec2" | "restXml"]: (error: AwsError, requestId: string) => Xml.Xml } = {
  ec2: ({ code, message }, requestId) =>
    Xml.element("Response", [
      Xml.element("Errors", [Xml.element("Error", [Xml.element("Code", code), Xml.element("Message", message)])]),
      Xml.element("RequestID", requestId)
    ]),
  query: (error, requestId) => xmlOf.restXml(error, requestId),
  restXml: ({ code, message, status }, requestId) =>
    Xml.element("ErrorResponse", [
      Xml.element("Error", [
        Xml.element("Type", status >= 500 ? "Receiver" : "Sender"),
        Xml.element("Code", code),
        Xml.element("Message", message)
      ]),
      Xml.element("RequestId", requestId)
    ])
}

/** That of the request where it is one of JSON's: as another, such as HTML, a client could take the message for markup. */
const jsonType = (given = ""): string =>
  /^application\/(?:x-amz-)?json\b/i.test(given) ? given : "application/x-amz-json-1.1"

const bodyOf = (protocol: Protocol, error: AwsError, request: HttpRequest): Pick<HttpAnswer, "headers" | "body"> => {
  const { code, message } = error
  switch (protocol) {
    case "cbor":
      return {
        headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        body: cborMap({ __type: code, message })
      }
    case "json":
      return {
        headers: { "content-type": jsonType(request.headers["content-type"]) },
        body: JSON.stringify({ __type: code, message })
      }
    case "restJson":
      return {
        headers: { "content-type": "application/json", "x-amzn-errortype": code },
        body: JSON.stringify({ message })
      }
    default:
      return { headers: { "content-type": "text/xml" }, body: Xml.document(xmlOf[protocol](error, request.requestId)) }
  }
}

/** A refusal in the form of the protocol; to a `HEAD` it has no body. */
export const protocolError = (protocol: Protocol, error: AwsError, request: HttpRequest): HttpAnswer => {
  const { headers, body } = bodyOf(protocol, error, request)
  return {
    status: error.status,
    headers: { ...headers, "x-amzn-requestid": request.requestId },
    body: request.method === "HEAD" ? "" : body,
    errorCode: error.code
  }
}
