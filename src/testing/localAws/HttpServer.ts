/** The socket side: `node:http` on loopback, with every connection ended by the scope. */
import { Buffer } from "node:buffer"
import * as Http from "node:http"
import type { Socket } from "node:net"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import { queryDialect, requestTooLarge, s3TooLarge } from "./AwsError.ts"
import { type Answered, drop } from "./Handler.ts"
import { type HttpAnswer, type HttpRequest, parseQuery } from "./HttpMessage.ts"
import { requestId as makeRequestId } from "./Ids.ts"
import { LocalAwsError } from "./LocalAwsError.ts"
import { queryError, queryServiceOf } from "./QueryServices.ts"
import { s3Error } from "./S3.ts"

/** What the server does with a whole request. */
export interface Handlers {
  readonly handle: (request: HttpRequest) => Effect.Effect<Answered | typeof drop>
  /** The client went away before its answer. */
  readonly aborted: (requestId: string) => void
}

/** Bytes; STS takes tokens of 20,000 characters, and nothing here needs more than this. */
const bodyLimit = 1_048_576

/** Bytes of an object: S3 takes 5 GiB in one request, and what a test uploads must fit into memory. */
const objectLimit = 134_217_728

const isUpload = ({ headers, method, url = "" }: Http.IncomingMessage): boolean =>
  method === "PUT" &&
  (headers.authorization?.includes("/s3/aws4_request") === true || /(%2F|\/)s3(%2F|\/)aws4_request/i.test(url))

/** A request for a service that is not here is read whole, so that its client hears of it. */
const isElsewhere = ({ headers }: Http.IncomingMessage): boolean => {
  const [, service] = /\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? []
  return service !== undefined && !["iam", "s3", "sts"].includes(service)
}

const readBody = (incoming: Http.IncomingMessage): Effect.Effect<Uint8Array | undefined> =>
  Effect.callback((resume) => {
    const chunks: Array<Uint8Array> = []
    let size = 0
    const limit = isUpload(incoming) || isElsewhere(incoming) ? objectLimit : bodyLimit
    incoming.on("data", (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size <= limit) chunks.push(chunk)
      else resume(Effect.succeed(undefined))
    })
    incoming.on("end", () => resume(Effect.succeed(Buffer.concat(chunks))))
    incoming.on("error", () => resume(Effect.interrupt))
  })

const parse = (incoming: Http.IncomingMessage, body: Uint8Array, requestId: string): HttpRequest => {
  const url = incoming.url ?? "/"
  const cut = url.indexOf("?")
  const [path, query] = cut === -1 ? [url, ""] : [url.slice(0, cut), url.slice(cut + 1)]
  return {
    requestId,
    method: incoming.method ?? "GET",
    path,
    query: parseQuery(query),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name.toLowerCase(), typeof value === "string" ? value : value.join(",")]]
      )
    ),
    body
  }
}

const write = (
  outgoing: Http.ServerResponse,
  answer: HttpAnswer,
  { serverTime, stalled = false }: Partial<Answered> = {}
): void => {
  if (outgoing.destroyed || outgoing.headersSent) return
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    ...(serverTime === undefined ? {} : { date: new Date(serverTime).toUTCString() }),
    "content-length": answer.headers["content-length"] ?? String(Buffer.byteLength(answer.body))
  })
  if (outgoing.req.method === "HEAD") outgoing.end()
  else if (stalled) outgoing.write(answer.body.slice(0, answer.body.length / 2))
  else outgoing.end(answer.body)
}

const serve = Effect.fnUntraced(function* (
  handlers: Handlers,
  incoming: Http.IncomingMessage,
  outgoing: Http.ServerResponse,
  requestId: string
) {
  const body = yield* readBody(incoming)
  if (body === undefined) {
    outgoing.setHeader("connection", "close")
    const answer = isUpload(incoming)
      ? s3Error(s3TooLarge, { method: "PUT", path: incoming.url ?? "/" })
      : queryError(queryServiceOf(undefined), requestTooLarge, requestId)
    write(outgoing, answer)
    return
  }
  const answered = yield* handlers.handle(parse(incoming, body, requestId))
  if (answered === drop) {
    incoming.socket.destroy()
    return
  }
  write(outgoing, answered, answered)
})

/** Listens on a free port of 127.0.0.1 and gives its endpoint. */
export const listen: (handlers: Handlers) => Effect.Effect<string, LocalAwsError, Scope.Scope> = Effect.fnUntraced(
  function* (handlers: Handlers) {
    const run = yield* FiberSet.makeRuntime()
    const sockets = new Set<Socket>()
    const server = Http.createServer((incoming, outgoing) => {
      const requestId = makeRequestId()
      const fiber = run(serve(handlers, incoming, outgoing, requestId))
      outgoing.on("error", () => outgoing.destroy())
      outgoing.once("close", () => {
        if (outgoing.writableFinished) return
        handlers.aborted(requestId)
        fiber.interruptUnsafe()
      })
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return
        write(outgoing, queryError(queryServiceOf(undefined), queryDialect.internalFailure, requestId))
      })
    })
    // Connections are kept for as long as the server lives: an idle one that closed itself would race a client's next request.
    server.keepAliveTimeout = 0
    server.requestTimeout = 0
    server.on("connection", (socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    yield* Effect.acquireRelease(
      Effect.callback<void, LocalAwsError>((resume) => {
        server.once("error", (error) =>
          resume(Effect.fail(new LocalAwsError({ message: `The local AWS cannot listen: ${error.message}` })))
        )
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
          for (const socket of sockets) socket.destroy()
        })
    )
    const address = server.address()
    if (address === null || typeof address === "string") {
      return yield* new LocalAwsError({ message: "The local AWS has no address" })
    }
    return `http://127.0.0.1:${address.port}`
  }
)
