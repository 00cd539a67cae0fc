import process from "node:process"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"

/** Write permission for the group or for others. Source: stat(2). */
const othersCanWrite = 0o022

/** The user of this process; `undefined` where the system has no numbered users. */
export const currentUser = (): number | undefined => process.getuid?.()

/** What makes a file or folder unfit to be trusted with credentials; `undefined` where nothing does. */
export const distrust = (info: FileSystem.File.Info, user: number | undefined): string | undefined => {
  if (user === undefined) return undefined
  const owner = Option.getOrUndefined(info.uid)
  if (owner !== user) return `belongs to another user (id ${owner ?? "unknown"}; this process has ${user})`
  const mode = info.mode & 0o777
  if ((mode & othersCanWrite) !== 0) return `can be written by other users (mode 0${mode.toString(8)})`
  return undefined
}

/** The same of the folder at a path, as a clause that follows the path. */
export const distrustFolder = (path: string): Effect.Effect<string | undefined, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.match(fs.lstat(path), {
      onFailure: (error) => `cannot be read (${error.reason._tag})`,
      onSuccess: (info) => {
        if (info.type === "SymbolicLink") return "is a symbolic link"
        if (info.type !== "Directory") return "is not a folder"
        return distrust(info, currentUser())
      }
    })
  )
