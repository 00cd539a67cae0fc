import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import process from "node:process"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as PlatformError from "effect/PlatformError"
import {
  clearEntries,
  describeEntryFailure,
  type EntryFailure,
  listEntries,
  readEntry,
  removeEntry,
  writeEntry
} from "../../../src/sessionStore/host/EntryFiles.ts"
import type { StoreUnusable } from "../../../src/sessionStore/host/StoreFolder.ts"
import { files, temporary } from "./places.ts"

const isRoot = process.getuid?.() === 0

const name = "0123456789abcdef0123456789abcdef"
const other = "fedcba9876543210fedcba9876543210"
const uuid = "8a477f59-7d28-d172-789f-06886806bc55"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

const place = Effect.map(temporary, (folder) => `${folder}/boto-ses/sessions`)

/** A file system on which some operations fail by a code of the system's. */
const failing =
  (
    tag: PlatformError.SystemErrorTag,
    code: string,
    ...methods: ReadonlyArray<"open" | "link" | "rename" | "readDirectory">
  ) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(FileSystem.FileSystem, (fs) => {
      const fail = () =>
        Effect.fail(
          PlatformError.systemError({
            _tag: tag,
            module: "FileSystem",
            method: "x",
            cause: Object.assign(new Error(), { code })
          })
        )
      return Effect.provideService(effect, FileSystem.FileSystem, {
        ...fs,
        ...Object.fromEntries(methods.map((method) => [method, fail]))
      })
    })

layer(files)("an entry's file", (it) => {
  it.effect("is written whole, for this user alone, and read back", () =>
    Effect.gen(function* () {
      const folder = yield* place
      assert.isUndefined(yield* readEntry(folder, name))
      yield* writeEntry(folder, name, bytesOf("one"))
      yield* writeEntry(folder, name, bytesOf("two"))
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "two")
      assert.strictEqual(statSync(`${folder}/${name}`).mode & 0o777, 0o600)
      assert.deepStrictEqual(readdirSync(folder).sort(), [name, "CACHEDIR.TAG"])
    })
  )

  it.effect("is made again with its folder, where a person has removed both", () =>
    Effect.gen(function* () {
      const folder = yield* place
      yield* writeEntry(folder, name, bytesOf("one"))
      rmSync(folder, { recursive: true })
      assert.isUndefined(yield* readEntry(folder, name))
      yield* writeEntry(folder, name, bytesOf("two"))
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "two")
    })
  )

  it.effect("is none where it is a link, a FIFO, a folder, or open to others; all but the last two are replaced", () =>
    Effect.gen(function* () {
      const folder = yield* place
      yield* writeEntry(folder, other, bytesOf("other"))
      const at = `${folder}/${name}`
      const makes: ReadonlyArray<readonly [make: () => unknown, isReplaced: boolean]> = [
        [() => symlinkSync(`${folder}/${other}`, at), true],
        [() => symlinkSync("nowhere", at), true],
        [() => writeFileSync(at, "x", { mode: 0o644 }), true],
        [() => chmodSync(at, 0o620), true],
        [() => execFileSync("mkfifo", ["-m", "600", at]), false],
        [() => mkdirSync(at), false]
      ]
      for (const [make, isReplaced] of makes) {
        rmSync(at, { recursive: true, force: true })
        writeFileSync(at, "", { mode: 0o600 })
        if (make !== makes[3]?.[0]) rmSync(at)
        make()
        assert.isUndefined(yield* readEntry(folder, name))
        const written = yield* Effect.result(writeEntry(folder, name, bytesOf("new")))
        assert.strictEqual(written._tag, isReplaced ? "Success" : "Failure")
        if (isReplaced) assert.strictEqual(textOf(yield* readEntry(folder, name)), "new")
      }
      assert.strictEqual(readFileSync(`${folder}/${other}`, "utf8"), "other")
    })
  )

  it.effect.skipIf(!isRoot)("is none where it is another user's", () =>
    Effect.gen(function* () {
      const folder = yield* place
      yield* writeEntry(folder, name, bytesOf("one"))
      chownSync(`${folder}/${name}`, 4242, 4242)
      assert.isUndefined(yield* readEntry(folder, name))
      yield* writeEntry(folder, name, bytesOf("two"))
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "two")
    })
  )

  it.effect("is never read in full where it is huge", () =>
    Effect.gen(function* () {
      const folder = yield* place
      yield* writeEntry(folder, name, new Uint8Array(1_000_000))
      assert.strictEqual((yield* readEntry(folder, name))?.length, 65_536)
    })
  )

  it.effect("is one of those written, whole, whoever reads while many write", () =>
    Effect.gen(function* () {
      const folder = yield* place
      const texts = Array.from({ length: 12 }, (_, index) => String(index).padStart(4_181, "."))
      yield* writeEntry(folder, name, bytesOf(texts[0] ?? ""))
      const seen = yield* Effect.forEach(
        texts,
        (text) => Effect.andThen(writeEntry(folder, name, bytesOf(text)), readEntry(folder, name)),
        { concurrency: "unbounded" }
      )
      for (const bytes of seen) assert.include(texts, textOf(bytes))
      assert.deepStrictEqual(readdirSync(folder).sort(), [name, "CACHEDIR.TAG"])
    })
  )

  it.effect("fails with what the system says, in a sentence that names the file", () =>
    Effect.gen(function* () {
      const folder = yield* place
      yield* writeEntry(folder, name, bytesOf("old"))
      const failures = [
        [
          writeEntry(folder, name, bytesOf("new")).pipe(failing("Unknown", "ENOSPC", "open")),
          /written: no space is left/
        ],
        [writeEntry(folder, name, bytesOf("new")).pipe(failing("Unknown", "EROFS", "rename")), /written: .*read-only/],
        [readEntry(folder, name).pipe(failing("PermissionDenied", "EACCES", "open")), /cannot be read: /],
        [removeEntry(folder, name, () => true).pipe(failing("Unknown", "EROFS", "rename")), /removed: .*read-only/],
        [listEntries(folder).pipe(failing("PermissionDenied", "EACCES", "readDirectory")), /cannot be listed: /]
      ] as const
      for (const [effect, words] of failures) {
        const failure = yield* Effect.flip(
          Effect.asVoid<unknown, EntryFailure | StoreUnusable, FileSystem.FileSystem | Path.Path>(effect)
        )
        assert(failure._tag === "EntryFailure")
        assert.match(describeEntryFailure(failure), words)
        assert.include(describeEntryFailure(failure), failure.path)
      }
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "old")
    })
  )
})

