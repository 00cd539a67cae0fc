import { mkdirSync, statSync } from "node:fs"
import module from "node:module"
import { isAbsolute, join } from "node:path"
import process from "node:process"

type Variables = { readonly [name: string]: string | undefined }

/** The user's folder for what can be made again. Source: XDG Base Directory Specification. */
const cacheFolder = ({ XDG_CACHE_HOME = "", HOME = "", USERPROFILE = "" }: Variables): string | undefined => {
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  const home = HOME || USERPROFILE
  return isAbsolute(home) ? join(home, ".cache") : undefined
}

/**
 * Makes a folder in one that is there. Not with all that are missing above it: a home that is none must not become one,
 * and below `/proc` Node tries for ever.
 */
const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
}

/** The folder of this user's compiled code, made if need be; none where another user could put code of theirs there. */
export const compiledFolder = (env: Variables): string | undefined => {
  const cache = cacheFolder(env)
  if (cache === undefined) return undefined
  const folder = join(cache, "boto-ses-compiled")
  try {
    makeFolder(cache)
    makeFolder(folder)
    const user = process.getuid?.()
    if (user === undefined) return folder
    const { uid, mode } = statSync(folder)
    return uid === user && (mode & 0o022) === 0 ? folder : undefined
  } catch {
    return undefined
  }
}

/**
 * Lets the runtime keep the modules that come after as compiled code, and take them from there at the next start, which
 * so takes a third less. A runtime or a machine that cannot does without.
 */
export const keepCompiled = (): void => {
  const folder = compiledFolder(process.env)
  // Deno has no such function: it keeps a cache of its own.
  if (folder !== undefined) module.enableCompileCache?.(folder)
}
