/**
 * Where a host keeps sessions: in the user's folder for what can be made again, or in the temporary folder of the CI job.
 * Wherever others could put something of theirs in its place, there is none.
 */
import process from "node:process"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { jobFolderOf } from "../../domain/runtime/JobFolder.ts"
import type { RuntimeGroup, RuntimeName } from "../../domain/runtime/RuntimeName.ts"
import { oneLine } from "../../domain/text/OneLine.ts"
import { describeUnwritable } from "../../platform/DescribeUnwritable.ts"
import { programUser } from "../../platform/Ownership.ts"
import { findPrivateFolder, hindrance, makePrivateFolder, type NotPrivate } from "../../platform/PrivateFolder.ts"
import { homeFolder } from "../../platform/SharedFilePaths.ts"
import { type Variables, type VariableUnreadable, variables } from "../../platform/Variables.ts"
import { writeWhole } from "../../platform/WholeFile.ts"

/** Why sessions are kept nowhere. */
export type StoreUnusable =
  | VariableUnreadable
  /** The CI system documents no folder of a job's own, and nobody asked for the user's. */
  | { readonly _tag: "NoJobFolder"; readonly runtime: RuntimeName }
  /** It documents one by this variable, which does not name an absolute path. */
  | { readonly _tag: "JobFolderUnset"; readonly variable: string }
  | { readonly _tag: "NoHome" }
  /** As under `sudo` with the home of the user who called it. */
  | { readonly _tag: "OthersHome"; readonly home: string; readonly owner: number; readonly user: number }
  /** `why` is a clause that follows the folder's path. */
  | { readonly _tag: "NoPlace"; readonly folder: string; readonly why: string }
  | NotPrivate

const found = (unusable: StoreUnusable): string => {
  switch (unusable._tag) {
    case "VariableUnreadable":
      return `the variable ${unusable.name} could not be read: ${unusable.message}`
    case "NoJobFolder":
      return `${unusable.runtime} documents no folder that is one job's alone. BOTO_SES_CACHE=on keeps them in the user's cache folder.`
    case "JobFolderUnset":
      return `${unusable.variable} names no folder by an absolute path, as it should in such a job. BOTO_SES_CACHE=on keeps them in the user's cache folder.`
    case "NoHome":
      return "no home folder is named by an absolute path. Set HOME, or XDG_CACHE_HOME to a folder of this user alone."
    case "OthersHome":
      return `the home folder ${unusable.home} belongs to another user (id ${unusable.owner}; this process has ${unusable.user}), as under sudo. With sudo, -H gives the home that goes with the user.`
    case "NoPlace":
    case "Distrusted":
      return `the folder ${unusable.folder} ${unusable.why}. Mend it, or point XDG_CACHE_HOME at a folder of this user alone.`
    case "NotMade":
      return `the folder ${unusable.folder} cannot be made or read: ${describeUnwritable(unusable.cause)}`
  }
}

/** Why sessions are kept nowhere, and what to do, as a sentence. */
export const describeStoreUnusable = (unusable: StoreUnusable): string =>
  oneLine(`Sessions are not kept for other processes: ${found(unusable)}`)

/** What the place of the store depends on. */
export interface StorePlace {
  readonly runtime: { readonly name: RuntimeName; readonly group: RuntimeGroup }
  /** Whether somebody asked for it, where by default nothing is kept. */
  readonly asked: boolean
  /** Node's name of the operating system; this process's own by default. */
  readonly system?: NodeJS.Platform
}

const fail = (unusable: StoreUnusable): Effect.Effect<never, StoreUnusable> => Effect.fail(unusable)

