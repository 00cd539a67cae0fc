/** Sending a row, and what is compared of its answer. */
import { createHash } from "node:crypto"
import { request as send } from "node:http"
import { SignatureV4 } from "@smithy/signature-v4"
import { Sha256 } from "../../testing/LocalAwsFixture.ts"
import type { Keys } from "../moto.ts"
import type { Row } from "./Row.ts"

const versions = { sts: "2011-06-15", iam: "2010-05-08" }

const bodyOf = ({ body, params, service }: Row): string =>
  params === undefined || service === "s3"
    ? (body ?? "")
    : new URLSearchParams({ Version: versions[service], ...params }).toString()

/** The elements that hold text; what varies from call to call is left out, what names somebody is told. */
const fields = (xml: string): ReadonlyArray<string> => {
  const found = Array.from(xml.matchAll(/<(\w+)[^>]*>([^<]*)<\/\1>/g), ([, name = "", text = ""]) =>
    /^(Arn|Account|UserName|RoleName|AssumedRoleId|Key|KeyCount|MaxKeys|IsTruncated|Prefix|Size|ETag)$/.test(name)
      ? `${name}=${name === "AssumedRoleId" ? text.replace(/^AROA\w+/, "AROA") : text}`
      : name
  )
  return Array.from(new Set(found.filter((name) => !/RequestId/.test(name)))).sort()
}

/** Status, error code, and the fields of a good answer. */
export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly facets: string
}

export const ask = async (endpoint: string, keys: Keys, row: Row): Promise<Answer> => {
  const { hostname, host, port } = new URL(endpoint)
  const body = bodyOf(row)
  const method = row.method ?? "POST"
  const [path = "/", search = ""] = (row.path ?? "/").split("?")
  const bare = {
    host,
    ...(row.service === "s3"
      ? { "x-amz-content-sha256": createHash("sha256").update(body).digest("hex") }
      : { "content-type": "application/x-www-form-urlencoded" }),
    ...row.headers
  }
  const signer = new SignatureV4({
    credentials: keys,
    region: row.region ?? "us-east-1",
    service: row.service,
    sha256: Sha256,
    applyChecksum: false,
    uriEscapePath: row.service !== "s3"
  })
  const query = Object.fromEntries(new URLSearchParams(search))
  const signed =
    row.unsigned === true
      ? { headers: bare }
      : await signer.sign({ method, protocol: "http:", hostname: host, path, query, headers: bare, body })
  return new Promise((resolve, reject) => {
    const outgoing = send(
      { host: hostname, port, method, path: row.path ?? "/", headers: signed.headers },
      (answer) => {
        const parts: Array<Buffer> = []
        answer.on("data", (part: Buffer) => parts.push(part))
        answer.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8")
          const status = answer.statusCode ?? 0
          const code = status < 300 ? undefined : /<Code>([^<]*)<\/Code>/.exec(text)?.[1]
          const told =
            status < 300
              ? text.startsWith("<")
                ? fields(text.replaceAll("&quot;", '"')).join(" ")
                : text
              : (code ?? "")
          resolve({ status, code, facets: `${status} ${told}`.trim() })
        })
      }
    )
    outgoing.once("error", reject)
    outgoing.end(body)
  })
}
