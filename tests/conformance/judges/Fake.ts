/** One AWS on loopback for one asker: STS, S3, Identity Center, container, metadata, and a proxy; all is logged. */
import * as http from "node:http"
import * as https from "node:https"
import * as net from "node:net"
import { type Case, keyOf, type Reply } from "./Case.ts"
import type { Certificates } from "./Certificates.ts"

export interface Seen {
  /** Scheme and host asked for; this fake itself is `{FAKE}`. */
  readonly to: string
  readonly via: "direct" | "proxy"
  /** The operation with its parameters, or method and path. */
  readonly what: string
  /** Access key, token and region of the signature. */
  readonly signed: string
  readonly headers: http.IncomingHttpHeaders
}

export interface Fake extends AsyncDisposable {
  readonly seen: ReadonlyArray<Seen>
  readonly url: string
  readonly proxy: string
  readonly ports: { readonly plain: number; readonly tls: number }
}

const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "")

export const signature = ({ headers }: Pick<http.IncomingMessage, "headers">): string => {
  const [, key = "nobody", region = ""] = /Credential=([^/,]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? []
  const token = headers["x-amz-security-token"]
  return [key, ...(token === undefined ? [] : [token === "" ? "with an empty token" : "with a token"]), region]
    .filter((part) => part !== "")
    .join(" ")
}

/** Names that clients make up for themselves. */
const generated = /^(botocore-session-\d+|boto-ses-\d+|aws-cli-botocore-session-\d+)$/

const shown = ["RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "SerialNumber", "WebIdentityToken"]

/** Clients put their parameters in orders of their own. */
const sorted = (path: string): string => {
  const [place = "", search] = path.split("?")
  return search === undefined ? path : `${place}?${search.split("&").sort().join("&")}`
}

/** What is asked for: an operation with its parameters, or method and path. */
export const whatOf = (
  { method, headers }: Pick<http.IncomingMessage, "method" | "headers">,
  host: string,
  path: string,
  query: URLSearchParams
): string => {
  if (query.has("Action")) return stsWords(query)
  const isS3 = /(^|\.)s3[.-]|amz-sdk.*s3/.test(host) || /\/s3\/aws4_request/.test(headers.authorization ?? "")
  if (!isS3) return `${method} ${sorted(path)}`
  return method === "GET" && /\/(\?x-id=ListBuckets)?$/.test(path) ? "ListBuckets" : `${method} object`
}

const stsWords = (query: URLSearchParams): string =>
  [
    query.get("Action"),
    ...shown.flatMap((name) => {
      const value = query.get(name)
      return value === null ? [] : [`${name}=${generated.test(value) ? "generated" : value}`]
    })
  ].join(" ")

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port))
  })