layer(files)("removeEntry", (it) => {
  it.effect("removes the one that is meant, and no other", () =>
    Effect.gen(function* () {
      const folder = yield* place
      assert.isFalse(yield* removeEntry(folder, name, () => true))
      yield* writeEntry(folder, name, bytesOf("one"))
      const { ino } = statSync(`${folder}/${name}`)
      assert.isFalse(yield* removeEntry(folder, name, (bytes) => textOf(bytes) === "two"))
      assert.strictEqual(statSync(`${folder}/${name}`).ino, ino)
      assert.isTrue(yield* removeEntry(folder, name, (bytes) => textOf(bytes) === "one"))
      assert.deepStrictEqual(readdirSync(folder), ["CACHEDIR.TAG"])
    })
  )

  /** Judges by the text, and lets another process act after its first judgement. */
  const meant = (text: string, ...meanwhile: ReadonlyArray<() => void>) => {
    const acts = [...meanwhile]
    return (bytes: Uint8Array): boolean => {
      acts.shift()?.()
      return textOf(bytes) === text
    }
  }

  it.effect("leaves what another process writes in the midst of it", () =>
    Effect.gen(function* () {
      const folder = yield* place
      const at = `${folder}/${name}`
      const put = (text: string) => () => {
        writeFileSync(`${folder}/next`, text, { mode: 0o600 })
        renameSync(`${folder}/next`, at)
      }
      const ways = [
        removeEntry(folder, name, meant("old", put("new"))),
        removeEntry(folder, name, meant("old", put("new"))).pipe(failing("PermissionDenied", "EPERM", "link"))
      ]
      for (const removal of ways) {
        yield* writeEntry(folder, name, bytesOf("old"))
        assert.isFalse(yield* removal)
        assert.strictEqual(textOf(yield* readEntry(folder, name)), "new")
      }
      // A newer one still, written while what was moved away is judged.
      yield* writeEntry(folder, name, bytesOf("old"))
      assert.isFalse(yield* removeEntry(folder, name, meant("old", put("new"), put("newest"))))
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "newest")
      yield* writeEntry(folder, name, bytesOf("old"))
      assert.isTrue(
        yield* removeEntry(
          folder,
          name,
          meant("old", () => {}, put("newest"))
        )
      )
      assert.strictEqual(textOf(yield* readEntry(folder, name)), "newest")
      yield* writeEntry(folder, name, bytesOf("old"))
      assert.isFalse(
        yield* removeEntry(
          folder,
          name,
          meant("old", () => rmSync(at))
        )
      )
      assert.deepStrictEqual(readdirSync(folder), ["CACHEDIR.TAG"])
    })
  )
})

layer(files)("clearEntries", (it) => {
  it.effect("removes every entry, whatever is in it, and what was left beside them; nothing else", () =>
    Effect.gen(function* () {
      const folder = yield* place
      assert.strictEqual(yield* clearEntries(folder), 0)
      yield* writeEntry(folder, name, bytesOf("one"))
      symlinkSync("CACHEDIR.TAG", `${folder}/${other}`)
      for (const left of [`${name}.${uuid}.new`, `${name}.${uuid}.old`, `swept.${uuid}.new`])
        writeFileSync(`${folder}/${left}`, "")
      for (const kept of [`${name}.lock`, "notes", `notes.${uuid}.new`]) writeFileSync(`${folder}/${kept}`, "")
      assert.deepStrictEqual((yield* listEntries(folder)).entries.toSorted(), [name, other])
      assert.strictEqual(yield* clearEntries(folder), 2)
      assert.deepStrictEqual(
        readdirSync(folder).sort(),
        [`${name}.lock`, "CACHEDIR.TAG", "notes", `notes.${uuid}.new`].sort()
      )
      assert.isTrue(lstatSync(`${folder}/CACHEDIR.TAG`).isFile())
      assert.isTrue(existsSync(folder))
    })
  )
})
