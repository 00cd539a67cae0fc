import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import { type Distrust, distrust, distrustStep, programUser } from "./Ownership.ts"

const describe = (found: Distrust, info: FileSystem.File.Info): string => {
  switch (found._tag) {
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

/** What makes a file or folder unfit to be trusted with credentials; `undefined` where nothing does. */
export const unfitness = (info: FileSystem.File.Info): string | undefined => {
  const found = distrust(info, programUser())
  return found && describe(found, info)
}

/** More links than any real way has: then they lead round. */
const mostLinks = 40

/**
 * What lets others put another folder at a path, as a clause that follows it: a folder above it or a link on the way that
 * is not the user's or root's alone. The folder at the path is itself judged as part of the way only where it is asked.
 */
export const distrustWay: (
  folder: string,
  itself?: boolean
) => Effect.Effect<string | undefined, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (
  folder,
  itself = false
) {
  const user = programUser()
  if (user._tag !== "User") return undefined
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  let at = path.parse(path.resolve(folder)).root
  const stepsOf = (way: string): Array<string> => way.split(/[/\\]/).filter((step) => step !== "" && step !== ".")
  const pending = stepsOf(path.resolve(folder).slice(at.length))
  let ruler: number | undefined
  for (let links = 0; links <= mostLinks; ) {
    const seen = yield* Effect.result(fs.lstat(at))
    if (Result.isFailure(seen)) return `is reached by ${at}, which cannot be read (${seen.failure.reason._tag})`
    const info = seen.success
    if (at === path.dirname(at)) ruler = Option.getOrUndefined(info.uid)
    const isLink = info.type === "SymbolicLink"
    const judged = isLink || pending.length > 0 || itself
    const found = judged ? distrustStep(isLink ? { ...info, mode: 0 } : info, user, ruler) : undefined
    if (found !== undefined) return `is reached by ${at}, which ${describe(found, info)}`
    if (isLink) {
      links++
      const target = yield* Effect.orElseSucceed(fs.readLink(at), () => "")
      at = path.isAbsolute(target) ? path.parse(target).root : path.dirname(at)
      pending.unshift(...stepsOf(target))
      if (path.isAbsolute(target)) continue
    }
    const next = pending.shift()
    if (next === undefined) return undefined
    at = next === ".." ? path.dirname(at) : path.join(at, next)
  }
  return "is reached by links that lead round"
})

/** The same of the folder at a path and of the way to it, as a clause that follows the path. */
export const distrustFolder = (
  folder: string
): Effect.Effect<string | undefined, never, FileSystem.FileSystem | Path.Path> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.matchEffect(fs.lstat(folder), {
      onFailure: (error) => Effect.succeed(`cannot be read (${error.reason._tag})`),
      onSuccess: (info) => {
        if (info.type === "SymbolicLink") return Effect.succeed("is a symbolic link")
        if (info.type !== "Directory") return Effect.succeed("is not a folder")
        const unfit = unfitness(info)
        return unfit === undefined ? distrustWay(folder) : Effect.succeed(unfit)
      }
    })
  )
