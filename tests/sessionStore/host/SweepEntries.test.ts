import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { writeEntry } from "../../../src/sessionStore/host/EntryFiles.ts"
import { sweepEntries, sweepWhenDue } from "../../../src/sessionStore/host/SweepEntries.ts"
import { entryName, keysOf, sealEntry } from "../../../src/sessionStore/SealedEntry.ts"
import { files, temporary } from "./places.ts"

const hour = 3_600_000
const now = 1_790_000_000_000

const keys = keysOf({ secret: Redacted.make("secret"), info: "info" })
const uuid = "8a477f59-7d28-d172-789f-06886806bc55"

const place = Effect.map(temporary, (folder) => `${folder}/boto-ses/sessions`)

const sealed = (expiresAt: number, key: string): Uint8Array =>
  sealEntry(keys, key, {
    identity: { accountId: "333333333333", arn: "arn:aws:iam::333333333333:user/me", userId: "" },
    issuedAt: expiresAt - hour,
    expiresAt
  })

/** Writes an entry that ends then, and answers with its name. */
const write = (folder: string, expiresAt: number, key: string) =>
  Effect.as(writeEntry(folder, entryName(keys, key), sealed(expiresAt, key)), entryName(keys, key))

const changed = (path: string, at: number): void => utimesSync(path, at / 1000, at / 1000)

layer(files)("a sweep", (it) => {
  it.effect(
    "removes what has ended, of other versions too, though its clock be an hour ahead, and nothing that lives",
    () =>
      Effect.gen(function* () {
        const folder = yield* place
        yield* sweepEntries(folder, now)
        yield* write(folder, now - 2 * hour, "a")
        yield* write(folder, now - hour, "b")
        const [ended, alive] = [yield* write(folder, now - hour + 1, "c"), yield* write(folder, now + hour, "d")]
        const other = Buffer.from(sealed(now - hour, "e"))
        other.writeUInt8(9, 8)
        yield* writeEntry(folder, entryName(keys, "e"), other.subarray(0, 25))
        yield* sweepEntries(folder, now)
        assert.deepStrictEqual(readdirSync(folder).sort(), [ended, alive, "CACHEDIR.TAG"].sort())
      })
  )

  it.effect("removes what is no entry, and what was left beside them, after a day", () =>
    Effect.gen(function* () {
      const folder = yield* place
      const damaged = yield* write(folder, now + hour, "a")
      const open = yield* write(folder, now - 48 * hour, "b")
      const link = entryName(keys, "c")
      writeFileSync(`${folder}/${damaged}`, "damaged")
      chmodSync(`${folder}/${open}`, 0o644)
      const left = [`${damaged}.${uuid}.new`, `${damaged}.${uuid}.old`, `CACHEDIR.TAG.${uuid}.new`]
      for (const name of [...left, "notes"]) writeFileSync(`${folder}/${name}`, "")
      mkdirSync(`${folder}/${entryName(keys, "d")}`)
      symlinkSync("nowhere", `${folder}/${link}`)
      const kept = ["CACHEDIR.TAG", "notes", entryName(keys, "d"), link].sort()
      const all = [...kept, ...left, damaged, open].sort()
      const touch = (at: number): void => {
        for (const name of [...left, damaged, open, "notes"]) changed(`${folder}/${name}`, at)
      }
      touch(now - 24 * hour + 1000)
      yield* sweepEntries(folder, now)
      assert.deepStrictEqual(readdirSync(folder).sort(), all)
      touch(now - 24 * hour)
      yield* sweepEntries(folder, now)
      assert.deepStrictEqual(readdirSync(folder).sort(), kept)
    })
  )

  it.effect("is made once an hour among all processes, and at once where the last was by a wrong clock", () =>
    Effect.gen(function* () {
      const folder = yield* place
      const count = () => readdirSync(folder).length
      const sweepAt = (at: number) => Effect.andThen(write(folder, now - 9 * hour, "a"), sweepWhenDue(folder, at))
      yield* sweepAt(now)
      assert.strictEqual(count(), 2)
      assert.strictEqual(readFileSync(`${folder}/swept`, "utf8"), String(now))
      yield* sweepAt(now + hour - 1)
      assert.strictEqual(count(), 3)
      yield* sweepAt(now + hour)
      assert.strictEqual(count(), 2)
      yield* sweepAt(now + hour - 1)
      assert.strictEqual(count(), 2)
      writeFileSync(`${folder}/swept`, "no time")
      yield* sweepAt(now + hour)
      assert.strictEqual(count(), 2)
    })
  )
})
