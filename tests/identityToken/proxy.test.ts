import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer } from "../../src/live/IdentityToken.ts"
import { IdentityToken } from "../../src/services/IdentityToken.ts"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"

/** A proxy that lets nobody through, and tells where they wanted to go. */
const proxy = Effect.acquireRelease(
  Effect.callback<{ readonly address: string; readonly asked: Array<string>; readonly close: () => void }>((resume) => {
    const asked: Array<string> = []
    const server = createServer()
    server.on("connect", (request, socket) => {
      asked.push(request.url ?? "")
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
    })
    server.listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      resume(Effect.succeed({ address, asked, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const tokenWith = (env: { readonly [name: string]: string }) =>
  Effect.flatMap(IdentityToken, (port) => port.token({}, {})).pipe(
    Effect.provide(Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
  )

describe("a request for a token", () => {
  it.live("goes through the proxy that the environment states, and not for this machine", () =>
    Effect.gen(function* () {
      const { address, asked } = yield* proxy
      const { variables } = yield* LocalCi.LocalCi
      const env = { ...variables, HTTPS_PROXY: address, HTTP_PROXY: address }
      yield* tokenWith(env)
      assert.deepStrictEqual(asked, [])
      const error = yield* Effect.flip(
        tokenWith({ ...env, ACTIONS_ID_TOKEN_REQUEST_URL: "https://run.actions.githubusercontent.com/token?a=1" })
      )
      assert.strictEqual(error.kind, "unanswered")
      assert.deepStrictEqual(asked, new Array(3).fill("run.actions.githubusercontent.com:443"))
      assert.include(error.detail, "HTTPS_PROXY")
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Layer.provide(LocalCi.layer({ vendor: "github_action" }), LocalAws.layer({ accounts: { "222222222222": {} } }))
      )
    )
  )

  it.live("says which file of authorities cannot serve", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        tokenWith({
          GITHUB_ACTIONS: "true",
          ACTIONS_ID_TOKEN_REQUEST_URL: "https://run.actions.githubusercontent.com/token",
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "permission",
          AWS_CA_BUNDLE: "/nowhere/ca.pem"
        })
      )
      assert.strictEqual(error.kind, "unanswered")
      assert.include(error.detail, "/nowhere/ca.pem (AWS_CA_BUNDLE)")
    })
  )
})
