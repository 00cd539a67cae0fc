import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import process from "node:process"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"
import {
  cacheTag,
  describeStoreUnusable,
  locateStoreFolder,
  makeStoreFolder,
  type StorePlace,
  type StoreUnusable
} from "../../../src/sessionStore/host/StoreFolder.ts"
import { files, inEnv, temporary } from "./places.ts"

const isRoot = process.getuid?.() === 0

const laptop: StorePlace = { runtime: { name: "local", group: "local" }, asked: false, system: "linux" }
const github: StorePlace = { runtime: { name: "github_action", group: "ci" }, asked: false, system: "linux" }
const azure: StorePlace = { runtime: { name: "azure_pipelines", group: "ci" }, asked: false, system: "linux" }
const gitlab: StorePlace = { runtime: { name: "gitlab_ci", group: "ci" }, asked: false, system: "linux" }

const located = (place: StorePlace, env: Record<string, string>) => inEnv(env)(locateStoreFolder(place))

const refused = (place: StorePlace, env: Record<string, string>) => Effect.flip(located(place, env))

layer(files)("the folder of a host's sessions", (it) => {
  it.effect("is in the user's folder for what can be made again, and in CI in the job's temporary one", () =>
    Effect.gen(function* () {
      const home = yield* temporary
      const other = yield* temporary
      const cases: ReadonlyArray<readonly [StorePlace, Record<string, string>, string]> = [
        [laptop, {}, `${home}/.cache`],
        [laptop, { XDG_CACHE_HOME: other }, other],
        [laptop, { XDG_CACHE_HOME: "cache" }, `${home}/.cache`],
        [laptop, { LOCALAPPDATA: other, RUNNER_TEMP: other }, `${home}/.cache`],
        [{ ...laptop, system: "darwin" }, {}, `${home}/Library/Caches`],
        [{ ...laptop, system: "darwin" }, { XDG_CACHE_HOME: other }, other],
        [{ ...laptop, system: "win32" }, { LOCALAPPDATA: other }, other],
        [{ ...laptop, system: "win32" }, {}, `${home}/AppData/Local`],
        [github, { RUNNER_TEMP: other, XDG_CACHE_HOME: home }, other],
        [azure, { AGENT_TEMPDIRECTORY: other, RUNNER_TEMP: home }, other],
        [{ ...github, asked: true }, { RUNNER_TEMP: other }, other],
        [{ ...github, asked: true }, {}, `${home}/.cache`],
        [{ ...gitlab, asked: true }, { CI_BUILDS_DIR: other }, `${home}/.cache`]
      ]
      for (const [place, env, expected] of cases) {
        assert.strictEqual(yield* located(place, { HOME: home, ...env }), `${expected}/boto-ses/sessions`)
      }
      assert.deepStrictEqual([readdirSync(home), readdirSync(other)], [[], []])
    })
  )

  it.effect("is none in CI where no folder is known to be the job's, unless it is asked for", () =>
    Effect.gen(function* () {
      const HOME = yield* temporary
      assert.deepStrictEqual(yield* refused(gitlab, { HOME, CI_BUILDS_DIR: HOME, RUNNER_TEMP: HOME }), {
        _tag: "NoJobFolder",
        runtime: "gitlab_ci"
      })
      for (const env of [{ HOME }, { HOME, RUNNER_TEMP: "temp" }, { HOME, RUNNER_TEMP: "" }]) {
        assert.deepStrictEqual(yield* refused(github, env), { _tag: "JobFolderUnset", variable: "RUNNER_TEMP" })
      }
    })
  )

  it.effect("is made for this user alone, and marked once as a cache", () =>
    Effect.gen(function* () {
      const HOME = yield* temporary
      const folder = yield* located(laptop, { HOME })
      yield* makeStoreFolder(folder)
      const tag = `${folder}/${cacheTag}`
      assert.strictEqual(tag.split("/").at(-1), "CACHEDIR.TAG")
      assert.strictEqual(readFileSync(tag, "utf8").split("\n")[0], "Signature: 8a477f597d28d172789f06886806bc55")
      for (const made of [".cache", ".cache/boto-ses", ".cache/boto-ses/sessions"]) {
        assert.strictEqual(statSync(`${HOME}/${made}`).mode & 0o777, 0o700)
      }
      writeFileSync(tag, "mine")
      yield* makeStoreFolder(yield* located(laptop, { HOME }))
      assert.strictEqual(readFileSync(tag, "utf8"), "mine")
      assert.deepStrictEqual(readdirSync(folder), [cacheTag])
    })
  )

  it.effect("is closed again where the user has opened it", () =>
    Effect.gen(function* () {
      const HOME = yield* temporary
      const folder = yield* located(laptop, { HOME })
      yield* makeStoreFolder(folder)
      for (const mode of [0o777, 0o755, 0o500]) {
        chmodSync(folder, mode)
        assert.strictEqual(yield* located(laptop, { HOME }), folder)
        assert.strictEqual(statSync(folder).mode & 0o777, 0o700)
      }
    })
  )

  it.effect("is none where the home is none, or cannot be", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refused(laptop, { HOME: "home" }), { _tag: "NoHome" })
      for (const HOME of ["/proc/self", "/sys", "/dev/shm", "/dev/null"]) {
        const unusable = yield* refused(laptop, { XDG_CACHE_HOME: `${HOME}/cache`, HOME: "/nonexistent" })
        assert.oneOf(unusable._tag, ["NoPlace", "NotMade"])
        assert.include(describeStoreUnusable(unusable), "cannot be made")
      }
    })
  )

  it.effect("is none where something else stands in its place, or others can change the way to it", () =>
    Effect.gen(function* () {
      const HOME = yield* temporary
      const place = (name: string): string => `${HOME}/${name}/boto-ses/sessions`
      for (const name of ["file", "link", "above", "open", "made", "sticky"])
        mkdirSync(`${HOME}/${name}/boto-ses`, { recursive: true })
      writeFileSync(place("file"), "")
      mkdirSync(`${HOME}/else`, { mode: 0o700 })
      symlinkSync(`${HOME}/else`, place("link"))
      mkdirSync(`${HOME}/below`)
      writeFileSync(`${HOME}/below/boto-ses`, "")
      chmodSync(`${HOME}/open`, 0o777)
      mkdirSync(place("made"), { mode: 0o700 })
      chmodSync(`${HOME}/made`, 0o757)
      mkdirSync(place("sticky"), { mode: 0o700 })
      chmodSync(`${HOME}/sticky`, 0o1777)
      const cases: ReadonlyArray<readonly [string, StoreUnusable["_tag"], RegExp]> = [
        ["file", "Distrusted", /is not a folder/],
        ["link", "Distrusted", /is a symbolic link/],
        ["below", "NotMade", /cannot be made or read/],
        ["open", "NoPlace", /is reached by .*open, which can be written by other users \(mode 0777\)/],
        ["made", "Distrusted", /is reached by .*made, which can be written by other users \(mode 0757\)/]
      ]
      for (const [name, tag, words] of cases) {
        const unusable = yield* refused(laptop, { HOME, XDG_CACHE_HOME: `${HOME}/${name}` })
        assert.strictEqual(unusable._tag, tag, name)
        assert.match(describeStoreUnusable(unusable), words)
      }
      assert.strictEqual(yield* located(laptop, { HOME, XDG_CACHE_HOME: `${HOME}/sticky` }), place("sticky"))
      assert.isFalse(existsSync(place("open")))
      assert.deepStrictEqual(readdirSync(`${HOME}/else`), [])
    })
  )

  it.effect.skipIf(!isRoot)("is none where it, its home or the way is another user's, as under sudo", () =>
    Effect.gen(function* () {
      const HOME = yield* temporary
      const own = yield* temporary
      const folder = yield* located(laptop, { HOME })
      yield* makeStoreFolder(folder)
      chownSync(folder, 4242, 4242)
      const theirs = yield* refused(laptop, { HOME })
      assert.include(theirs, { _tag: "Distrusted", why: "belongs to another user (id 4242; this process has 0)" })
      chownSync(HOME, 4242, 4242)
      // Not even where its files would be elsewhere.
      for (const env of [{}, { XDG_CACHE_HOME: own }]) {
        const unusable = yield* refused(laptop, { HOME, ...env })
        assert.deepStrictEqual(unusable, { _tag: "OthersHome", home: HOME, owner: 4242, user: 0 })
      }
      // Deno tells root that it may not write there.
      assert.strictEqual((yield* refused(github, { HOME: own, RUNNER_TEMP: HOME }))._tag, "NoPlace")
      assert.deepStrictEqual(readdirSync(own), [])
    })
  )
})

