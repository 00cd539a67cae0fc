import process from "node:process"
import type * as FileSystem from "effect/FileSystem"
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
