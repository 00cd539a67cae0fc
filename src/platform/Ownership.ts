import type * as Option from "effect/Option"

/** Who runs the program: a user id, none where the system has none (Windows), or that it may not be known. */
export type ProgramUser =
  | { readonly _tag: "User"; readonly uid: number }
  | { readonly _tag: "NoUsers" }
  | { readonly _tag: "Hidden" }

export const programUser = (): ProgramUser => {
  try {
    const uid = globalThis.process?.getuid?.()
    return uid === undefined ? { _tag: "NoUsers" } : { _tag: "User", uid }
  } catch {
    // Deno answers only with --allow-sys=uid.
    return { _tag: "Hidden" }
  }
}

/** What a file system says of who may do what: Effect's `File.Info` or Node's `Stats`. */
export interface Owned {
  readonly uid: number | Option.Option<number>
  readonly gid: number | Option.Option<number>
  readonly mode: number
}

/** What makes a file or folder another person's doing, or leaves it open whether it is. */
export type Distrust =
  | { readonly _tag: "UserHidden" }
  | { readonly _tag: "OwnerUnknown"; readonly user: number }
  | { readonly _tag: "OtherOwner"; readonly owner: number; readonly user: number }
  | { readonly _tag: "GroupWrites" }
  | { readonly _tag: "EveryoneWrites" }

/** Who is believed besides the user. */
export interface Believed {
  readonly root?: boolean
  /**
   * The group that bears the owner's own number: on systems that give each user one (and a umask of 002) nobody else is
   * in it.
   */
  readonly ownGroup?: boolean
}

const groupWrites = 0o020
const everyoneWrites = 0o002
const root = 0

// By hand, since this module runs before Effect is loaded.
const idOf = (id: Owned["uid"]): number | undefined =>
  typeof id === "number" ? id : id._tag === "Some" ? id.value : undefined

/**
 * Why a file or folder cannot be trusted to be the user's own; `undefined` where it can. Nothing is known on a system
 * without users, and nothing is held against the file there.
 */
export const distrust = (file: Owned, user: ProgramUser, believed: Believed = {}): Distrust | undefined => {
  if (user._tag === "NoUsers") return undefined
  if (user._tag === "Hidden") return { _tag: "UserHidden" }
  const owner = idOf(file.uid)
  if (owner === undefined) return { _tag: "OwnerUnknown", user: user.uid }
  if (owner !== user.uid && !(believed.root === true && owner === root)) {
    return { _tag: "OtherOwner", owner, user: user.uid }
  }
  const groupIsOwner = believed.ownGroup === true && idOf(file.gid) === owner
  if ((file.mode & groupWrites) !== 0 && !groupIsOwner) return { _tag: "GroupWrites" }
  return (file.mode & everyoneWrites) === 0 ? undefined : { _tag: "EveryoneWrites" }
}

const sticky = 0o1000

/**
 * Why a folder on the way to a file, or a link there, lets others put something else in its place; `undefined` where
 * it does not.
 *
 * It must be the user's, root's or `ruler`'s: who owns the root folder rules the machine, and in a sandbox root may have
 * another number. In a sticky one, such as `/tmp`, others may make files and not take the place of those that are there.
 */
export const distrustStep = (step: Owned, user: ProgramUser, ruler: number | undefined): Distrust | undefined => {
  const believed = { root: true, ownGroup: true }
  const ruled = user._tag === "User" && ruler !== undefined && idOf(step.uid) === ruler
  const found = distrust(step, ruled ? { _tag: "User", uid: ruler } : user, believed)
  const openToOthers = found?._tag === "GroupWrites" || found?._tag === "EveryoneWrites"
  return openToOthers && (step.mode & sticky) !== 0 ? undefined : found
}
