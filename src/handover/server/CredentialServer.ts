import { createHash, timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { encodeOwnAnswer, encodeRefusal } from "../../domain/aws/ContainerAnswer.ts"
import type { ServerAddress } from "../../domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import {
  makeServerSecret,
  nonceHeader,
  nonceOf,
  proveAnswer,
  serverProof,
  serverToken
} from "../../platform/ServerProof.ts"
import type { Session } from "../../services/Session.ts"
import { unusable } from "../HandoverVariables.ts"
import type { Snapshot } from "../Snapshot.ts"
import { defaultMargin, type RenewedSnapshot, renewedSnapshot } from "./RenewedSnapshot.ts"

/** How a child is served with credentials. */
export interface ServeOptions {
  /** How long before their end credentials are renewed. Default: five minutes. */
  readonly margin?: Duration.Input
}

interface HttpAnswer {
  readonly status: number
  readonly body: string
}

const error = (status: number, code: string, message: string): HttpAnswer => ({
  status,
  body: encodeRefusal(code, message)
})

/**
 * What is wrong with a request before anyone asks for its token. A web page that a browser shows on this machine can
 * reach a loopback address, and by a name that resolves to it even read the answer: such requests carry a foreign Host,
 * an Origin or fetch metadata, which no AWS client sends.
 *
 * Source: W3C, "Fetch Metadata Request Headers"; RFC 9110, 7.2 (Host).
 */
const refusal = ({ method, headers }: IncomingMessage, host: string): HttpAnswer | undefined => {
  const refuse = (status: 400 | 403 | 405, message: string) => error(status, "Refused", message)
  if (headers.host !== host) return refuse(403, "The Host of the request is not this server's address.")
  if (headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith("sec-fetch-"))) {
    return refuse(403, "Requests of web pages are refused.")
  }
  if (method !== "GET") return refuse(405, "Only GET is answered.")
  const length = headers["content-length"]
  if (headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0")) {
    return refuse(400, "A request has no body here.")
  }
  return undefined
}

/**
 * No request of an AWS client comes near these. In milliseconds and bytes.
 *
 * A connection that says nothing is found at the next check, so the checks come as often as the limit asks: by default
 * every half minute, while each such connection holds a descriptor of this process.
 */
const limits = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384
} as const

/** Many more than a child's SDKs open at once, and fewer than a process may have descriptors. */
const mostConnections = 256

/**
 * A connection lives here from its opening to an answer that comes at once. So of too many the oldest says nothing, and
 * gives its place to the new one: whoever holds connections open keeps nobody out.
 */
const makeRoom = (server: Server): void => {
  const open = new Set<Socket>()
  server.maxConnections = 2 * mostConnections
  server.on("connection", (socket) => {
    open.add(socket)
    socket.once("close", () => open.delete(socket))
    if (open.size <= mostConnections) return
    const [oldest] = open
    oldest?.destroy()
  })
}

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
 * An HTTP server on a free port of 127.0.0.1 that ends with its scope, open connections included; gives its `HOST:PORT`.
 * A request that is not refused is answered at once, from its head.
 */
const loopbackServer: (
  answer: (request: IncomingMessage, host: string) => HttpAnswer
) => Effect.Effect<string, BotoSesError, Scope.Scope> = Effect.fnUntraced(function* (answer) {
  let host = ""
  const server = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const server = createServer(limits, (request, response) => {
        const { status, body } = refusal(request, host) ?? answer(request, host)
        response.writeHead(status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "cache-control": "no-store",
          connection: "close",
          ...(status === 405 ? { allow: "GET" } : {})
        })
        response.end(body)
      })
      makeRoom(server)
      return server
    }),
    close
  )
  host = `${loopback}:${yield* listen(server)}`
  return host
})

const hash = (text: string): Buffer => createHash("sha256").update(text).digest()

const withToken = (target: string) => (snapshot: Snapshot) =>
  snapshot.credentials.sessionToken === undefined
    ? Effect.fail(
        unusable(
          `${target} has long-lived keys, and the container credentials protocol needs a session token. Hand over fixed keys (--static) or a session of the user's (--session), or give ${target} a role.`
        )
      )
    : Effect.succeed(snapshot)

const credentialsAnswer = (renewed: RenewedSnapshot, now: number): HttpAnswer => {
  const snapshot = renewed.current()
  const body = encodeOwnAnswer(snapshot, now)
  const { expiresAt } = snapshot.credentials
  if (body === undefined || (expiresAt !== undefined && expiresAt <= now)) {
    renewed.renew()
    return error(
      503,
      "ExpiredToken",
      "The credentials have ended, and could not be renewed yet. The parent process says why."
    )
  }
  return { status: 200, body }
}

/**
 * A server of one session's credentials on loopback that speaks the container credentials protocol, as every AWS SDK and
 * the AWS CLI do. Its address has one path and one token, both good for nothing else, and it ends with its scope.
 *
 * **Details**: a child of ours is shown that this is the server it was told of (see `ServerProof`). The credentials are
 * obtained before this effect succeeds, and renewed ahead of their end while the scope
 * is open; every answer comes from memory. Credentials of unknown end are served as ending in 15 minutes. A wrong path
 * and a wrong token get the same answer, so nobody learns what is served.
 *
 * **Gotchas**: fails with `HandoverUnusable` for a session without a session token, which the protocol cannot carry.
 * A container cannot reach it.
 */
export const serveCredentials: (
  target: string,
  session: Session,
  options?: ServeOptions
) => Effect.Effect<ServerAddress, BotoSesError, Scope.Scope> = Effect.fn("CredentialServer.serve")(
  function* (target, session, options) {
    const clock = yield* Clock.Clock
    const renewed = yield* renewedSnapshot({
      session,
      target,
      margin: options?.margin ?? defaultMargin,
      accept: withToken(target)
    })
    const path = `/credentials/${target}`
    const secret = makeServerSecret()
    const token = serverToken(secret)
    const tokenHash = hash(token)
    const host = yield* loopbackServer(({ url, headers }, host) => {
      const nonce = nonceOf(headers[nonceHeader])
      if (nonce !== undefined && headers.authorization === undefined && url === path) {
        return { status: 200, body: serverProof(secret, nonce, `${host}${path}`) }
      }
      const known = timingSafeEqual(hash(headers.authorization ?? ""), tokenHash)
      const answer =
        known && url === path
          ? credentialsAnswer(renewed, clock.currentTimeMillisUnsafe())
          : error(403, "Forbidden", "This token opens nothing at this path.")
      return nonce === undefined ? answer : { ...answer, body: proveAnswer(secret, nonce, answer) }
    })
    return {
      uri: `http://${host}${path}`,
      token: Redacted.make(token, { label: "handoverToken" }),
      secret: Redacted.make(secret, { label: "handoverSecret" })
    }
  }
)
