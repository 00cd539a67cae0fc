import { execFileSync } from "node:child_process"
import { chmodSync, linkSync, lstatSync, readdirSync, statSync, writeFileSync } from "node:fs"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as PlatformError from "effect/PlatformError"
import { describeUnwritable } from "../../src/platform/DescribeUnwritable.ts"
import { editWhole, writeNew, writeWhole } from "../../src/platform/WholeFile.ts"

const files = Layer.merge(NodeFileSystem.layer, NodePath.layer)

const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped({ prefix: "boto-ses-whole-" }))

/** A file system on which some operations end in another way. */
const but =
  (change: (fs: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(FileSystem.FileSystem, (fs) =>
      Effect.provideService(effect, FileSystem.FileSystem, { ...fs, ...change(fs) })
    )

const denied = (method: string) =>
  Effect.fail(PlatformError.systemError({ _tag: "PermissionDenied", module: "FileSystem", method }))

const failed = (_tag: PlatformError.SystemErrorTag, code: string) =>
  Effect.fail(
    PlatformError.systemError({ _tag, module: "FileSystem", method: "x", cause: Object.assign(new Error(), { code }) })
  )

const reason = (effect: Effect.Effect<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason._tag)

/** Everything in a folder: names, contents and modes. */
const contents = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(path)).sort()
  return yield* Effect.forEach(names, (name) =>
    Effect.map(
      Effect.all([fs.readFileString(`${path}/${name}`), fs.stat(`${path}/${name}`)]),
      ([text, { mode }]) => `${name} ${(mode & 0o777).toString(8)} ${text}`
    )
  )
})

layer(files)("writeNew", (it) => {
  it.effect("writes a file of its mode, and never over another", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* writeNew(`${at}/a`, new TextEncoder().encode("one"), 0o600)
      assert.strictEqual(yield* reason(writeNew(`${at}/a`, "two", 0o600)), "AlreadyExists")
      assert.deepStrictEqual(yield* contents(at), ["a 600 one"])
    })
  )
})

layer(files)("writeWhole", (it) => {
  it.effect("replaces a file, and the link that stood there, with one of its own mode", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      yield* fs.writeFileString(`${at}/a`, "old", { mode: 0o644 })
      yield* fs.symlink(`${at}/a`, `${at}/b`)
      yield* writeWhole(`${at}/b`, "new", { mode: 0o600 })
      assert.deepStrictEqual(yield* contents(at), ["a 644 old", "b 600 new"])
      yield* writeWhole(`${at}/a`, "", { mode: 0o600 })
      assert.deepStrictEqual(yield* contents(at), ["a 600 ", "b 600 new"])
    })
  )

  it.effect("replaces nothing where it must not, be it a link that leads nowhere", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      yield* fs.writeFileString(`${at}/a`, "old")
      for (const operations of [{}, { link: () => denied("link") }]) {
        const write = (name: string) =>
          writeWhole(`${at}/${name}`, "new", { mode: 0o600, replace: false }).pipe(but(() => operations))
        assert.oneOf(yield* reason(write("a")), ["AlreadyExists", "PermissionDenied"])
        yield* write("b")
        assert.deepStrictEqual((yield* contents(at)).slice(1), ["b 600 new"])
        yield* fs.remove(`${at}/b`)
        yield* fs.symlink(`${at}/none`, `${at}/c`)
        assert.oneOf(yield* reason(write("c")), ["AlreadyExists", "PermissionDenied"])
        assert.strictEqual(yield* fs.readLink(`${at}/c`), `${at}/none`)
        yield* fs.remove(`${at}/c`)
      }
    })
  )

  it.effect("leaves all as it was where the disk or the folder fails it", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* writeNew(`${at}/a`, "old", 0o600)
      const failures: ReadonlyArray<(fs: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>> = [
        () => ({ rename: () => denied("rename") }),
        (fs) => ({
          open: (path, options) =>
            Effect.map(fs.open(path, options), (file) => Object.create(file, { sync: { value: denied("sync") } }))
        })
      ]
      for (const failure of failures) {
        assert.strictEqual(
          yield* reason(writeWhole(`${at}/a`, "new", { mode: 0o600 }).pipe(but(failure))),
          "PermissionDenied"
        )
        assert.deepStrictEqual(yield* contents(at), ["a 600 old"])
      }
    })
  )

  it.effect("waits for no disk where it need not", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* writeWhole(`${at}/a`, "new", { mode: 0o600, sync: false }).pipe(
        but((fs) => ({
          open: (path, options) =>
            Effect.map(fs.open(path, options), (file) => Object.create(file, { sync: { value: denied("sync") } }))
        }))
      )
      assert.deepStrictEqual(yield* contents(at), ["a 600 new"])
    })
  )

  it.effect("takes the place of no FIFO", () =>
    Effect.gen(function* () {
      const at = yield* folder
      execFileSync("mkfifo", [`${at}/a`])
      assert.strictEqual(yield* reason(writeWhole(`${at}/a`, "new", { mode: 0o600 })), "BadResource")
      assert.strictEqual(yield* reason(writeWhole(`${at}/a`, "new", { mode: 0o600, replace: false })), "AlreadyExists")
      assert.isTrue(lstatSync(`${at}/a`).isFIFO())
      assert.deepStrictEqual(readdirSync(at), ["a"])
    })
  )

  it.effect("needs no folder that can be synced", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const write = writeWhole(`${at}/a`, "new", { mode: 0o600 })
      yield* write.pipe(
        but((fs) => ({ open: (path, options) => (path === at ? denied("open") : fs.open(path, options)) }))
      )
      assert.deepStrictEqual(yield* contents(at), ["a 600 new"])
    })
  )
})

