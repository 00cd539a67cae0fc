import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { ChildEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { layerFile } from "../../../src/handover/store/FileStore.ts"
import { SourceUnusable } from "../../../src/services/CredentialSource.ts"
import { fileOf, type Shared, shared } from "../sharedSnapshot.ts"
import { filesBelow, loadIn, originIn, platform, snapshotStoreSuite, storeIn, testHome } from "../snapshotStoreSuite.ts"
import { secretOf, stubDevops, tokenOf } from "../stubSession.ts"

snapshotStoreSuite("SnapshotStore.layerFile", layerFile)

const withVariable = (child: ChildEnvironment, name: string, value: string): ChildEnvironment => ({
  ...child,
  set: { ...child.set, [name]: value }
})

const detailOf = ({ env, child }: Shared, layer = layerFile): Effect.Effect<string, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const error = yield* Effect.flip((yield* originIn(layer, env, child)).read)
    assert.instanceOf(error, SourceUnusable)
    for (const secret of [secretOf("a"), tokenOf("a")]) assert.notInclude(JSON.stringify(error), secret)
    return error.detail
  })

/** Changes the first line of a snapshot. */
const rewriteHeader = ({ fs, file }: Shared, change: (header: Record<string, unknown>) => Record<string, unknown>) =>
  Effect.gen(function* () {
    const content = Buffer.from(yield* fs.readFile(file))
    const end = content.indexOf(10)
    const header = JSON.stringify(change(JSON.parse(content.subarray(0, end).toString()) as Record<string, unknown>))
    yield* fs.writeFile(file, Buffer.concat([Buffer.from(header), content.subarray(end)]))
  })

const flipByte = ({ fs, file }: Shared, index: (length: number) => number) =>
  Effect.gen(function* () {
    const content = yield* fs.readFile(file)
    const at = index(content.length)
    content[at] = (content[at] ?? 0) ^ 1
    yield* fs.writeFile(file, content)
  })

/** Files as another user's process sees them. */
const foreign = (which: "File" | "Directory") =>
  Layer.effect(FileSystem.FileSystem)(
    Effect.map(FileSystem.FileSystem, (fs) => {
      const disown = (info: FileSystem.File.Info): FileSystem.File.Info =>
        info.type === which ? { ...info, uid: Option.map(info.uid, (uid) => uid + 1) } : info
      return FileSystem.FileSystem.of({
        ...fs,
        lstat: (path) => Effect.map(fs.lstat(path), disown),
        open: (path, options) =>
          Effect.map(
            fs.open(path, options),
            (file) =>
              new Proxy(file, {
                get: (target, key) => {
                  if (key === "stat") return Effect.map(target.stat, disown)
                  const value: unknown = Reflect.get(target, key)
                  return typeof value === "function" ? value.bind(target) : value
                }
              })
          )
      })
    })
  ).pipe(Layer.provide(platform))

