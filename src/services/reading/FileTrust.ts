import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { grantFlag, missingFlag } from "../../platform/Denied.ts"
import * as Ownership from "../../platform/Ownership.ts"

/** The user whose files are believed; a reference, since the process is no part of Effect's `FileSystem`. */
export const ProgramUser: Context.Reference<Ownership.ProgramUser> = Context.Reference<Ownership.ProgramUser>(
  "effect-boto-ses/config/ProgramUser",
  { defaultValue: Ownership.programUser }
)

/** Why a file or folder could be another person's doing; none where it could not. `path` says which of them it is. */
const suspicion = (info: Ownership.Owned, user: Ownership.ProgramUser, path: string): ConfigProblem | undefined => {
  const found = Ownership.distrust(info, user, { root: true, ownGroup: true })
  switch (found?._tag) {
    case undefined:
      return undefined
    case "UserHidden":
    case "OwnerUnknown":
      return {
        path,
        expected: "an owner that can be checked",
        found: "that who runs the program is hidden from it",
        next: "Allow it (Deno: --allow-sys=uid)."
      }
    case "OtherOwner":
      return {
        path,
        expected: `you (uid ${found.user}) or root as its owner`,
        found: `that it belongs to another user (uid ${found.owner})`,
        next: "Take it over with chown if you trust what it says."
      }
    case "GroupWrites":
    case "EveryoneWrites":
      return {
        path,
        expected: "nobody but its owner to be able to change it",
        found: `that ${found._tag === "GroupWrites" ? "its group" : "every user"} can`,
        next: "Run chmod go-w on it."
      }
  }
}

/** More links than any real chain has: then it goes round. */
const longestChain = 40

/** A file that a link led to, with every step believed; or what is wrong with the step that is not. */
export type Believed =
  | { readonly _tag: "Believed"; readonly file: string; readonly type: FileSystem.File.Type }
  | Refused
export interface Refused {
  readonly _tag: "Refused"
  readonly problem: ConfigProblem
}

export const refused = (problem: ConfigProblem): Refused => ({ _tag: "Refused", problem })

/** What went wrong with a file, in a word that holds nothing of the file. */
const failureOf = (error: PlatformError): string => {
  switch (error.reason._tag) {
    case "NotFound":
      return "does not exist"
    case "PermissionDenied":
      return "may not be read by this user"
    default:
      return missingFlag(error) === undefined ? `cannot be read (${error.reason._tag})` : "Deno keeps from the program"
  }
}

/** The mistake of a file that is to be read and cannot be. */
export const unreadableFile = (error: PlatformError): ConfigProblem => ({
  path: "the file",
  expected: "a configuration file that can be read",
  found: `one that ${failureOf(error)}`,
  next:
    grantFlag(error) ??
    (error.reason._tag === "NotFound"
      ? "Write it with boto-ses init, or name another."
      : "Let this user read it, or name another.")
})

/**
 * Follows a file's links, and believes each step only where the link, its folder and at last the file's own folder are
 * the user's or root's and nobody else's to change. The file itself is judged when it is open (`suspicionOf`).
 */
export const follow = (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  named: string
): Effect.Effect<Believed, PlatformError> =>
  Effect.gen(function* () {
    const user = yield* ProgramUser
    let file = named
    for (let step = 0; step < longestChain; step++) {
      const folder = path.dirname(file)
      const why = suspicion(yield* fs.stat(folder), user, `its folder ${folder}`)
      if (why !== undefined) return refused(why)
      const info = yield* fs.lstat(file)
      if (info.type !== "SymbolicLink") return { _tag: "Believed", file, type: info.type } as const
      const linkOwner = suspicion({ ...info, mode: 0 }, user, "the link")
      if (linkOwner !== undefined) return refused(linkOwner)
      file = path.resolve(folder, yield* fs.readLink(file))
    }
    return refused({
      path: "the file",
      expected: `at most ${longestChain} links to it`,
      found: "that they lead round",
      next: "Name the file itself."
    })
  })

/** The same judgement of an open file. */
export const suspicionOf = (info: FileSystem.File.Info, file: string): Effect.Effect<ConfigProblem | undefined> =>
  Effect.map(ProgramUser, (user) => suspicion(info, user, `the file ${file}`))
