import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { FetchHttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import { Otlp } from "effect/observability"
import * as Redacted from "effect/Redacted"
import { layerTest } from "../../src/testing/mod.ts"
import { Aws } from "./acme.ts"

/** A collector on loopback that keeps what it is sent. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly received: Array<string>; readonly close: () => void }>((resume) => {
    const received: Array<string> = []
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk) => {
        body += chunk
      })
      request.on("end", () => {
        received.push(`${request.url} ${body}`)
        response.writeHead(200, { "content-type": "application/json" }).end("{}")
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, received, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

describe("OTLP", () => {
  it.live("exports the spans and metrics of a run, and no secret", () =>
    Effect.gen(function* () {
      const { url, received } = yield* collector
      const telemetry = Otlp.layerJson({ baseUrl: url, resource: { serviceName: "deploy" } }).pipe(
        Layer.provide(FetchHttpClient.layer)
      )
      const secrets = yield* Effect.gen(function* () {
        const { secretAccessKey, sessionToken } = yield* Effect.flatMap(
          Aws.env("sbx"),
          ({ credentials }) => credentials
        )
        return [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])].map((it) => Redacted.value(it))
      }).pipe(Effect.provide(Layer.provideMerge(layerTest(Aws, { runtime: "ci" }), telemetry)))
      const all = received.join("\n")
      for (const name of [
        "BotoSesFactory.resolve",
        "Credentials.refresh",
        "Sts.assumeRole",
        "boto_ses_sts_requests_total",
        "boto_ses_credential_refreshes_total",
        "boto_ses_credential_expiry_seconds"
      ]) {
        assert.include(all, name)
      }
      for (const secret of secrets) assert.isFalse(all.includes(secret))
    }).pipe(Effect.scoped)
  )
})
