import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { locateUserFolder } from "../../../handover/files/UserFolder.ts"
import { distrustFolder } from "../../../platform/FolderTrust.ts"
import { programUser } from "../../../platform/Ownership.ts"
import { failed, notHere, ok, warning } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

const octal = (mode: number): string => `0${mode.toString(8).padStart(3, "0")}`

/** Whether the folder of snapshot files is fit for them. It is neither made nor mended here. */
export const snapshotsRow: Effect.Effect<PlaceRow, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* locateUserFolder
    const isThere = yield* Effect.match(fs.lstat(path), {
      onFailure: (error) => error.reason._tag !== "NotFound",
      onSuccess: () => true
    })
    const whenMade = ok("snapshots", `${path}, which is made with mode 0700 when it is needed`)
    if (!isThere) return whenMade
    const problem = yield* distrustFolder(path)
    if (problem !== undefined) {
      return failed("snapshots", {
        code: "HandoverUnusable",
        found: `${path} ${problem}.`,
        next: "Look who has been in it, then remove it: it is made anew with mode 0700.",
        exitCode: 5
      })
    }
    const info = yield* Effect.option(fs.stat(path))
    if (info._tag === "None") return whenMade
    if (programUser()._tag === "NoUsers") return notHere("snapshots", "this system has no modes of files")
    const mode = info.value.mode & 0o777
    return mode === 0o700
      ? ok("snapshots", `${path}, mode 0700`)
      : warning("snapshots", `${path} has mode ${octal(mode)}, expected 0700.`, `Run: chmod 700 ${path}`)
  }
)
