import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import {
  makeServerSecret,
  nonceHeader,
  nonceOf,
  proveAnswer,
  provenRequest,
  serverProof,
  serverToken
} from "../../src/platform/ServerProof.ts"

interface Answer {
  readonly status: number
  readonly body: string
}

const serve = (answer: (request: IncomingMessage, host: string) => Answer): Effect.Effect<URL, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<Server>((resume) => {
        const server = createServer((request, response) => {
          const { status, body } = answer(request, `127.0.0.1:${(server.address() as AddressInfo).port}`)
          response.writeHead(status).end(body)
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    ),
    (server) => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`)
  )

const secret = makeServerSecret()
const limits = { secret, limit: 5_000, largest: 10_000 }

/** A server that proves itself, and then answers as it is told. */
const proving = (answer: (nonce: string) => Answer) =>
  serve(({ headers, url }, host) => {
    const nonce = nonceOf(headers[nonceHeader]) ?? ""
    return headers.authorization === undefined
      ? { status: 200, body: serverProof(secret, nonce, `${host}${url}`) }
      : answer(nonce)
  })

const told = { status: 200, body: '{"a":\n1}' }

describe("provenRequest", () => {
  it.live("takes the answer of the server that has the secret, lines and status as they are", () =>
    Effect.gen(function* () {
      for (const answer of [told, { status: 503, body: "" }]) {
        const url = yield* proving((nonce) => ({ ...answer, body: proveAnswer(secret, nonce, answer) }))
        assert.deepStrictEqual(yield* provenRequest({ ...limits, url }), answer)
      }
    })
  )

  const other = makeServerSecret()
  const wrong: ReadonlyArray<readonly [string, (nonce: string) => Answer]> = [
    ["has no proof", () => told],
    ["is proved by another secret", (nonce) => ({ ...told, body: proveAnswer(other, nonce, told) })],
    ["is proved for another nonce", () => ({ ...told, body: proveAnswer(secret, makeServerSecret(), told) })],
    ["has another status than the proved one", (nonce) => ({ status: 201, body: proveAnswer(secret, nonce, told) })],
    ["was changed", (nonce) => ({ ...told, body: proveAnswer(secret, nonce, told).replace("1}", "2}") })],
    ["is the first proof again", (nonce) => ({ ...told, body: serverProof(secret, nonce, "127.0.0.1/x") })]
  ]
  it.live.each(wrong)("refuses an answer that %s", ([, answer]) =>
    Effect.gen(function* () {
      const url = yield* proving(answer)
      assert.deepStrictEqual(yield* Effect.flip(provenRequest({ ...limits, url })), { _tag: "Unproven" })
    })
  )

  it.live("sends a token that is made of the secret, and only after the proof", () =>
    Effect.gen(function* () {
      const sent: Array<string | undefined> = []
      const url = yield* serve(({ headers }) => {
        sent.push(headers.authorization)
        return { status: 200, body: "no proof" }
      })
      assert.deepStrictEqual(yield* Effect.flip(provenRequest({ ...limits, url })), { _tag: "Unproven" })
      assert.deepStrictEqual(sent, [undefined])
      assert.notInclude(serverToken(secret), secret)
    })
  )
})
