import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Ownership from "../../platform/Ownership.ts"

/** The user whose files are believed; a reference, since the process is no part of Effect's `FileSystem`. */
export const ProgramUser: Context.Reference<Ownership.ProgramUser> = Context.Reference<Ownership.ProgramUser>(
  "effect-boto-ses/config/ProgramUser",
  { defaultValue: Ownership.programUser }
)

/** Why a file or folder could be another person's doing, as a clause; none where it could not. */
const suspicion = (info: Ownership.Owned, user: Ownership.ProgramUser, what: string): string | undefined => {
  const found = Ownership.distrust(info, user, { root: true, ownGroup: true })
  switch (found?._tag) {
    case undefined:
      return undefined
    case "UserHidden":
    case "OwnerUnknown":
      return "cannot be checked: who runs the program is hidden from it. Allow it (Deno: --allow-sys=uid)."
    case "OtherOwner":
      return (
        `is refused: ${what} belongs to another user (uid ${found.owner}), expected yours (uid ${found.user}) or root. ` +
        "Take it over with chown if you trust what it says."
      )
    case "GroupWrites":
    case "EveryoneWrites": {
      const writers = found._tag === "GroupWrites" ? "its group" : "every user"
      return `is refused: ${what} can be changed by ${writers}, expected nobody but its owner. Run chmod go-w on it.`
    }
  }
}

/** More links than any real chain has: then it goes round. */
const longestChain = 40

/** A file that a link led to, with every step believed; or the clause that says which step is not. */
export type Believed =
  | { readonly _tag: "Believed"; readonly file: string; readonly type: FileSystem.File.Type }
  | Refused
export interface Refused {
  readonly _tag: "Refused"
  readonly why: string
}

export const refused = (why: string): Refused => ({ _tag: "Refused", why })

/** What went wrong with a file, in a word that holds nothing of the file. */
export const failureOf = (error: PlatformError): string => {
  switch (error.reason._tag) {
    case "NotFound":
      return "does not exist"
    case "PermissionDenied":
      return "may not be read by this user"
    default:
      return `cannot be read (${error.reason._tag})`
  }
}

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
    return refused(`is refused: its links lead round in more than ${longestChain} steps. Name the file itself.`)
  })

/** The same judgement of an open file. */
export const suspicionOf = (info: FileSystem.File.Info, file: string): Effect.Effect<string | undefined> =>
  Effect.map(ProgramUser, (user) => suspicion(info, user, `the file ${file}`))