const refusals: ReadonlyArray<readonly [string, RegExp, (it: Shared) => Effect.Effect<unknown, unknown>]> = [
  ["a changed byte", /has been changed since it was written/, (it) => flipByte(it, (length) => length - 20)],
  ["a changed tag", /has been changed since it was written/, (it) => flipByte(it, (length) => length - 1)],
  [
    "another account",
    /has been changed since it was written/,
    (it) => rewriteHeader(it, (header) => ({ ...header, accountId: "999999999999" }))
  ],
  [
    "a later expiry",
    /has been changed since it was written/,
    (it) => rewriteHeader(it, (header) => ({ ...header, expiresAt: Number(header.expiresAt) + 1 }))
  ],
  [
    "another purpose",
    /is damaged: its first line is not as it was written/,
    (it) => rewriteHeader(it, (header) => ({ ...header, purpose: "app" }))
  ],
  [
    "a first line of nothing",
    /is damaged: its first line is no snapshot's/,
    (it) => it.fs.writeFileString(it.file, "{}\n")
  ],
  [
    "a later version",
    /has version 2, and this program reads version 1/,
    (it) => rewriteHeader(it, (header) => ({ ...header, version: 2, purpose: undefined }))
  ],
  ["a cut end", /is truncated: \d+ of \d+ bytes are there/, (it) => it.fs.truncate(it.file, 300)],
  ["a cut first line", /is truncated: its first line has no end/, (it) => it.fs.truncate(it.file, 30)],
  ["no content", /is truncated: its first line has no end/, (it) => it.fs.truncate(it.file, 0)],
  ["no file", /is not there: the process that made it has ended/, (it) => it.fs.remove(it.file)],
  ["a file that others can write", /can be written by other users \(mode 0622\)/, (it) => it.fs.chmod(it.file, 0o622)],
  [
    "a file that the group can write",
    /can be written by other users \(mode 0660\)/,
    (it) => it.fs.chmod(it.file, 0o660)
  ],
  [
    "a folder that others can write",
    /its folder .* can be written by other users \(mode 0777\)/,
    (it) => it.fs.chmod(it.folder, 0o777)
  ],
  [
    "a symbolic link to it",
    /is a symbolic link/,
    (it) => Effect.andThen(it.fs.rename(it.file, `${it.file}.real`), it.fs.symlink(`${it.file}.real`, it.file))
  ],
  [
    "a symbolic link to its folder",
    /its folder .* is a symbolic link/,
    (it) => Effect.andThen(it.fs.rename(it.folder, `${it.folder}.real`), it.fs.symlink(`${it.folder}.real`, it.folder))
  ],
  [
    "a folder in its place",
    /is not a file/,
    (it) => Effect.andThen(it.fs.remove(it.file), it.fs.makeDirectory(it.file))
  ],
  [
    "another key",
    /was encrypted with another key than the one in the environment/,
    ({ child }) =>
      Effect.succeed({
        child: withVariable(child, "BOTO_SES_SNAPSHOT_KEY", Buffer.alloc(32, 7).toString("base64url"))
      })
  ]
]

describe("SnapshotStore.layerFile refuses", () => {
  for (const [name, expected, spoil] of refusals) {
    it.live(name, () =>
      Effect.gen(function* () {
        const before = yield* shared()
        const changed = yield* spoil(before)
        const detail = yield* detailOf({ ...before, ...(changed as Partial<Shared> | undefined) })
        assert.match(detail, expected)
        assert.match(detail, /Start the parent process again/)
      })
    )
  }

  for (const which of ["File", "Directory"] as const) {
    it.live(`another user's ${which === "File" ? "file" : "folder"}`, () =>
      Effect.gen(function* () {
        const before = yield* shared()
        const detail = yield* detailOf(before, Layer.provide(layerFile, foreign(which)))
        assert.match(detail, /belongs to another user \(id \d+; this process has \d+\)/)
      })
    )
  }

  it.effect("what has expired, at that moment and not before", () =>
    Effect.gen(function* () {
      const it = yield* shared(60_000)
      const origin = yield* originIn(layerFile, it.env, it.child)
      yield* TestClock.setTime(59_999)
      assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAA")
      yield* TestClock.setTime(60_000)
      assert.match(yield* detailOf(it), /has expired, at 1970-01-01T00:01:00Z/)
    })
  )

  it.effect("credentials of unknown end after an hour", () =>
    Effect.gen(function* () {
      const it = yield* shared()
      const origin = yield* originIn(layerFile, it.env, it.child)
      yield* TestClock.adjust("59 minutes")
      assert.isUndefined((yield* origin.read).credentials.expiresAt)
      yield* TestClock.adjust("1 minute")
      assert.match(yield* detailOf(it), /has expired, at 1970-01-01T01:00:00Z/)
    })
  )

  it.live("every cut and every changed byte", () =>
    Effect.gen(function* () {
      const it = yield* shared()
      const origin = yield* originIn(layerFile, it.env, it.child)
      const whole = yield* it.fs.readFile(it.file)
      for (let at = 0; at < whole.length; at++) {
        yield* it.fs.writeFile(it.file, whole.subarray(0, at))
        assert.strictEqual((yield* Effect.flip(origin.read))._tag, "SourceUnusable")
        const changed = Uint8Array.from(whole)
        changed[at] = (changed[at] ?? 0) ^ 0x41
        yield* it.fs.writeFile(it.file, changed)
        assert.strictEqual((yield* Effect.flip(origin.read))._tag, "SourceUnusable")
      }
      yield* it.fs.writeFile(it.file, whole)
      assert.strictEqual((yield* origin.read).credentials.accessKeyId, "ASIAA")
    })
  )

  const loads: ReadonlyArray<readonly [string, ChildEnvironment["set"], RegExp]> = [
    [
      "a file without a key",
      { BOTO_SES_SNAPSHOT_FILE: "/nowhere" },
      /BOTO_SES_SNAPSHOT_FILE is set and BOTO_SES_SNAPSHOT_KEY is not/
    ],
    [
      "a key without a file",
      { BOTO_SES_SNAPSHOT_KEY: "abc" },
      /BOTO_SES_SNAPSHOT_KEY is set and BOTO_SES_SNAPSHOT_FILE is not/
    ],
    [
      "what is no key",
      { BOTO_SES_SNAPSHOT_FILE: "/nowhere", BOTO_SES_SNAPSHOT_KEY: "sesame" },
      /BOTO_SES_SNAPSHOT_KEY is not a key/
    ]
  ]
  for (const [name, set, expected] of loads) {
    it.live(name, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(loadIn(layerFile, { HOME: "/nowhere" }, { set, unset: [] }))
        assert.strictEqual(error.reason._tag, "HandoverUnusable")
        assert.match(error.message, expected)
        assert.notInclude(error.message, "sesame")
      })
    )
  }
})