layer(files)("editWhole", (it) => {
  const agreed = { mode: 0o600 }

  it.effect("writes behind the link, with the mode and the owner of the file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      const given: Array<ReadonlyArray<unknown>> = []
      yield* fs.writeFileString(`${at}/a`, "old")
      yield* fs.chmod(`${at}/a`, 0o664)
      yield* fs.symlink("a", `${at}/b`)
      const { uid, gid } = yield* fs.stat(`${at}/a`)
      yield* editWhole(`${at}/b`, "new", agreed).pipe(
        but(() => ({
          // Only root may give a file away, so a failure is none.
          chown: (path, uid, gid) => {
            given.push([path.startsWith(`${at}/a.`), uid, gid])
            return denied("chown")
          }
        }))
      )
      assert.deepStrictEqual(yield* contents(at), ["a 664 new", "b 664 new"])
      assert.strictEqual(yield* fs.readLink(`${at}/b`), "a")
      assert.deepStrictEqual(given, [[true, Option.getOrThrow(uid), Option.getOrThrow(gid)]])
    })
  )

  it.effect("makes a file that is not there for the user alone", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* editWhole(`${at}/a`, "new", agreed)
      assert.deepStrictEqual(yield* contents(at), ["a 600 new"])
    })
  )

  it.effect("fails by name for a link that leads nowhere", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      yield* fs.symlink("none", `${at}/b`)
      const error = yield* Effect.flip(editWhole(`${at}/b`, "new", agreed))
      assert.deepStrictEqual(error, { _tag: "DanglingLink", path: `${at}/b` })
      assert.deepStrictEqual(yield* fs.readDirectory(at), ["b"])
    })
  )

  it.effect("asks last, and leaves all as it was for a no", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      yield* writeNew(`${at}/a`, "old", 0o640)
      const check = Effect.flatMap(fs.readDirectory(at), ({ length }) => Effect.fail(`${length} files`))
      assert.strictEqual(yield* Effect.flip(editWhole(`${at}/a`, "new", { mode: 0o600, check })), "2 files")
      assert.deepStrictEqual(yield* contents(at), ["a 640 old"])
    })
  )

  it.effect("takes from the mode what the mask takes, and writes over a file of several names in its place", () =>
    Effect.gen(function* () {
      const at = yield* folder
      writeFileSync(`${at}/a`, "a longer old text")
      chmodSync(`${at}/a`, 0o664)
      linkSync(`${at}/a`, `${at}/b`)
      const { ino } = statSync(`${at}/a`)
      yield* editWhole(`${at}/a`, "new", { mode: 0o600, mask: 0o700 })
      assert.deepStrictEqual(yield* contents(at), ["a 600 new", "b 600 new"])
      assert.strictEqual(statSync(`${at}/b`).ino, ino)
    })
  )

  it.effect("writes in its place what has an owner to whom nothing can be given", () =>
    Effect.gen(function* () {
      const at = yield* folder
      yield* writeNew(`${at}/a`, "old", 0o640)
      const { ino } = statSync(`${at}/a`)
      yield* editWhole(`${at}/a`, "new", agreed).pipe(but(() => ({ chown: () => denied("chown") })))
      assert.deepStrictEqual([yield* contents(at), statSync(`${at}/a`).ino], [["a 640 new"], ino])
    })
  )

  it.effect("writes in its place a file that is mounted by itself, or whose folder takes no other", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      const failures: ReadonlyArray<(fs: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>> = [
        () => ({ rename: () => failed("Busy", "EBUSY") }),
        ({ open }) => ({
          open: (path, options) => (options?.flag === "wx" ? failed("PermissionDenied", "EACCES") : open(path, options))
        }),
        ({ open }) => ({
          open: (path, options) => (options?.flag === "wx" ? failed("Unknown", "EROFS") : open(path, options))
        })
      ]
      for (const [index, failure] of failures.entries()) {
        const file = `${at}/${index}`
        writeFileSync(file, "a longer old text")
        chmodSync(file, 0o644)
        const { ino } = statSync(file)
        assert.strictEqual(
          yield* Effect.flip(editWhole(file, "new", { mode: 0o600, check: Effect.fail("no") }).pipe(but(failure))),
          "no"
        )
        yield* editWhole(file, "new", { mode: 0o600, mask: 0o700 }).pipe(but(failure))
        assert.strictEqual(statSync(file).ino, ino)
      }
      assert.deepStrictEqual(yield* contents(at), ["0 600 new", "1 600 new", "2 600 new"])
      const full = but(({ open }) => ({
        open: (path, options) => (options?.flag === "wx" ? failed("Unknown", "ENOSPC") : open(path, options))
      }))
      const error = yield* Effect.flip(full(editWhole(`${at}/0`, "newer", agreed)))
      assert.include(error._tag === "PlatformError" ? describeUnwritable(error) : "", "no space is left on its disk")
      assert.strictEqual(yield* fs.readFileString(`${at}/0`), "new")
    })
  )

  it.effect("finds room beside the longest of names", () =>
    Effect.gen(function* () {
      const at = yield* folder
      const name = "ü".repeat(127)
      yield* editWhole(`${at}/${name}`, "new", agreed)
      yield* editWhole(`${at}/${name}`, "newer", agreed)
      yield* writeWhole(`${at}/${name}`, "newest", agreed)
      assert.deepStrictEqual(yield* contents(at), [`${name} 600 newest`])
    })
  )

  it.effect("fails by name for a FIFO and a folder, behind a link too", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = yield* folder
      execFileSync("mkfifo", [`${at}/fifo`])
      yield* fs.makeDirectory(`${at}/folder`)
      yield* fs.symlink("fifo", `${at}/link`)
      for (const [name, type] of [
        ["fifo", "FIFO"],
        ["link", "FIFO"],
        ["folder", "Directory"]
      ] as const) {
        const error = yield* Effect.flip(editWhole(`${at}/${name}`, "new", agreed))
        assert.deepStrictEqual(error, { _tag: "NotRegular", path: `${at}/${name}`, type })
      }
      assert.isTrue(lstatSync(`${at}/fifo`).isFIFO())
      assert.deepStrictEqual((yield* fs.readDirectory(at)).sort(), ["fifo", "folder", "link"])
    })
  )
})
