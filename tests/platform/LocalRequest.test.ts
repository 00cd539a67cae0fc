import { createServer, type Server, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type LocalRequest, localRequest, type NoAnswerReason } from "../../src/platform/LocalRequest.ts"

/** A server that says these words to whoever asks, and then does as told; with what it was asked, and who is there. */
const speaking = (words: string | Uint8Array, then: (socket: Socket) => void) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ server: Server; sockets: Set<Socket>; asked: Array<string> }>((resume) => {
        const sockets = new Set<Socket>()
        const asked: Array<string> = []
        const server = createServer((socket) => {
          sockets.add(socket)
          socket.on("error", () => {})
          socket.on("close", () => sockets.delete(socket))
          socket.once("data", (data) => {
            asked.push(data.toString())
            socket.write(words, () => then(socket))
          })
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, sockets, asked })))
      }),
      ({ server, sockets }) =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          for (const socket of sockets) socket.destroy()
        })
    ),
    ({ server, sockets, asked }) => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      return { url: new URL(`http://127.0.0.1:${port}/role?for=me`), sockets, asked }
    }
  )

const end = (socket: Socket) => socket.end()
const hang = () => {}
const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

const ask = (url: URL, more: Partial<LocalRequest> = {}) => localRequest({ url, limit: 5_000, largest: 1_000, ...more })

describe("localRequest", () => {
  it.live("sends its method and headers, and gives status and body as UTF-8", () =>
    Effect.gen(function* () {
      const body = new TextEncoder().encode("h\u00e9 \u{1F600}")
      const words = [...new TextEncoder().encode("HTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n"), ...body]
      const { url, asked } = yield* speaking(new Uint8Array(words), end)
      const answer = yield* ask(url, { method: "PUT", headers: { "x-acme": "1" } })
      assert.deepStrictEqual(answer, { status: 201, body: "h\u00e9 \u{1F600}" })
      assert.match(asked[0] ?? "", /^PUT \/role\?for=me HTTP\/1\.1\r\n/)
      assert.match(asked[0] ?? "", /^x-acme: 1\r$/im)
    })
  )

  const failures: ReadonlyArray<readonly [string, string, (socket: Socket) => void, NoAnswerReason]> = [
    ["says nothing", "", hang, { _tag: "TimedOut", limit: 200, connected: true }],
    ["says no more than the head", head, hang, { _tag: "TimedOut", limit: 200, connected: true }],
    ["says too much", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(1_001)}`, hang, { _tag: "TooLarge" }],
    ["leaves in the midst", `${head}abc`, end, { _tag: "Cut" }]
  ]
  for (const [name, words, then, reason] of failures) {
    it.live(`tells of a server that ${name}, and leaves it`, () =>
      Effect.gen(function* () {
        const { url, sockets } = yield* speaking(words, then)
        const failure = yield* Effect.flip(ask(url, { limit: 200 }))
        assert.deepStrictEqual(failure.reason, reason)
        yield* Effect.sleep("10 millis").pipe(
          Effect.repeat({ until: () => sockets.size === 0 }),
          Effect.timeout("3 seconds")
        )
      })
    )
  }

  it.live("tells the system's word for a connection that is refused, or cut before the answer", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(ask(new URL("http://127.0.0.1:1/")))
      assert.include(refused.reason, { _tag: "Failed", code: "ECONNREFUSED" })
      assert.instanceOf(refused.cause, Error)
      const { url } = yield* speaking("", (socket) => socket.destroy())
      assert.include((yield* Effect.flip(ask(url))).reason, { _tag: "Failed", code: "ECONNRESET" })
    })
  )

  it.live("keeps nothing of an answer that is none of HTTP's", () =>
    Effect.gen(function* () {
      const { url } = yield* speaking("HTTP/1.1 200 OK\r\nno header: eyJ-secret\r\n\r\n", end)
      const { cause, reason } = yield* Effect.flip(ask(url))
      assert.include(reason, { _tag: "Failed" })
      assert.instanceOf(cause, Error)
      assert.notInclude(JSON.stringify(cause), Array.from(Buffer.from("eyJ-secret")).join(","))
    })
  )

  it.live("ends the connection where nobody waits any more", () =>
    Effect.gen(function* () {
      const { url, sockets, asked } = yield* speaking(`${head}abc`, hang)
      const fiber = yield* Effect.forkChild(ask(url))
      const until = (condition: () => boolean) =>
        Effect.sleep("10 millis").pipe(Effect.repeat({ until: condition }), Effect.timeout("3 seconds"))
      yield* until(() => asked.length === 1)
      assert.strictEqual(sockets.size, 1)
      yield* Fiber.interrupt(fiber)
      yield* until(() => sockets.size === 0)
    })
  )
})
