import { chmodSync, chownSync, lchownSync, mkdirSync, statSync, symlinkSync } from "node:fs"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { findPrivateFolder, makePrivateFolder } from "../../src/platform/PrivateFolder.ts"
import { files, temporary } from "../sessionStore/host/places.ts"

const isRoot = process.getuid?.() === 0

const uses = [makePrivateFolder, (folder: string) => Effect.asVoid(findPrivateFolder(folder))]

const modeOf = (folder: string): number => statSync(folder).mode & 0o777

describe("a folder that is there", () => {
  it.effect("of the user's own is closed again, in a sticky folder too", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      mkdirSync(`${home}/sticky/mine`, { recursive: true })
      chmodSync(`${home}/sticky`, 0o1777)
      for (const use of uses) {
        chmodSync(`${home}/sticky/mine`, 0o755)
        yield* use(`${home}/sticky/mine`)
        assert.strictEqual(modeOf(`${home}/sticky/mine`), 0o700)
      }
    }).pipe(Effect.provide(files))
  )

  it.effect.skipIf(!isRoot)("of another user, or behind another's link, keeps its mode", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      mkdirSync(`${home}/sticky/theirs`, { recursive: true })
      mkdirSync(`${home}/program/data`, { recursive: true })
      chmodSync(`${home}/sticky`, 0o1777)
      chmodSync(`${home}/sticky/theirs`, 0o755)
      chmodSync(`${home}/program/data`, 0o755)
      chownSync(`${home}/sticky/theirs`, 4242, 4242)
      symlinkSync(`${home}/program`, `${home}/sticky/link`)
      lchownSync(`${home}/sticky/link`, 4242, 4242)
      for (const use of uses) {
        for (const folder of [`${home}/sticky/theirs`, `${home}/sticky/link/data`]) {
          const failed = yield* Effect.flip(use(folder))
          assert.deepInclude(failed, { _tag: "Distrusted", folder })
          assert.strictEqual(modeOf(folder), 0o755)
        }
      }
    }).pipe(Effect.provide(files))
  )
})
