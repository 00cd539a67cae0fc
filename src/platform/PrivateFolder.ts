import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Result from "effect/Result"
import { distrustFolder, distrustWay } from "./FolderTrust.ts"
import { distrust, programUser } from "./Ownership.ts"

/** Folders of the system's own, in which nothing is kept; to make one below `/proc` Node tries for ever. */
const ofSystem = /^\/(proc|sys|dev)(\/|$)/

/**
 * Why no folder can be made at a path, as a clause that follows it: the nearest that is there is none, or not this user's
 * to write to, or others may put another in its place.
 */
export const hindrance: (
  folder: string
) => Effect.Effect<string | undefined, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (folder) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const none = "cannot be made"
    if (ofSystem.test(folder)) return none
    let nearest = folder
    while (true) {
      const found = yield* Effect.result(fs.stat(nearest))
      if (Result.isSuccess(found)) {
        if (found.success.type !== "Directory") return none
        if (!(yield* Effect.isSuccess(fs.access(nearest, { writable: true })))) return none
        // The folder itself, where it is there, is judged when it is used, and refused rather than passed over.
        return yield* distrustWay(nearest, nearest !== folder)
      }
      if (found.failure.reason._tag !== "NotFound" || path.dirname(nearest) === nearest) return none
      nearest = path.dirname(nearest)
    }
  }
)

/** Why a folder is not the private one that it should be. */
export type NotPrivate =
  | { readonly _tag: "NotMade"; readonly folder: string; readonly cause: PlatformError }
  /** `why` is a clause that follows the folder's path. */
  | { readonly _tag: "Distrusted"; readonly folder: string; readonly why: string }

/**
 * The folder that is there is trusted, or not at all. One that the user's umask or hand has opened is closed again
 * (0700), where nobody else could have put another one there; another user's is left as it is, and is distrusted.
 */
const closed: (
  folder: string,
  info: FileSystem.File.Info
) => Effect.Effect<void, NotPrivate, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (folder, info) {
  const fs = yield* FileSystem.FileSystem
  const isOwn = distrust({ ...info, mode: 0 }, programUser()) === undefined
  if (info.type === "Directory" && (info.mode & 0o777) !== 0o700 && isOwn) {
    if ((yield* distrustWay(folder, false)) === undefined) yield* Effect.ignore(fs.chmod(folder, 0o700))
  }
  const why = yield* distrustFolder(folder)
  if (why !== undefined) return yield* Effect.fail<NotPrivate>({ _tag: "Distrusted", folder, why })
})

/** Whether a private folder is there. */
export const findPrivateFolder: (
  folder: string
) => Effect.Effect<boolean, NotPrivate, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (folder) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* Effect.result(fs.lstat(folder))
  if (Result.isSuccess(found)) yield* closed(folder, found.success)
  else if (found.failure.reason._tag !== "NotFound") {
    return yield* Effect.fail<NotPrivate>({ _tag: "NotMade", folder, cause: found.failure })
  }
  return Result.isSuccess(found)
})

/** A folder of this user's alone, made if need be with those above it, and mode 0700. */
export const makePrivateFolder: (folder: string) => Effect.Effect<void, NotPrivate, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (folder) {
    const fs = yield* FileSystem.FileSystem
    const info = yield* fs.makeDirectory(folder, { recursive: true, mode: 0o700 }).pipe(
      Effect.andThen(fs.lstat(folder)),
      Effect.mapError((cause): NotPrivate => ({ _tag: "NotMade", folder, cause }))
    )
    yield* closed(folder, info)
  })
