import { createServer } from "node:net"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Scope from "effect/Scope"
import { holdLock, lockState } from "../../../src/handover/files/Lock.ts"
import { filesBelow, testHome } from "../snapshotStoreSuite.ts"

const folder = Effect.map(testHome, ({ home }) => home)

describe("a lock", () => {
  it.live("is held while its scope is open, and leaves nothing", () =>
    Effect.gen(function* () {
      const home = yield* folder
      const lock = `${home}/a.lock`
      assert.strictEqual(yield* lockState(lock), "free")
      const scope = yield* Scope.make()
      assert.isTrue(yield* Scope.provide(holdLock(lock, `${home}/a.pending`), scope))
      const states = yield* Effect.all(
        Array.from({ length: 50 }, () => lockState(lock)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(states)], ["held"])
      assert.deepStrictEqual(yield* filesBelow(home), ["a.lock"])
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* lockState(lock), "free")
      assert.deepStrictEqual(yield* filesBelow(home), [])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("cannot be had where no socket can be, and says so", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const home = yield* folder
      assert.isFalse(yield* holdLock(`${home}/none/a.lock`, `${home}/none/a.pending`))
      // Longer than a socket's address may be (unix(7)); Bun gets around it.
      const deep = `${home}/${"x".repeat(120)}`
      yield* fs.makeDirectory(deep)
      const held = yield* holdLock(`${deep}/a.lock`, `${deep}/a.pending`)
      assert.strictEqual(yield* lockState(`${deep}/a.lock`), held ? "held" : "unknown")
      assert.deepStrictEqual(yield* filesBelow(deep), held ? ["a.lock"] : [])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is neither held nor free where nobody greets", () =>
    Effect.gen(function* () {
      const home = yield* folder
      const path = `${home}/silent.lock`
      yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer(() => {})
          server.listen(path, () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      assert.strictEqual(yield* lockState(path), "unknown")
    })
  )
})
