import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import { layerPlainFile } from "../../../src/handover/store/PlainFileStore.ts"
import { filesBelow, originIn, snapshotStoreSuite, storeIn, testHome } from "../snapshotStoreSuite.ts"
import { secretOf, stubDevops, tokenOf } from "../stubSession.ts"

snapshotStoreSuite("SnapshotStore.layerPlainFile", layerPlainFile())

describe("SnapshotStore.layerPlainFile", () => {
  it.live("writes the Python original's fields, for this user alone, and warns", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env } = yield* testHome
      const logged: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => logged.push(`${logLevel} ${String(message)}`))
      const store = yield* storeIn(layerPlainFile(), env)
      const read = (session: ReturnType<typeof stubDevops>) =>
        Effect.gen(function* () {
          const child = yield* store.share(session)
          const file = String(child.set.BOTO_SES_PLAIN_SNAPSHOT_FILE)
          assert.strictEqual((yield* fs.stat(file)).mode & 0o777, 0o600)
          return JSON.parse(yield* fs.readFileString(file)) as unknown
        }).pipe(Effect.provide(Logger.layer([logger])))
      assert.deepStrictEqual(yield* read(stubDevops({ name: "a" })), {
        region_name: "eu-west-1",
        aws_access_key_id: "ASIAA",
        aws_secret_access_key: secretOf("a"),
        aws_session_token: tokenOf("a")
      })
      assert.deepStrictEqual(yield* read(stubDevops({ name: "a", token: false })), {
        region_name: "eu-west-1",
        aws_access_key_id: "ASIAA",
        aws_secret_access_key: secretOf("a")
      })
      assert.strictEqual(logged.filter((line) => line.startsWith("Warn") && line.includes("in clear")).length, 2)
      assert.notInclude(logged.join("\n"), secretOf("a"))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("uses a given path, never over a file that is there, and leaves that alone", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env, home } = yield* testHome
      const path = `${home}/.bsm-snapshot.json`
      const layer = layerPlainFile({ path })
      const store = yield* storeIn(layer, env)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const child = yield* store.share(stubDevops({ name: "a" }))
          assert.strictEqual(child.set.BOTO_SES_PLAIN_SNAPSHOT_FILE, path)
          assert.strictEqual((yield* (yield* originIn(layer, env, child)).read).credentials.accessKeyId, "ASIAA")
          const error = yield* Effect.flip(Effect.scoped(store.share(stubDevops({ name: "b" }))))
          assert.strictEqual(error.reason._tag, "HandoverUnusable")
          assert.include(error.message, "is there already")
          assert.strictEqual((yield* (yield* originIn(layer, env, child)).read).credentials.accessKeyId, "ASIAA")
        })
      )
      assert.deepStrictEqual(yield* filesBelow(home), [])
      yield* fs.writeFileString(path, "{}")
      yield* Effect.flip(Effect.scoped(store.share(stubDevops())))
      assert.strictEqual(yield* fs.readFileString(path), "{}")
    }).pipe(Effect.provide([NodeFileSystem.layer, Logger.layer([])]))
  )

  it.live("refuses a file that is no snapshot, or that others can write", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env, home } = yield* testHome
      const path = `${home}/.bsm-snapshot.json`
      const layer = layerPlainFile({ path })
      const child = { set: { BOTO_SES_PLAIN_SNAPSHOT_FILE: path }, unset: [] }
      const detail = Effect.gen(function* () {
        const error = yield* Effect.flip((yield* originIn(layer, env, child)).read)
        return "detail" in error ? error.detail : error._tag
      })
      yield* fs.writeFileString(path, `{"aws_secret_access_key":"${secretOf("a")}"}`, { mode: 0o600 })
      assert.include(yield* detail, "is no snapshot")
      assert.notInclude(yield* detail, secretOf("a"))
      yield* fs.chmod(path, 0o666)
      assert.include(yield* detail, "can be written by other users")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
