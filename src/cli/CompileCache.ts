import { lstatSync, mkdirSync, realpathSync, type Stats, statSync } from "node:fs"
import module from "node:module"
import { dirname, isAbsolute, join, parse } from "node:path"
import process from "node:process"
import { distrust, distrustStep, programUser } from "../platform/Ownership.ts"

type Variables = { readonly [name: string]: string | undefined }

/** The user's folder for what can be made again. Source: XDG Base Directory Specification. */
const cacheFolder = ({ XDG_CACHE_HOME = "", HOME = "", USERPROFILE = "" }: Variables): string | undefined => {
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  const home = HOME || USERPROFILE
  return isAbsolute(home) ? join(home, ".cache") : undefined
}

/**
 * Who may do what with a folder, which is made in one that is there. Not with all that are missing above it: a home that
 * is none must not become one, and below `/proc` Node tries for ever. A link in its place is not followed.
 */
const madeFolder = (folder: string): Stats => {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found !== undefined) return found
  mkdirSync(folder, { mode: 0o700 })
  return lstatSync(folder)
}

/** Whether nobody but the user and root can put another folder at this path: it, all above it, and the links on the way. */
const isOnlyOurs = (folder: string): boolean => {
  const user = programUser()
  const ruler = lstatSync(parse(folder).root).uid
  const trusted = (path: string, info: Stats): boolean =>
    distrustStep(info.isSymbolicLink() ? { uid: info.uid, gid: info.gid, mode: 0 } : info, user, ruler) === undefined &&
    (path === dirname(path) || trusted(dirname(path), lstatSync(dirname(path))))
  // What the links lead to has a way of its own.
  return trusted(folder, lstatSync(folder)) && trusted(realpathSync(folder), statSync(folder))
}

/** The folder of this user's compiled code, made if need be; none where another user could put code of theirs there. */
export const compiledFolder = (env: Variables): string | undefined => {
  const cache = cacheFolder(env)
  if (cache === undefined) return undefined
  const folder = join(cache, "boto-ses-compiled")
  try {
    madeFolder(cache)
    if (!isOnlyOurs(cache)) return undefined
    const made = madeFolder(folder)
    return made.isDirectory() && distrust(made, programUser()) === undefined ? folder : undefined
  } catch {
    return undefined
  }
}

/**
 * Lets the runtime keep the modules that come after as compiled code, and take them from there at the next start. A
 * runtime or a machine that cannot does without.
 */
export const keepCompiled = (): void => {
  // Deno has no such function: it keeps a cache of its own.
  if (module.enableCompileCache === undefined) return
  const folder = compiledFolder(process.env)
  if (folder !== undefined) module.enableCompileCache(folder)
}
