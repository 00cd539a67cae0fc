/** Removal of what nobody needs any more from a folder of entries: by what their heads say, with no key needed. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { readOwn } from "../../platform/PrivateFile.ts"
import { writeWhole } from "../../platform/WholeFile.ts"
import { headBytes, readEntryHead } from "../SealedEntry.ts"
import { type EntryFailure, listEntries, readEntryAt, removeEntry } from "./EntryFiles.ts"

const hour = 60 * 60 * 1000

/** How far the clock of the process that sweeps may be ahead: nothing that lives is removed for it. */
const leeway = hour

/** How long what is no entry is left alone: who writes it may be at work. */
const patience = 24 * hour

/** Where the time of the last sweep stands, in milliseconds since the epoch. */
const sweptFile = "swept"

const orUndefined = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A | undefined, never, R> =>
  Effect.orElseSucceed(effect, () => undefined)

/** When a file was last written to; `undefined` where nobody can tell. */
const changedAt: (path: string) => Effect.Effect<number | undefined, never, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (path) {
    const info = yield* orUndefined((yield* FileSystem.FileSystem).lstat(path))
    return info && Option.getOrUndefined(info.mtime)?.getTime()
  }
)

/** A file that nobody has written to for a day. Nothing is removed that is no file or link. */
const removeOld: (path: string, now: number) => Effect.Effect<void, never, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (path, now) {
    const fs = yield* FileSystem.FileSystem
    const { mtime, type } = yield* fs.lstat(path)
    const changed = Option.getOrUndefined(mtime)?.getTime() ?? now
    if ((type === "File" || type === "SymbolicLink") && changed + patience <= now) yield* fs.remove(path)
  },
  (removal) => Effect.ignore(removal)
)

/**
 * Removes the entries that have ended, of whatever version of the format, and the leftovers of a day ago and older. What
 * cannot be removed stays.
 *
 * @param now milliseconds since the epoch
 * @param fileTime the same by the clock of the file system, which may be another machine's
 */
export const sweepEntries: (
  folder: string,
  now: number,
  fileTime?: number
) => Effect.Effect<void, EntryFailure, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (
  folder,
  now,
  fileTime = now
) {
  const path = yield* Path.Path
  const hasEnded = (bytes: Uint8Array): boolean => (readEntryHead(bytes)?.expiresAt ?? now) + leeway <= now
  const { entries, left } = yield* listEntries(folder)
  for (const name of entries) {
    const at = path.join(folder, name)
    const head = yield* orUndefined(readEntryAt(at, headBytes))
    if (head === undefined || readEntryHead(head) === undefined) yield* removeOld(at, fileTime)
    else if (hasEnded(head)) yield* Effect.ignore(removeEntry(folder, name, hasEnded))
  }
  for (const name of left) yield* removeOld(path.join(folder, name), fileTime)
})

/**
 * The same, if no process has done so for an hour: each sweep looks at every entry, which after each write would be too
 * much for a thousand of them.
 */
export const sweepWhenDue: (
  folder: string,
  now: number
) => Effect.Effect<void, EntryFailure, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (folder, now) {
  const file = (yield* Path.Path).join(folder, sweptFile)
  const written = yield* orUndefined(readOwn(file, 20))
  const last = written === undefined ? Number.NaN : Number(new TextDecoder().decode(written))
  // One that is ahead was written by a wrong clock.
  if (last <= now && now < last + hour) return
  // First, so that others need not.
  const isWritten = yield* Effect.isSuccess(writeWhole(file, String(Math.floor(now)), { mode: 0o600, sync: false }))
  if (isWritten) yield* sweepEntries(folder, now, yield* changedAt(file))
})