/** `sudo` and its like leave a process another user's home, where its files would stand in the way of their owner. */
const mustBeOwn: (home: string) => Effect.Effect<void, StoreUnusable, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (home) {
    const user = programUser()
    if (user._tag !== "User") return
    const info = yield* Effect.option((yield* FileSystem.FileSystem).stat(home))
    const owner = Option.flatMap(info, ({ uid }) => uid)
    if (Option.isSome(owner) && owner.value !== user.uid) {
      return yield* fail({ _tag: "OthersHome", home, owner: owner.value, user: user.uid })
    }
  }
)

/**
 * The user's folder for what can be made again. Source: XDG Base Directory Specification; Apple's "File System
 * Programming Guide"; Microsoft's "Known folders" (`FOLDERID_LocalAppData`).
 */
const cacheFolder: (
  system: NodeJS.Platform
) => Effect.Effect<string, StoreUnusable, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (system) {
  const path = yield* Path.Path
  const env: Variables<"XDG_CACHE_HOME" | "LOCALAPPDATA"> = yield* variables(["XDG_CACHE_HOME", "LOCALAPPDATA"])
  const given = (folder: string | undefined): folder is string => folder !== undefined && path.isAbsolute(folder)
  const home = yield* homeFolder
  if (given(home)) yield* mustBeOwn(home)
  if (given(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME
  if (system === "win32" && given(env.LOCALAPPDATA)) return env.LOCALAPPDATA
  if (!given(home)) return yield* fail({ _tag: "NoHome" })
  switch (system) {
    case "win32":
      return path.join(home, "AppData", "Local")
    case "darwin":
      return path.join(home, "Library", "Caches")
    default:
      return path.join(home, ".cache")
  }
})

const placeOf: (place: StorePlace) => Effect.Effect<string, StoreUnusable, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* ({ asked, runtime, system = process.platform }) {
    if (runtime.group !== "ci") return yield* cacheFolder(system)
    const job = jobFolderOf(runtime.name)
    const folder = job === undefined ? undefined : (yield* variables([job.variable]))[job.variable]
    if (folder !== undefined && (yield* Path.Path).isAbsolute(folder)) return folder
    if (asked) return yield* cacheFolder(system)
    return yield* fail(
      job === undefined
        ? { _tag: "NoJobFolder", runtime: runtime.name }
        : { _tag: "JobFolderUnset", variable: job.variable }
    )
  })

/**
 * The folder of this user's sessions, be it there or not: one that can be trusted, or may be made where it is to be.
 * Nothing is made here; a folder that the user has opened to others is closed again.
 */
export const locateStoreFolder: (
  place: StorePlace
) => Effect.Effect<string, StoreUnusable, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (place) {
  const folder = (yield* Path.Path).join(yield* placeOf(place), "boto-ses", "sessions")
  if (yield* findPrivateFolder(folder)) return folder
  const why = yield* hindrance(folder)
  return why === undefined ? folder : yield* fail({ _tag: "NoPlace", folder, why })
})

/**
 * What tells backup programs and their like that a folder holds nothing worth keeping. Source: Cache Directory Tagging
 * Specification (https://bford.info/cachedir/), whose first line this must be.
 */
const tagText = `Signature: 8a477f597d28d172789f06886806bc55
# Sessions of AWS that boto-ses keeps, encrypted; they are got anew when they are needed.
# For information about cache directory tags see https://bford.info/cachedir/
`

/** The name that the specification gives the file. */
export const cacheTag = "CACHEDIR.TAG"

/** Makes the folder that `locateStoreFolder` found, with those above it, mode 0700. */
export const makeStoreFolder: (
  folder: string
) => Effect.Effect<void, StoreUnusable, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (folder) {
  yield* makePrivateFolder(folder)
  const fs = yield* FileSystem.FileSystem
  const tag = (yield* Path.Path).join(folder, cacheTag)
  if (yield* Effect.isSuccess(fs.lstat(tag))) return
  // Without it a backup has files that nobody else can open; what stops it stops the entries too, and is told then.
  yield* Effect.ignore(writeWhole(tag, tagText, { mode: 0o600, replace: false, sync: false }))
})
