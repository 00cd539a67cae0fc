import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import { editWhole } from "../../../platform/WholeFile.ts"
import { CliProblem } from "../../CliProblem.ts"

const read = (file: string): Effect.Effect<string | undefined, PlatformError.PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.catch(
      Effect.map(fs.readFile(file), (bytes) =>
        new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
      ),
      (error) => (error.reason._tag === "NotFound" ? Effect.succeed(undefined) : Effect.fail(error))
    )
  )

const unusable = (file: string, detail: string): CliProblem =>
  new CliProblem({ title: "FileUnusable", found: `${file} ${detail}`, exitCode: 3 })

/** The user's file as text; empty where there is none. */
export const readUserFile = (file: string): Effect.Effect<string, CliProblem, FileSystem.FileSystem> =>
  read(file).pipe(
    Effect.map((text) => text ?? ""),
    Effect.mapError((error) => unusable(file, `cannot be read: ${error.message}`)),
    Effect.catchDefect(() => Effect.fail(unusable(file, "is not UTF-8 text. Save it as UTF-8.")))
  )

/**
 * Puts a new text in place of the one that was read, whole or not at all, and only where nobody has changed it
 * meanwhile.
 */
export const writeBack: (
  file: string,
  before: string,
  after: string
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (file, before, after) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* fs.makeDirectory(path.dirname(file), { recursive: true, mode: 0o700 })
    const unchanged = Effect.filterOrFail(
      readUserFile(file),
      (now) => now === before,
      () => unusable(file, "was changed by another program just now. Nothing was written; run this again.")
    )
    yield* editWhole(file, after, Effect.asVoid(unchanged))
  },
  (effect, file) =>
    Effect.catchTags(effect, {
      DanglingLink: () =>
        Effect.fail(unusable(file, "is a link that leads nowhere. Create the file that it names, or remove it.")),
      PlatformError: (error) => Effect.fail(unusable(file, `cannot be written: ${error.message}`))
    })
)
