import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { compiledFolder } from "../../src/cli/CompileCache.ts"

const temporary = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "boto-ses-cache-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

const name = "boto-ses-compiled"

describe("compiledFolder", () => {
  it.live("is in the user's cache folder, made for the user alone", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      const folder = join(home, ".cache", name)
      assert.strictEqual(compiledFolder({ HOME: home }), folder)
      assert.strictEqual(statSync(folder).mode & 0o777, 0o700)
      assert.strictEqual(compiledFolder({ HOME: home }), folder)
      assert.strictEqual(compiledFolder({ USERPROFILE: home }), folder)
      assert.strictEqual(compiledFolder({ HOME: home, XDG_CACHE_HOME: join(home, "xdg") }), join(home, "xdg", name))
    })
  )

  it.live("is none where no folder of the user's is known", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      assert.isUndefined(compiledFolder({}))
      assert.isUndefined(compiledFolder({ HOME: "" }))
      assert.isUndefined(compiledFolder({ HOME: "home", XDG_CACHE_HOME: "cache" }))
      assert.strictEqual(compiledFolder({ HOME: home, XDG_CACHE_HOME: "relative" }), join(home, ".cache", name))
    })
  )

  for (const mode of [0o770, 0o702, 0o777]) {
    it.live(`is none where others can write to it (mode ${mode.toString(8)})`, () =>
      Effect.gen(function* () {
        const cache = yield* temporary
        mkdirSync(join(cache, name))
        chmodSync(join(cache, name), mode)
        assert.isUndefined(compiledFolder({ XDG_CACHE_HOME: cache }))
        assert.strictEqual(statSync(join(cache, name)).mode & 0o777, mode)
      })
    )
  }

  it.live("is none where others can put another folder in the place of the cache folder or of one above it", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      const cache = join(home, "above", "cache")
      mkdirSync(cache, { recursive: true })
      for (const open of [join(home, "above"), cache]) {
        chmodSync(open, 0o777)
        assert.isUndefined(compiledFolder({ XDG_CACHE_HOME: cache }), open)
        chmodSync(open, 0o1777)
        assert.strictEqual(compiledFolder({ XDG_CACHE_HOME: cache }), join(cache, name), open)
        chmodSync(open, 0o755)
      }
    })
  )

  it.live("is none where a link stands in its place", () =>
    Effect.gen(function* () {
      const cache = yield* temporary
      mkdirSync(join(cache, "elsewhere"), { mode: 0o700 })
      symlinkSync("elsewhere", join(cache, name))
      assert.isUndefined(compiledFolder({ XDG_CACHE_HOME: cache }))
    })
  )

  it.live("is reached by a link of the user's own, if what that leads to is safe", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      const real = join(home, "real")
      mkdirSync(real, { mode: 0o700 })
      symlinkSync("real", join(home, ".cache"))
      assert.strictEqual(compiledFolder({ HOME: home }), join(home, ".cache", name))
      rmSync(join(real, name), { recursive: true })
      chmodSync(real, 0o777)
      assert.isUndefined(compiledFolder({ HOME: home }))
    })
  )

  it.live("is none where the home is no folder, which is not made", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      assert.isUndefined(compiledFolder({ HOME: join(folder, "none") }))
      assert.isFalse(existsSync(join(folder, "none")))
      assert.isUndefined(compiledFolder({ XDG_CACHE_HOME: "/proc" }))
    })
  )

  it.live("is none where a file stands in its place, which stays", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      writeFileSync(join(home, ".cache"), "mine")
      assert.isUndefined(compiledFolder({ HOME: home }))
      assert.isTrue(existsSync(join(home, ".cache")))
    })
  )
})
