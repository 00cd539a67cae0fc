/** AWS within this process, for ours: the SDK's clients ask a handler, and only platforms are asked over loopback. */
import { Readable } from "node:stream"
import type { Certificates } from "../Certificates.ts"
import { type Fake, type Seen, signature, startFake, usual, whatOf } from "../Fake.ts"

interface Request {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly query?: { readonly [name: string]: string | ReadonlyArray<string> | null }
  readonly method: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: unknown
}

const lowerCase = (headers: Request["headers"]): Request["headers"] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

export interface Within extends AsyncDisposable {
  readonly url: string
  /** A fake whose record is empty. */
  readonly anew: () => Fake
}

export const startWithin = async (certificates: Certificates): Promise<Within> => {
  const platforms = await startFake({ name: "platforms", of: 0, compare: [] }, certificates)
  const anew = (): Fake => {
    const asked: Array<Seen> = []
    const before = platforms.seen.length
    const handle = async (request: Request) => {
      const headers = lowerCase(request.headers)
      const search = new URLSearchParams(
        Object.entries(request.query ?? {}).flatMap(([name, value]) =>
          typeof value === "string" ? [[name, value] as [string, string]] : []
        )
      )
        .toString()
        .replaceAll("+", "%20")
      // One of the addresses that cases give has a path of its own.
      const path = `${request.path.replace(/^\/aws(?=\/)/, "")}${search === "" ? "" : `?${search}`}`
      const host = `${request.hostname}${request.port === undefined ? "" : `:${request.port}`}`
      const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true
      const query = new URLSearchParams(isForm ? String(request.body) : "")
      const what = whatOf({ method: request.method, headers }, host, path, query)
      const signed = signature({ headers })
      const to = `${request.protocol}//${host}`
      asked.push({ to: to === platforms.url ? "{FAKE}" : to, via: "direct", what, signed, headers })
      const answer = String(usual(what, signed, query, isForm ? String(request.body) : ""))
      const type = answer.startsWith("{") ? "application/json" : "text/xml"
      return {
        response: { statusCode: 200, headers: { "content-type": type }, body: Readable.from([Buffer.from(answer)]) }
      }
    }
    const fake = {
      get seen() {
        return [...platforms.seen.slice(before), ...asked]
      },
      requestHandler: {
        handle,
        metadata: { handlerProtocol: "http/1.1" },
        destroy: () => {},
        updateHttpClientConfig: () => {},
        httpHandlerConfigs: () => ({})
      },
      url: platforms.url,
      proxy: platforms.proxy,
      ports: platforms.ports,
      [Symbol.asyncDispose]: async () => {}
    }
    return fake
  }
  return { url: platforms.url, anew, [Symbol.asyncDispose]: () => platforms[Symbol.asyncDispose]() }
}
