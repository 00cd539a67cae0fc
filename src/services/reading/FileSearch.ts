import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { readVariable } from "./CheckedVariables.ts"
import { type Refused, refused, unreadableFile } from "./FileTrust.ts"

/** The names of a configuration file, as the search looks for them. */
export const fileNames: ReadonlyArray<string> = ["boto-ses.config.json", "boto-ses.config.yaml", "boto-ses.config.toml"]

/** What marks the root of a repository. */
const repositoryMarks = [".git", ".hg", ".jj", ".svn"]

export type Found =
  | { readonly _tag: "Found"; readonly file: string }
  | { readonly _tag: "NotFound"; readonly folders: ReadonlyArray<string>; readonly stopped: string }
  | (Refused & { readonly file: string })

const upwards = (path: Path.Path, from: string): ReadonlyArray<string> => {
  const above = path.dirname(from)
  return above === from ? [from] : [from, ...upwards(path, above)]
}

/** The home folder as the shell knows it, its links resolved. */
const homeFolder = (fs: FileSystem.FileSystem): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.gen(function* () {
    const home = (yield* readVariable("HOME")) ?? (yield* readVariable("USERPROFILE"))
    if (home === undefined) return undefined
    return yield* Effect.orElseSucceed(fs.realPath(home), () => home)
  })

interface Range {
  readonly folders: ReadonlyArray<string>
  readonly stopped: string
}

/**
 * The folders to look into: up to the repository's root; outside a repository up to the home folder; outside both the
 * working folder alone. What lies above belongs to somebody else's idea of the project.
 */
const range = (fs: FileSystem.FileSystem, path: Path.Path, working: string): Effect.Effect<Range, BotoSesError> =>
  Effect.gen(function* () {
    const above = upwards(path, working)
    for (const [index, folder] of above.entries()) {
      for (const mark of repositoryMarks) {
        if (yield* Effect.orElseSucceed(fs.exists(path.join(folder, mark)), () => false)) {
          return { folders: above.slice(0, index + 1), stopped: `${folder} is the root of the repository` }
        }
      }
    }
    const home = yield* homeFolder(fs)
    const index = home === undefined ? -1 : above.indexOf(home)
    return index >= 0
      ? { folders: above.slice(0, index + 1), stopped: `${above[index]} is the home folder` }
      : { folders: [working], stopped: "the working folder is neither in a repository nor in the home folder" }
  })

/** Whether a file of that name is there at all, be it readable or not; a link that leads nowhere is there. */
const present = (fs: FileSystem.FileSystem, file: string): Effect.Effect<boolean | Refused> =>
  Effect.match(fs.lstat(file), {
    onSuccess: () => true,
    onFailure: (error) => (error.reason._tag === "NotFound" ? false : refused(unreadableFile(error)))
  })

/** Looks for the configuration file from the working folder upwards. The nearest folder that has one ends the search. */
export const search = (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  working: string
): Effect.Effect<Found, BotoSesError> =>
  Effect.gen(function* () {
    const { folders, stopped } = yield* range(fs, path, working)
    for (const folder of folders) {
      const here: Array<string> = []
      for (const name of fileNames) {
        const file = path.join(folder, name)
        const there = yield* present(fs, file)
        if (typeof there === "object") return { ...there, file }
        if (there) here.push(file)
      }
      const [file, ...more] = here
      if (file === undefined) continue
      return more.length === 0
        ? { _tag: "Found", file }
        : {
            ...refused({
              path: "the file",
              expected: "one configuration file in the folder",
              found: `that it stands beside ${more.join(" and ")}`,
              next: "Keep one, and remove the rest."
            }),
            file
          }
    }
    return { _tag: "NotFound", folders, stopped }
  })
