import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { ChildEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { layerServer } from "../../../src/handover/store/ServerStore.ts"
import { originIn, snapshotStoreSuite, storeIn, testHome } from "../snapshotStoreSuite.ts"
import { stubDevops } from "../stubSession.ts"

snapshotStoreSuite("SnapshotStore.layerServer", layerServer)

interface Impostor {
  readonly port: number
  /** The requests that it got, heads and all. */
  readonly got: ReadonlyArray<IncomingMessage>
}

/** Another program on loopback, which answers with what it likes. */
const impostor = (body: (request: IncomingMessage) => string): Effect.Effect<Impostor, never, Scope.Scope> =>
  Effect.gen(function* () {
    const got: Array<IncomingMessage> = []
    const server = yield* Effect.acquireRelease(
      Effect.callback<Server>((resume) => {
        const made = createServer((request, response) => {
          got.push(request)
          response.end(body(request))
        }).listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
      }),
      (made) => Effect.sync(() => made.close())
    )
    return { port: (server.address() as AddressInfo).port, got }
  })

/** What a child was told, with another port in the address: that of who has taken it. */
const movedTo = ({ set, unset }: ChildEnvironment, port: number): ChildEnvironment => ({
  set: { ...set, BOTO_SES_HANDOVER_URI: String(set.BOTO_SES_HANDOVER_URI).replace(/:\d+\//, `:${port}/`) },
  unset
})

const forged = JSON.stringify({
  AccessKeyId: "ASIAFORGED",
  SecretAccessKey: "forged",
  Token: "forged",
  Expiration: "2099-01-01T00:00:00Z",
  AccountId: "111111111111",
  PrincipalArn: "arn:aws:sts::111111111111:assumed-role/devops_role/session"
})

const told = (child: ChildEnvironment): string => {
  const secret = child.set.BOTO_SES_HANDOVER_TOKEN
  return Redacted.isRedacted(secret) ? Redacted.value(secret) : String(secret)
}

describe("an impostor at the address of a parent that has ended", () => {
  const bodies: ReadonlyArray<readonly [string, (request: IncomingMessage) => string]> = [
    ["answers with keys of its own", () => forged],
    ["repeats the nonce", ({ headers }) => String(headers["x-boto-ses-nonce"])],
    ["answers nothing", () => ""]
  ]
  it.live.each(bodies)("who %s gets no token, and nobody takes its answer", ([, body]) =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const { port, got } = yield* impostor(body)
      const parent = yield* storeIn(layerServer, env)
      const child = yield* Effect.scoped(parent.share(stubDevops()))
      const origin = yield* originIn(layerServer, env, movedTo(child, port))
      const error = yield* Effect.flip(origin.read)
      assert.strictEqual(error._tag, "SourceUnusable")
      assert.include(JSON.stringify(error), "another program has its address")
      assert.strictEqual(got.length, 1)
      for (const { headers } of got) {
        assert.notProperty(headers, "authorization")
        assert.notInclude(JSON.stringify(headers), told(child))
      }
    })
  )

  it.live("who passes everything on to the parent learns a token for this server, and never the secret", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const parent = yield* storeIn(layerServer, env)
      const child = yield* parent.share(stubDevops())
      const real = new URL(String(child.set.BOTO_SES_HANDOVER_URI))
      const recorded: Array<string> = []
      const relay = yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const made = createServer(async (request, response) => {
            recorded.push(JSON.stringify(request.headers))
            const headers = Object.entries(request.headers).filter(([name]) => !/^(host|connection)$/.test(name))
            const answer = await fetch(real, { headers: Object.fromEntries(headers) as Record<string, string> })
            response.writeHead(answer.status).end(await answer.text())
          }).listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
        }),
        (made) => Effect.sync(() => made.close())
      )
      const moved = movedTo(child, (relay.address() as AddressInfo).port)
      // The address is part of the proof.
      assert.strictEqual((yield* Effect.flip((yield* originIn(layerServer, env, moved)).read))._tag, "SourceUnusable")
      assert.notInclude(recorded.join(), told(child))
    })
  )
})
