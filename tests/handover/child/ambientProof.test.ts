import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { containerCredentials } from "../../../src/aws/ambient/Container.ts"
import { applyEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { environment } from "../../../src/handover/child/ChildVariables.ts"
import { platform, testHome } from "../snapshotStoreSuite.ts"
import { stubEnv } from "../stubSession.ts"

const inEnv = <A, E, R>(effect: Effect.Effect<A, E, R>, env: Record<string, string>) =>
  Effect.provide(
    Effect.provideService(effect, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })),
    platform
  )

const forged = JSON.stringify({
  AccessKeyId: "ASIAFORGED",
  SecretAccessKey: "forged",
  Token: "forged",
  Expiration: "2099-01-01T00:00:00Z"
})

describe("the ambient credentials of a child of exec", () => {
  it.live("come from the server of exec, which proves itself first", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const child = applyEnvironment(env, yield* inEnv(environment(stubEnv("sbx")), env))
      const found = yield* inEnv(containerCredentials, child)
      assert.strictEqual(found?.credentials.accessKeyId, "ASIASBX")
    })
  )

  it.live("never from another program that has the address of an exec that has ended, which gets no token", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const heads: Array<IncomingHttpHeaders> = []
      const impostor = yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const made = createServer(({ headers }, response) => {
            heads.push(headers)
            response.end(forged)
          }).listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
        }),
        (made) => Effect.sync(() => made.close())
      )
      const child = applyEnvironment(env, yield* inEnv(Effect.scoped(environment(stubEnv("sbx"))), env))
      const uri = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}/credentials/sbx`
      const moved = { ...child, AWS_CONTAINER_CREDENTIALS_FULL_URI: uri }
      const error = yield* Effect.flip(inEnv(containerCredentials, moved))
      assert.include(error.detail, "another program has it")
      assert.strictEqual(heads.length, 1)
      assert.notProperty(heads[0], "authorization")
      // A server that others name has nothing to prove.
      const other = { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: "theirs" }
      const taken = yield* inEnv(containerCredentials, { ...child, ...other })
      assert.strictEqual(taken?.credentials.accessKeyId, "ASIAFORGED")
    })
  )
})
