import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { distrustFolder } from "../../../handover/files/Trust.ts"
import { locateUserFolder } from "../../../handover/files/UserFolder.ts"
import { programUser } from "../../../platform/Ownership.ts"

/** The folder of snapshot files, as it is found. */
export interface SnapshotFolder {
  readonly path: string
  /** Undefined where it is not there yet. */
  readonly mode: number | undefined
  /** What makes it unfit, as a clause; none where nothing does. */
  readonly problem: string | undefined
  /** Whether the system has owners and modes. */
  readonly hasModes: boolean
}

/** Looks at the folder, and neither makes nor mends it. */
export const snapshotFolder: Effect.Effect<SnapshotFolder, BotoSesError, FileSystem.FileSystem | Path.Path> =
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* locateUserFolder
    const hasModes = programUser()._tag !== "NoUsers"
    const there = yield* Effect.match(fs.lstat(path), {
      onFailure: (error) => error.reason._tag !== "NotFound",
      onSuccess: () => true
    })
    if (!there) return { path, mode: undefined, problem: undefined, hasModes }
    const problem = yield* distrustFolder(path)
    const mode = yield* Effect.match(fs.stat(path), {
      onFailure: () => undefined,
      onSuccess: (info) => info.mode & 0o777
    })
    return { path, mode, problem, hasModes }
  })
