import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import { distrustFolder, unfitness } from "./FolderTrust.ts"
import { programUser } from "./Ownership.ts"

/** Why a file that should be this user's alone was not read; `why` is a clause that follows the path. */
export type PrivateUnread =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Unfit"; readonly why: string }
  | { readonly _tag: "FolderUnfit"; readonly folder: string; readonly why: string }
  | { readonly _tag: "Failed"; readonly cause: PlatformError }

const failed = (cause: PlatformError): PrivateUnread =>
  cause.reason._tag === "NotFound" ? { _tag: "Absent" } : { _tag: "Failed", cause }

const unfit = (why: string): Effect.Effect<never, PrivateUnread> => Effect.fail({ _tag: "Unfit", why })

/** Before a file is opened: to open a FIFO is to wait for whoever writes it. */
const mustBeFile: (path: string) => Effect.Effect<void, PrivateUnread, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (path) {
    const fs = yield* FileSystem.FileSystem
    const { type } = yield* Effect.mapError(fs.lstat(path), failed)
    if (type === "SymbolicLink") return yield* unfit("is a symbolic link")
    if (type !== "File") return yield* unfit("is not a file")
  }
)

/** What was checked is what is read: the file is opened first, never through a symbolic link, and judged by its descriptor. */
const readJudged: (
  path: string,
  largest: number,
  judge?: typeof unfitness
) => Effect.Effect<Uint8Array, PrivateUnread, FileSystem.FileSystem> = Effect.fnUntraced(function* (
  path,
  largest,
  judge = unfitness
) {
  const fs = yield* FileSystem.FileSystem
  const file = yield* Effect.mapError(fs.open(path, { flag: "r", noFollow: programUser()._tag !== "NoUsers" }), failed)
  const info = yield* Effect.mapError(file.stat, failed)
  const why = info.type === "File" ? judge(info) : "is not a file"
  if (why !== undefined) return yield* unfit(why)
  const content = new Uint8Array(largest)
  let length = 0
  while (length < largest) {
    const read = Number(yield* Effect.mapError(file.read(content.subarray(length)), failed))
    if (read === 0) break
    length += read
  }
  return content.slice(0, length)
}, Effect.scoped)

/**
 * Reads a file that only this user can have written, in a folder that is known to be theirs alone.
 *
 * @param largest what is longer is cut, in bytes
 * @param judge what makes the file unfit, as a clause; by default that others may write to it
 */
export const readOwn = (
  path: string,
  largest: number,
  judge?: typeof unfitness
): Effect.Effect<Uint8Array, PrivateUnread, FileSystem.FileSystem> =>
  Effect.andThen(mustBeFile(path), readJudged(path, largest, judge))

/** The same in a folder that is judged too, and the way to it. */
export const readPrivate: (
  path: string,
  largest: number
) => Effect.Effect<Uint8Array, PrivateUnread, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (path, largest) {
    yield* mustBeFile(path)
    const folder = (yield* Path.Path).dirname(path)
    const why = yield* distrustFolder(folder)
    if (why !== undefined) return yield* Effect.fail<PrivateUnread>({ _tag: "FolderUnfit", folder, why })
    return yield* readJudged(path, largest)
  }
)
