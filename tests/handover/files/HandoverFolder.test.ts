import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { layerFile } from "../../../src/handover/store/FileStore.ts"
import { type Shared, shared } from "../sharedSnapshot.ts"
import { originIn, storeIn } from "../snapshotStoreSuite.ts"
import { stubDevops } from "../stubSession.ts"

describe("a new hand-over sweeps", () => {
  const kernelOf = (folder: string): string => folder.split("-").at(-2) ?? ""

  /** Makes what a killed process would have left: a folder with a snapshot, and the lock's file, if it had one. */
  const leave = (it: Shared, id: string, kernel: string, expiresAt: number) =>
    Effect.gen(function* () {
      const base = it.folder.slice(0, it.folder.lastIndexOf("/"))
      const place = `${base}/${id}-${kernel}-${expiresAt}`
      yield* it.fs.makeDirectory(place)
      yield* it.fs.copyFile(it.file, `${place}/devops`)
      return place
    })

  const sweepAgain = (it: Shared) =>
    Effect.scoped(Effect.flatMap(storeIn(layerFile, it.env), (store) => store.share(stubDevops())))

  it.live("a hand-over whose owner is gone, and none whose owner lives", () =>
    Effect.gen(function* () {
      const it = yield* shared()
      const inAnHour = Math.ceil((yield* Clock.currentTimeMillis) / 1000) + 3600
      const left = yield* leave(it, "00000000000000aa", kernelOf(it.folder), inAnHour)
      yield* sweepAgain(it)
      assert.isFalse(yield* it.fs.exists(left))
      assert.isTrue(yield* it.fs.exists(it.file))
      const origin = yield* originIn(layerFile, it.env, it.child)
      assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAA")
    })
  )

  it.live("a hand-over of another kernel, or without a lock, once it has expired and not before", () =>
    Effect.gen(function* () {
      const it = yield* shared()
      const now = Math.ceil((yield* Clock.currentTimeMillis) / 1000)
      for (const kernel of ["ffffffff", "0"]) {
        const expired = yield* leave(it, "00000000000000aa", kernel, now - 1)
        const valid = yield* leave(it, "00000000000000bb", kernel, now + 3600)
        yield* sweepAgain(it)
        assert.isFalse(yield* it.fs.exists(expired))
        assert.isTrue(yield* it.fs.exists(valid))
      }
    })
  )

  it.live("nothing that is not its own", () =>
    Effect.gen(function* () {
      const it = yield* shared()
      const base = it.folder.slice(0, it.folder.lastIndexOf("/"))
      yield* it.fs.makeDirectory(`${base}/notes`)
      yield* it.fs.writeFileString(`${base}/readme-0-0`, "mine")
      yield* sweepAgain(it)
      assert.isTrue(yield* it.fs.exists(`${base}/notes`))
      assert.isTrue(yield* it.fs.exists(`${base}/readme-0-0`))
    })
  )
})
