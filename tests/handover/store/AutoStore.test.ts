import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { layerSnapshotStore } from "../../../src/handover/store/AutoStore.ts"
import { layerFile } from "../../../src/handover/store/FileStore.ts"
import { layerServer } from "../../../src/handover/store/ServerStore.ts"
import { loadIn, originIn, snapshotStoreSuite, storeIn, testHome } from "../snapshotStoreSuite.ts"
import { stubCredentials, stubDevops } from "../stubSession.ts"

snapshotStoreSuite("SnapshotStore.layer", layerSnapshotStore)

describe("SnapshotStore.layer", () => {
  it.live("shares by server where it can, by file for long-lived keys and for a static child", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const store = yield* storeIn(layerSnapshotStore, env)
      const names = (session: ReturnType<typeof stubDevops>, fixed: boolean) =>
        Effect.map(store.share(session, { static: fixed }), ({ set }) => Object.keys(set).sort())
      const server = ["BOTO_SES_HANDOVER_TOKEN", "BOTO_SES_HANDOVER_URI"]
      const file = ["BOTO_SES_SNAPSHOT_FILE", "BOTO_SES_SNAPSHOT_KEY"]
      assert.deepStrictEqual(yield* names(stubDevops(), false), server)
      assert.deepStrictEqual(yield* names(stubDevops({ token: false }), false), file)
      assert.deepStrictEqual(yield* names(stubDevops(), true), file)
    })
  )

  it.live("loads what either kind of parent shares", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      for (const layer of [layerServer, layerFile]) {
        const store = yield* storeIn(layer, env)
        const origin = yield* originIn(layerSnapshotStore, env, yield* store.share(stubDevops({ name: "a" })))
        assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAA")
      }
    })
  )
})

describe("SnapshotStore.layerServer", () => {
  it.live("sends a token to nobody but this machine", () =>
    Effect.gen(function* () {
      for (const uri of ["http://example.com/x", "https://127.0.0.1/x", "http://127.0.0.1@example.com/", "sesame"]) {
        const set = { BOTO_SES_HANDOVER_URI: uri, BOTO_SES_HANDOVER_TOKEN: "t0ken" }
        const error = yield* Effect.flip(loadIn(layerServer, {}, { set, unset: [] }))
        assert.strictEqual(error.reason._tag, "HandoverUnusable")
        assert.include(error.message, "not an address of this machine")
        assert.notInclude(error.message, "t0ken")
      }
    })
  )

  it.live("says what is wrong with a server that gives nothing", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const store = yield* storeIn(layerServer, env)
      const child = yield* store.share(stubDevops())
      const wrong = { ...child, set: { ...child.set, BOTO_SES_HANDOVER_TOKEN: "t0ken" } }
      const error = yield* Effect.flip((yield* originIn(layerServer, env, wrong)).read)
      assert.include(JSON.stringify(error), "the token in the environment is not for this server")
      const gone = yield* Effect.scoped(store.share(stubDevops()))
      const missing = yield* Effect.flip((yield* originIn(layerServer, env, gone)).read)
      assert.include(JSON.stringify(missing), "it has ended, or runs in another container")
    })
  )

  it.effect("gives the child what the parent has renewed", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const hour = 60 * 60 * 1000
      const credentials = Effect.map(Clock.currentTimeMillis, (now) =>
        now < hour - 300_000
          ? stubCredentials({ name: "one", expiresAt: hour })
          : stubCredentials({ name: "two", expiresAt: 2 * hour })
      )
      const store = yield* storeIn(layerServer, env)
      const origin = yield* originIn(layerServer, env, yield* store.share(stubDevops({ credentials })))
      assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAONE")
      yield* TestClock.adjust("55 minutes")
      assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIATWO")
    })
  )
})
