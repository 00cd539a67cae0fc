/**
 * The files of a host's entries, whatever is in them: each in a private folder, whole or not at all, and this user's
 * alone. What is not is no entry, and the next write takes its place.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import { oneLine } from "../../domain/text/OneLine.ts"
import { describeUnwritable } from "../../platform/DescribeUnwritable.ts"
import { unfitness } from "../../platform/FolderTrust.ts"
import { programUser } from "../../platform/Ownership.ts"
import { type PrivateUnread, readOwn } from "../../platform/PrivateFile.ts"
import { writeWhole } from "../../platform/WholeFile.ts"
import { entryNamePattern } from "../SealedEntry.ts"
import { makeStoreFolder, type StoreUnusable } from "./StoreFolder.ts"

/** What is longer is no entry, in bytes: no request could carry the token of such a one. */
const largest = 64 * 1024

/** What the system did not do with a file of the store, or with its folder. */
export interface EntryFailure {
  readonly _tag: "EntryFailure"
  readonly doing: "read" | "write" | "remove" | "list"
  readonly path: string
  readonly cause: PlatformError
}

const participles: { readonly [Doing in EntryFailure["doing"]]: string } = {
  read: "read",
  write: "written",
  remove: "removed",
  list: "listed"
}

/** Why a kept session was not read, written or removed, as a sentence. */
export const describeEntryFailure = ({ cause, doing, path }: EntryFailure): string =>
  oneLine(`A session kept for other processes: ${path} cannot be ${participles[doing]}: ${describeUnwritable(cause)}`)

const failure =
  (doing: EntryFailure["doing"], path: string) =>
  (cause: PlatformError): EntryFailure => ({ _tag: "EntryFailure", doing, path, cause })

const isMissing = ({ reason }: PlatformError): boolean => reason._tag === "NotFound"

/** An entry is written with mode 0600; what others may read has come from elsewhere. */
const unfitEntry: typeof unfitness = (info) =>
  unfitness(info) ??
  (programUser()._tag === "User" && (info.mode & 0o077) !== 0 ? "can be read by other users" : undefined)

const noEntry =
  (path: string) =>
  (unread: PrivateUnread): Effect.Effect<undefined, EntryFailure> =>
    unread._tag === "Failed" ? Effect.fail(failure("read", path)(unread.cause)) : Effect.undefined

/** The beginning of an entry's file, or all of it; `undefined` for what is none. */
export const readEntryAt = (
  path: string,
  length: number = largest
): Effect.Effect<Uint8Array | undefined, EntryFailure, FileSystem.FileSystem> =>
  Effect.catch(readOwn(path, length, unfitEntry), noEntry(path))

/** The bytes of an entry; `undefined` where there is none, or what stands there is no file of this user's alone. */
export const readEntry = (
  folder: string,
  name: string
): Effect.Effect<Uint8Array | undefined, EntryFailure, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(Path.Path, (path) => readEntryAt(path.join(folder, name)))

/** Puts an entry in the place of what is there; makes the folder where it is not there, or no longer. */
export const writeEntry: (
  folder: string,
  name: string,
  bytes: Uint8Array
) => Effect.Effect<void, StoreUnusable | EntryFailure, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (folder, name, bytes) {
    const path = (yield* Path.Path).join(folder, name)
    yield* makeStoreFolder(folder)
    // The disk is not waited for: an entry that a crash cuts short does not open, and is written anew.
    yield* Effect.mapError(writeWhole(path, bytes, { mode: 0o600, sync: false }), failure("write", path))
  }
)

/** When an entry's file was last changed, in milliseconds since the epoch; `undefined` where that is not known. */
export const entryChangedAt: (
  folder: string,
  name: string
) => Effect.Effect<number | undefined, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (folder, name) {
    const path = (yield* Path.Path).join(folder, name)
    const info = yield* Effect.option((yield* FileSystem.FileSystem).stat(path))
    return Option.getOrUndefined(Option.flatMap(info, ({ mtime }) => mtime))?.getTime()
  }
)

/** Sets that time, and leaves the entry as it is; where that cannot be, nothing is done. */
export const setEntryChangedAt: (
  folder: string,
  name: string,
  at: number
) => Effect.Effect<void, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (folder, name, at) {
    const path = (yield* Path.Path).join(folder, name)
    yield* (yield* FileSystem.FileSystem).utimes(path, at / 1000, at / 1000)
  },
  (change) => Effect.ignore(change)
)

/** Gives a file its name back, unless a newer one has it. Not every file system has links. */
const giveBack = (fs: FileSystem.FileSystem, aside: string, path: string): Effect.Effect<void> =>
  Effect.ignore(
    Effect.catch(fs.link(aside, path), (error) =>
      error.reason._tag === "AlreadyExists" ? Effect.void : fs.rename(aside, path)
    )
  )

/**
 * Removes an entry if it is the one that is meant, and never one that another process has written in its place since.
 *
 * @param isMeant judges the bytes of the entry
 * @returns whether it was there and is removed
 */
export const removeEntry: (
  folder: string,
  name: string,
  isMeant: (bytes: Uint8Array) => boolean
) => Effect.Effect<boolean, EntryFailure, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (
  folder,
  name,
  isMeant
) {
  const fs = yield* FileSystem.FileSystem
  const path = (yield* Path.Path).join(folder, name)
  const isThere = (at: string) => Effect.map(readEntryAt(at), (bytes) => bytes !== undefined && isMeant(bytes))
  if (!(yield* isThere(path))) return false
  // Only one process can move it away; who finds that it moved another's new one gives that back.
  const aside = `${path}.${globalThis.process.getBuiltinModule("node:crypto").randomUUID()}.old`
  const isMoved = yield* Effect.as(fs.rename(path, aside), true).pipe(
    Effect.catch((error) => (isMissing(error) ? Effect.succeed(false) : Effect.fail(failure("remove", path)(error))))
  )
  if (!isMoved) return false
  const isRemoved = yield* Effect.orElseSucceed(isThere(aside), () => false)
  if (!isRemoved) yield* giveBack(fs, aside, path)
  yield* Effect.mapError(fs.remove(aside, { force: true }), failure("remove", aside))
  return isRemoved
}, Effect.uninterruptible)

/** What a write or a removal leaves that is cut short. */
const leftPattern = /^(?:[0-9a-f]{32}|CACHEDIR\.TAG|swept)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?:new|old)$/

/** The names of entries, which may be any bytes, and of what was left beside them; none of what else stands there. */
export interface EntryNames {
  readonly entries: ReadonlyArray<string>
  readonly left: ReadonlyArray<string>
}

/** What is in a folder; nothing where it is not there. */
export const listEntries: (folder: string) => Effect.Effect<EntryNames, EntryFailure, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (folder) {
    const fs = yield* FileSystem.FileSystem
    const names = yield* Effect.catch(fs.readDirectory(folder), (error) =>
      isMissing(error) ? Effect.succeed([]) : Effect.fail(failure("list", folder)(error))
    )
    return {
      entries: names.filter((name) => entryNamePattern.test(name)),
      left: names.filter((name) => leftPattern.test(name))
    }
  })

/**
 * Removes every entry, with no key needed, and what was left beside them.
 *
 * @returns how many entries there were
 */
export const clearEntries: (folder: string) => Effect.Effect<number, EntryFailure, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (folder) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { entries, left } = yield* listEntries(folder)
    for (const name of [...entries, ...left]) {
      const at = path.join(folder, name)
      yield* Effect.mapError(fs.remove(at, { force: true }), failure("remove", at))
    }
    return entries.length
  })
