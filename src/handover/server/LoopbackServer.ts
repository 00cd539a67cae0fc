import type { IncomingMessage, Server } from "node:http"
import type { AddressInfo } from "node:net"
import process from "node:process"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { unusable } from "../HandoverVariables.ts"

export interface LoopbackAnswer {
  readonly status: number
  readonly body: string
}

/** No request of an AWS client comes near these. In milliseconds and bytes. */
const limits = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 16_384 } as const

const loopback = "127.0.0.1"

const listen = (server: Server): Effect.Effect<number, BotoSesError> =>
  Effect.callback((resume) => {
    server.once("error", (error) =>
      resume(Effect.fail(unusable(`a server on ${loopback} cannot be started: ${error.message}`, error)))
    )
    server.listen(0, loopback, () => resume(Effect.succeed((server.address() as AddressInfo).port)))
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/**
 * An HTTP server on a free port of 127.0.0.1 that ends with its scope, open connections included. `answer` is given
 * each request's head and the server's own `HOST:PORT`; it answers at once.
 */
export const loopbackServer = (
  answer: (request: IncomingMessage, host: string) => LoopbackAnswer
): Effect.Effect<string, BotoSesError, Scope.Scope> =>
  Effect.gen(function* () {
    let host = ""
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        // Not by an import, which would load what only the `fetch` of node:http needs.
        process.getBuiltinModule("node:http").createServer(limits, (request, response) => {
          const { status, body } = answer(request, host)
          response.writeHead(status, {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            "cache-control": "no-store",
            connection: "close",
            ...(status === 405 ? { allow: "GET" } : {})
          })
          response.end(body)
        })
      ),
      close
    )
    host = `${loopback}:${yield* listen(server)}`
    return host
  })
