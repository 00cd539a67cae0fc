import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { distrust, programUser } from "../../platform/Ownership.ts"

/** What makes a file or folder unfit to be trusted with credentials; `undefined` where nothing does. */
export const unfitness = (info: FileSystem.File.Info): string | undefined => {
  const found = distrust(info, programUser())
  switch (found?._tag) {
    case undefined:
      return undefined
    case "UserHidden":
      return "cannot be checked, since who runs the program is hidden from it (Deno: --allow-sys=uid)"
    case "OwnerUnknown":
      return `belongs to another user (id unknown; this process has ${found.user})`
    case "OtherOwner":
      return `belongs to another user (id ${found.owner}; this process has ${found.user})`
    case "GroupWrites":
    case "EveryoneWrites":
      return `can be written by other users (mode 0${(info.mode & 0o777).toString(8)})`
  }
}

/** The same of the folder at a path, as a clause that follows the path. */
export const distrustFolder = (path: string): Effect.Effect<string | undefined, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.match(fs.lstat(path), {
      onFailure: (error) => `cannot be read (${error.reason._tag})`,
      onSuccess: (info) => {
        if (info.type === "SymbolicLink") return "is a symbolic link"
        if (info.type !== "Directory") return "is not a folder"
        return unfitness(info)
      }
    })
  )