describe("why sessions are kept nowhere", () => {
  layer(files)((it) => {
    it.effect("is told in a line without effects, with what to do", () =>
      Effect.sync(() => {
        const folder = "/home/\u001b[31mme\n::error::"
        const cause = PlatformError.systemError({ _tag: "PermissionDenied", module: "FileSystem", method: "open" })
        const all: ReadonlyArray<readonly [StoreUnusable, RegExp]> = [
          [{ _tag: "NoJobFolder", runtime: "gitlab_ci" }, /gitlab_ci .* BOTO_SES_CACHE=on/],
          [{ _tag: "JobFolderUnset", variable: "RUNNER_TEMP" }, /RUNNER_TEMP .* BOTO_SES_CACHE=on/],
          [{ _tag: "NoHome" }, /Set HOME, or XDG_CACHE_HOME/],
          [{ _tag: "OthersHome", home: folder, owner: 1000, user: 0 }, /belongs to another user \(id 1000; .*sudo/],
          [{ _tag: "NoPlace", folder, why: "cannot be made" }, /cannot be made\. .* XDG_CACHE_HOME/],
          [{ _tag: "Distrusted", folder, why: "is a symbolic link" }, /is a symbolic link\. .* XDG_CACHE_HOME/],
          [{ _tag: "NotMade", folder, cause }, /cannot be made or read: .*PermissionDenied/]
        ]
        for (const [unusable, words] of all) {
          const told = describeStoreUnusable(unusable)
          assert.match(told, words)
          assert.match(told, /^Sessions are not kept for other processes: [\x20-\x7e]+$/)
          assert.notInclude(told, " ::error")
        }
      })
    )
  })
})
