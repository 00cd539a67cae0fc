import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { distrustWay, unfitness } from "../../platform/FolderTrust.ts"
import { programUser } from "../../platform/Ownership.ts"
import { hindrance, makePrivateFolder, type NotPrivate } from "../../platform/PrivateFolder.ts"
import { homeFolder } from "../../platform/SharedFilePaths.ts"
import { readVariables, unusable, variableUnusable } from "../HandoverVariables.ts"

/** The folder in which each hand-over of this user has one of its own. */
const name = "boto-ses"

/** Whether the session's runtime folder is there, and this user's alone, as is the way to it. Source: XDG Base Directory Specification. */
const isPrivate = (path: string): Effect.Effect<boolean, never, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.matchEffect(fs.stat(path), {
      onFailure: () => Effect.succeed(false),
      onSuccess: (info) =>
        info.type === "Directory" && unfitness(info) === undefined && (info.mode & 0o077) === 0
          ? Effect.map(distrustWay(path), (why) => why === undefined)
          : Effect.succeed(false)
    })
  )

/**
 * Where hand-over files belong: gone at log-out where the system offers that, else in the user's own cache; else, where
 * the home is none, is read-only or another user's, in a folder of the user's own among the temporary ones.
 */
export const locateUserFolder: Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const path = yield* Path.Path
    const env = yield* readVariables(["XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "TMPDIR"])
    const runtime = env.XDG_RUNTIME_DIR
    if (runtime !== undefined && path.isAbsolute(runtime) && (yield* isPrivate(runtime))) {
      return path.join(runtime, name)
    }
    const cache = env.XDG_CACHE_HOME
    const home = yield* Effect.mapError(homeFolder, variableUnusable)
    const user = programUser()
    const temporary = env.TMPDIR !== undefined && path.isAbsolute(env.TMPDIR) ? env.TMPDIR : "/tmp"
    // A relative one would put them wherever the program happens to be, such as a repository.
    const own = [
      ...(cache !== undefined && path.isAbsolute(cache) ? [path.join(cache, name)] : []),
      ...(home !== undefined && path.isAbsolute(home) ? [path.join(home, ".cache", name)] : [])
    ]
    const last = user._tag === "User" && own.length > 0 ? [path.join(temporary, `${name}-${user.uid}`)] : []
    const hindered: Array<string> = []
    for (const place of [...own, ...last]) {
      const why = yield* hindrance(place)
      if (why === undefined) return place
      hindered.push(`${place} ${why}`)
    }
    const looked = home === undefined || own.length > 0 ? hindered : ["the home folder is not an absolute path"]
    return yield* unusable(
      `there is no folder for its files${looked.length === 0 ? "" : ` (${looked.join("; ")})`}. Set HOME, or XDG_RUNTIME_DIR to a folder of this user alone.`
    )
  }
)

const notPrivate = (found: NotPrivate): BotoSesError => {
  switch (found._tag) {
    case "NotMade":
      return unusable(`the folder ${found.folder} cannot be made: ${found.cause.message}`, found.cause)
    case "Distrusted":
      return unusable(
        `the folder ${found.folder} ${found.why}. Remove it, or point XDG_RUNTIME_DIR at a folder of this user.`
      )
  }
}

/** The folder of this user's hand-overs, made if need be, and mode 0700. */
export const userFolder: Effect.Effect<string, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.tap(
  locateUserFolder,
  (folder) => Effect.mapError(makePrivateFolder(folder), notPrivate)
)
