import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { readVariables, unusable } from "../HandoverVariables.ts"
import { distrustFolder, unfitness } from "./Trust.ts"

/** The folder in which each hand-over of this user has one of its own. */
const name = "boto-ses"

/** Whether the session's runtime folder is there, and this user's alone. Source: XDG Base Directory Specification. */
const isPrivate = (path: string): Effect.Effect<boolean, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.match(fs.stat(path), {
      onFailure: () => false,
      onSuccess: (info) => info.type === "Directory" && unfitness(info) === undefined && (info.mode & 0o077) === 0
    })
  )

/** Where hand-over files belong: gone at log-out where the system offers that, else in the user's own cache. */
export const locateUserFolder: Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const path = yield* Path.Path
    const env = yield* readVariables(["XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "HOME", "USERPROFILE"])
    const runtime = env.XDG_RUNTIME_DIR
    if (runtime !== undefined && path.isAbsolute(runtime) && (yield* isPrivate(runtime))) {
      return path.join(runtime, name)
    }
    const cache = env.XDG_CACHE_HOME
    if (cache !== undefined && path.isAbsolute(cache)) return path.join(cache, name)
    const home = env.HOME ?? env.USERPROFILE
    if (home !== undefined) return path.join(home, ".cache", name)
    return yield* unusable(
      "there is no folder for its files. Set HOME, or XDG_RUNTIME_DIR to a folder of this user alone."
    )
  }
)

/** The folder of this user's hand-overs, made if need be, and mode 0700. */
export const userFolder: Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* locateUserFolder
    yield* fs.makeDirectory(folder, { recursive: true, mode: 0o700 }).pipe(
      Effect.andThen(fs.lstat(folder)),
      // A folder that the user's umask or hand has opened is closed again; another user's cannot be, and fails below.
      Effect.tap((info) =>
        info.type === "Directory" && (info.mode & 0o777) !== 0o700
          ? Effect.ignore(fs.chmod(folder, 0o700))
          : Effect.void
      ),
      Effect.mapError((error) => unusable(`the folder ${folder} cannot be made: ${error.message}`, error))
    )
    const problem = yield* distrustFolder(folder)
    if (problem !== undefined) {
      return yield* unusable(
        `the folder ${folder} ${problem}. Remove it, or point XDG_RUNTIME_DIR at a folder of this user.`
      )
    }
    return folder
  }
)