describe("SnapshotStore.layerFile's file", () => {
  it.live("is this user's alone, in a folder of the same kind, and shows no secret", () =>
    Effect.gen(function* () {
      const { fs, file, folder, child } = yield* shared()
      assert.strictEqual((yield* fs.stat(file)).mode & 0o777, 0o600)
      assert.strictEqual((yield* fs.stat(folder)).mode & 0o777, 0o700)
      assert.strictEqual((yield* fs.stat(folder.slice(0, folder.lastIndexOf("/")))).mode & 0o777, 0o700)
      const content = Buffer.from(yield* fs.readFile(file)).toString("latin1")
      const key = child.set.BOTO_SES_SNAPSHOT_KEY
      assert.isTrue(Redacted.isRedacted(key))
      for (const secret of [secretOf("a"), tokenOf("a"), "ASIAA", Redacted.isRedacted(key) ? key : ""]) {
        assert.notInclude(content, String(Redacted.isRedacted(secret) ? Redacted.value(secret) : secret))
      }
    })
  )

  it.live("closes a folder that a umask had left open", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env, home } = yield* testHome
      yield* fs.makeDirectory(`${home}/.cache/boto-ses`, { recursive: true })
      yield* fs.chmod(`${home}/.cache/boto-ses`, 0o777)
      const store = yield* storeIn(layerFile, env)
      yield* store.share(stubDevops())
      assert.strictEqual((yield* fs.stat(`${home}/.cache/boto-ses`)).mode & 0o777, 0o700)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("goes to a runtime folder that is this user's alone, and to no other", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env, home } = yield* testHome
      const runtime = `${home}/run`
      yield* fs.makeDirectory(runtime, { mode: 0o700 })
      const share = Effect.flatMap(storeIn(layerFile, { ...env, XDG_RUNTIME_DIR: runtime }), (store) =>
        store.share(stubDevops())
      )
      assert.isTrue(fileOf(yield* share).startsWith(`${runtime}/boto-ses/`))
      yield* fs.chmod(runtime, 0o755)
      assert.isTrue(fileOf(yield* share).startsWith(`${home}/.cache/boto-ses/`))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("has no place without a home, or under a link", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { env, home } = yield* testHome
      const fails = (variables: Record<string, string>) =>
        Effect.flatMap(storeIn(layerFile, variables), (store) => Effect.flip(store.share(stubDevops())))
      const homeless = yield* fails({})
      assert.strictEqual(homeless.reason._tag, "HandoverUnusable")
      assert.match(homeless.message, /Set HOME/)
      yield* fs.makeDirectory(`${home}/elsewhere`)
      yield* fs.makeDirectory(`${home}/.cache`)
      yield* fs.symlink(`${home}/elsewhere`, `${home}/.cache/boto-ses`)
      assert.match((yield* fails(env)).message, /is a symbolic link/)
      assert.deepStrictEqual(yield* filesBelow(`${home}/elsewhere`), [])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