const xml = (action: string, result: string): string =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result>` +
  `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`

const platform = (key: string, lasts: number): string =>
  JSON.stringify({
    Code: "Success",
    AccessKeyId: key,
    SecretAccessKey: "secret",
    Token: "token",
    Expiration: later(lasts)
  })

/** What AWS answers, as far as the cases need it. */
export const usual = (
  what: string,
  signed: string,
  query: URLSearchParams,
  body: string,
  lasts = 3600
): string | number => {
  const action = query.get("Action")
  if (action === "GetCallerIdentity") {
    return xml(
      action,
      "<Arn>arn:aws:iam::111111111111:user/u</Arn><UserId>AIDA</UserId><Account>111111111111</Account>"
    )
  }
  if (action !== null) {
    const key = keyOf(query.get("RoleArn") ?? "", signed.split(" ")[0] ?? "")
    const arn = `arn:aws:sts::111111111111:assumed-role/r/${query.get("RoleSessionName")}`
    return xml(
      action,
      `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>` +
        `<SessionToken>token</SessionToken><Expiration>${later(3600)}</Expiration></Credentials>` +
        `<AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser>`
    )
  }
  if (what.startsWith("GET /federation/credentials")) {
    const [, search = ""] = what.split("?")
    const asked = new URLSearchParams(search)
    const roleCredentials = {
      accessKeyId: keyOf(asked.get("account_id") ?? "", asked.get("role_name") ?? ""),
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: Date.now() + 3_600_000
    }
    return JSON.stringify({ roleCredentials })
  }
  if (what === "POST /token") {
    return JSON.stringify({ accessToken: "tok2", expiresIn: 3600, tokenType: "Bearer", refreshToken: "refresh2" })
  }
  if (what === "PUT /latest/api/token") return "metadata-token"
  if (what === "GET /latest/meta-data/iam/security-credentials/") return "the-role"
  if (what.startsWith("GET /latest/meta-data/iam/security-credentials/")) return platform("ASIAIMDS", lasts)
  if (/^GET \/(v2\/)?cred/.test(what)) return platform("ASIACONTAINER", lasts)
  if (what === "ListBuckets") {
    return '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner><Buckets/></ListAllMyBucketsResult>'
  }
  return body === "" ? "x" : ""
}

export const startFake = async (one: Case, certificates: Certificates): Promise<Fake> => {
  const seen: Array<Seen> = []
  const proxied = new Set<number>()
  const sockets = new Set<net.Socket>()
  const script = new Map(Object.entries(one.script ?? {}).map(([name, replies]) => [name, [...replies]]))

  const scripted = (what: string): Reply | undefined => {
    const name = [...script.keys()].find((name) => what.startsWith(name))
    const replies = name === undefined ? undefined : script.get(name)
    return one.always === true && replies?.length === 1 ? replies[0] : replies?.shift()
  }

  const handler =
    (scheme: "http" | "https", port: () => number, asProxy = false): http.RequestListener =>
    (request, response) => {
      const parts: Array<Buffer> = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        const body = Buffer.concat(parts).toString("utf8")
        const query = new URLSearchParams(
          request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true ? body : ""
        )
        const given = request.url ?? ""
        const absolute = /^https?:\/\//.test(given)
        const target = absolute ? new URL(given) : undefined
        const path = target === undefined ? given : `${target.pathname}${target.search}`
        const host = target?.host ?? request.headers.host ?? ""
        const what = whatOf(request, host, path, query)
        const signed = signature(request)
        const own = [port(), ports.plain, ports.tls].some((own) =>
          new RegExp(`^(127\\.0\\.0\\.1|localhost):${own}$`).test(host)
        )
        const via = asProxy || absolute || proxied.has(request.socket.remotePort ?? 0) ? "proxy" : "direct"
        const { headers } = request
        seen.push({ to: own ? "{FAKE}" : `${scheme}://${host}`, via, what, signed, headers })
        const reply = scripted(what) ?? usual(what, signed, query, body, one.lasts)
        if (reply === "hang") return
        if (reply === "cut") {
          request.socket.destroy()
          return
        }
        const status = typeof reply === "number" ? reply : typeof reply === "string" ? 200 : (reply.status ?? 200)
        const text = typeof reply === "string" ? reply : typeof reply === "number" ? "" : reply.body
        response.writeHead(status, {
          "content-type": text.startsWith("{") ? "application/json" : "text/xml",
          ...(what === "PUT /latest/api/token" ? { "x-aws-ec2-metadata-token-ttl-seconds": "21600" } : {}),
          connection: "close"
        })
        response.end(text)
      })
    }

  const ports = { plain: 0, tls: 0 }
  const plain = http.createServer(handler("http", () => ports.plain))
  const tls = https.createServer(
    certificates.leaf[one.authority ?? "known"],
    handler("https", () => ports.tls)
  )
  const proxy = http.createServer(handler("http", () => ports.plain, true))
  proxy.on("connect", (request, client: net.Socket, head) => {
    const [, port] = /:(\d+)$/.exec(request.url ?? "") ?? []
    const secure = port === "443" || Number(port) === ports.tls
    const there = net.connect(secure ? ports.tls : ports.plain, "127.0.0.1", () => {
      proxied.add(there.localPort ?? 0)
      client.write("HTTP/1.1 200 Connection established\r\n\r\n")
      there.write(head)
      there.pipe(client).pipe(there)
    })
    for (const socket of [client, there]) {
      sockets.add(socket)
      socket.on("error", () => socket.destroy())
    }
  })
  const servers = [plain, tls, proxy]
  for (const server of servers) {
    server.on("connection", (socket: net.Socket) => sockets.add(socket))
    server.on("tlsClientError", () => {})
  }
  ports.plain = await listen(plain)
  ports.tls = await listen(tls)
  const proxyPort = await listen(proxy)
  return {
    seen,
    ports,
    url: `http://127.0.0.1:${ports.plain}`,
    proxy: `http://127.0.0.1:${proxyPort}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    }
  }
}
