import { chownSync, lchownSync, mkdirSync, symlinkSync } from "node:fs"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { distrustWay } from "../../src/platform/FolderTrust.ts"
import { platform, testHome } from "../handover/snapshotStoreSuite.ts"

const isRoot = process.getuid?.() === 0

describe("distrustWay", () => {
  const way = (folder: string) => Effect.provide(distrustWay(folder), platform)

  it.live("believes what is the user's and root's, sticky folders and links of theirs included", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      mkdirSync(`${home}/a/b`, { recursive: true })
      symlinkSync("a", `${home}/link`)
      symlinkSync(`${home}/link`, `${home}/far`)
      symlinkSync(`${home}/a/../link/.`, `${home}/round`)
      for (const name of ["a", "a/b", "link/b", "far/b", "round/b"]) {
        assert.isUndefined(yield* way(`${home}/${name}`), name)
      }
      assert.isUndefined(yield* way("/tmp"))
    })
  )

  it.live("ends where links lead round, and where a step is not there", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      symlinkSync("two", `${home}/one`)
      symlinkSync("one", `${home}/two`)
      assert.include((yield* way(`${home}/one/x`)) ?? "", "lead round")
      assert.include((yield* way(`${home}/none/x`)) ?? "", "cannot be read")
    })
  )

  it.live.skipIf(!isRoot)("finds a folder and a link of another user's on the way", () =>
    Effect.gen(function* () {
      const { home } = yield* testHome
      mkdirSync(`${home}/theirs/mine`, { recursive: true })
      chownSync(`${home}/theirs`, 4242, 4242)
      assert.match((yield* way(`${home}/theirs/mine`)) ?? "", /theirs, which belongs to another user/)
      mkdirSync(`${home}/mine/x`, { recursive: true })
      symlinkSync("mine", `${home}/link`)
      lchownSync(`${home}/link`, 4242, 4242)
      assert.match((yield* way(`${home}/link/x`)) ?? "", /link, which belongs to another user/)
    })
  )
})
