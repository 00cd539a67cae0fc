/** Proxies that do not do what they are there for. */
import * as http from "node:http"
import * as https from "node:https"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { RoutedAgent, SecureRoutedAgent } from "../../src/platform/RoutedAgent.ts"

/** A proxy that does so with each connection; `closed` succeeds when the first of these has ended. */
const proxy = (behave: (socket: Socket) => void) =>
  Effect.gen(function* () {
    const [accepted, closed] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
    const server = createServer((socket) => {
      socket.on("error", () => {}).on("close", () => Deferred.doneUnsafe(closed, Effect.void))
      socket.once("data", () => {
        Deferred.doneUnsafe(accepted, Effect.void)
        behave(socket)
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () => Effect.sync(() => server.close())
    )
    const value = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const stated = { value, from: "HTTPS_PROXY" }
    return { network: { https: stated, http: stated, except: [], caBundle: undefined }, accepted, closed }
  })

type Proxy = Effect.Success<ReturnType<typeof proxy>>

const secure = ({ network }: Proxy, patience?: number) => {
  const agent = new SecureRoutedAgent(network, patience === undefined ? {} : { patience })
  return { agent, request: https.request({ host: "aws.example", agent }) }
}

const plain = ({ network }: Proxy) => {
  const agent = new RoutedAgent(network, {})
  return { agent, request: http.request({ host: "aws.example", agent }) }
}

const failure = (request: http.ClientRequest) =>
  Effect.callback<NodeJS.ErrnoException>((resume) => {
    request.on("error", (error) => resume(Effect.succeed(error)))
    request.end()
  })

const stalls = () => {}

const floods = (socket: Socket) => {
  const more = () => {
    while (!socket.destroyed && socket.write("x".repeat(65_536)));
  }
  socket.on("drain", more)
  more()
}

describe("RoutedAgent", () => {
  for (const [what, make] of [
    ["a tunnel", secure],
    ["a plain request", plain]
  ] as const) {
    it.live(`ends the connection to a proxy that stalls where ${what} is given up`, () =>
      Effect.gen(function* () {
        const stalling = yield* proxy(stalls)
        const { request } = make(stalling)
        const failed = yield* Effect.forkChild(failure(request))
        yield* Deferred.await(stalling.accepted)
        request.destroy()
        yield* Deferred.await(stalling.closed)
        yield* Fiber.join(failed)
      })
    )

    it.live(`ends the connection to a proxy that stalls with the agent of ${what}`, () =>
      Effect.gen(function* () {
        const stalling = yield* proxy(stalls)
        const { agent, request } = make(stalling)
        const failed = yield* Effect.forkChild(failure(request))
        yield* Deferred.await(stalling.accepted)
        agent.destroy()
        yield* Deferred.await(stalling.closed)
        yield* Fiber.join(failed)
      })
    )
  }

  it.live("gives a proxy that stalls up in time, whoever waits", () =>
    Effect.gen(function* () {
      const stalling = yield* proxy(stalls)
      const error = yield* failure(secure(stalling, 50).request)
      assert.deepStrictEqual(
        [error.code, error.message.replace(/:\d+/, "")],
        ["ETIMEDOUT", "the proxy 127.0.0.1 (HTTPS_PROXY): it does not connect within 0.05 s"]
      )
      yield* Deferred.await(stalling.closed)
    })
  )

  for (const [what, behave, code, message] of [
    ["whose answer has no end", floods, "ProxyRefused", "its answer has a head of more than 16384 bytes"],
    [
      "whose head is too long",
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(17_000)}\r\n\r\n`),
      "ProxyRefused",
      "its answer has a head of more than 16384 bytes"
    ],
    [
      "that speaks no HTTP",
      (socket: Socket) => socket.write("SSH-2.0\r\n\r\n"),
      "ProxyRefused",
      "its answer is none of a proxy of HTTP"
    ],
    [
      "that hangs up",
      (socket: Socket) => socket.end("HTTP/1.1 200"),
      "ProxyUnavailable",
      "it ends the connection without an answer"
    ],
    [
      "that refuses",
      (socket: Socket) => socket.write("HTTP/1.1 403 Not you\r\n\r\n"),
      "ProxyRefused",
      "it does not connect (status 403 Not you)"
    ]
  ] as const) {
    it.live(`ends the connection to a proxy ${what}`, () =>
      Effect.gen(function* () {
        const bad = yield* proxy(behave)
        const error = yield* failure(secure(bad).request)
        assert.deepStrictEqual(
          [error.code, error.message.replace(/:\d+/, "")],
          [code, `the proxy 127.0.0.1 (HTTPS_PROXY): ${message}`]
        )
        yield* Deferred.await(bad.closed)
      })
    )
  }
})
