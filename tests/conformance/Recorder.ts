/** A proxy that writes down the requests to a server and its answers, for servers that do not tell by themselves. */
import { type IncomingMessage, createServer as makeServer, request as send } from "node:http"
import type { AddressInfo } from "node:net"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

export interface Recorded {
  /** The `Action` of the query protocol; S3's only request here is `ListBuckets`. */
  readonly action: string
  readonly accessKeyId: string | undefined
  readonly params: { readonly [name: string]: string }
  readonly status: number
  readonly answer: string
}

export interface RecorderShape {
  readonly endpoint: string
  readonly requests: Effect.Effect<ReadonlyArray<Recorded>>
  /** The actions asked, in their order. */
  readonly actions: Effect.Effect<ReadonlyArray<string>>
}

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Array<Buffer> = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** The headers go on as they came, `Host` among them: the signature covers it. */
const forward = async (target: URL, request: IncomingMessage, body: Buffer): Promise<[IncomingMessage, Buffer]> => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, url: path } = request
    const headers = { ...request.headers, "content-length": String(body.length) }
    const outgoing = send({ host: target.hostname, port: target.port, method, path, headers, agent: false }, resolve)
    outgoing.once("error", reject)
    outgoing.end(body)
  })
  return [answer, await bodyOf(answer)]
}

const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "content-length"])

export const makeRecorder = (
  target: string,
  change: (action: string, answer: Buffer) => Buffer | string | Promise<Buffer> = (_, answer) => answer,
  changeBody: (body: Buffer) => Buffer = (body) => body
): Effect.Effect<RecorderShape, never, Scope.Scope> =>
  Effect.gen(function* () {
    const log: Array<Recorded> = []
    const server = makeServer((request, response) => {
      const handle = async () => {
        const body = changeBody(await bodyOf(request))
        const [answer, original] = await forward(new URL(target), request, body)
        const params = Object.fromEntries(new URLSearchParams(body.toString("utf8")))
        const text = await change(params.Action ?? "", original)
        const status = answer.statusCode ?? 0
        log.push({
          action: params.Action ?? "ListBuckets",
          accessKeyId: /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1],
          params,
          status,
          answer: text.toString("utf8")
        })
        const kept = Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name))
        response.writeHead(status, Object.fromEntries(kept)).end(text)
      }
      handle().catch((error: Error) => response.destroy(error))
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () =>
        Effect.promise(
          () =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              server.closeAllConnections()
            })
        )
    )
    return {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests: Effect.sync(() => [...log]),
      actions: Effect.sync(() => log.map(({ action }) => action))
    }
  })

export class Recorder extends Context.Service<Recorder, RecorderShape>()("tests/Recorder") {
  static readonly layer = (target: string): Layer.Layer<Recorder> => Layer.effect(Recorder, makeRecorder(target))
}
