import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import { describeUnwritable } from "../platform/DescribeUnwritable.ts"
import { describeType } from "../platform/ReadText.ts"
import { type DanglingLink, editWhole, type NotRegular, regularFile } from "../platform/WholeFile.ts"
import { CliProblem } from "./CliProblem.ts"

/** Bytes of a file that is edited as a whole. */
const largest = 32 * 1024 * 1024

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

/** Why no file is read or written at a path. */
export const noFile = (error: DanglingLink | NotRegular): CliProblem =>
  error._tag === "DanglingLink"
    ? unusable(error.path, "is a link that leads nowhere. Create the file that it names, or remove it.")
    : unusable(error.path, `is ${describeType(error.type)} and no file, and is left as it is. Name a file.`)

const readText = (file: string): Effect.Effect<string, CliProblem, FileSystem.FileSystem> =>
  read(file).pipe(
    Effect.map((text) => text ?? ""),
    Effect.mapError((error) => unusable(file, `cannot be read: ${error.message}`)),
    Effect.catchDefect(() => Effect.fail(unusable(file, "is not UTF-8 text. Save it as UTF-8.")))
  )

/** The user's file as text; empty where there is none. */
export const readUserFile = (file: string): Effect.Effect<string, CliProblem, FileSystem.FileSystem> =>
  Effect.mapError(regularFile(file), noFile).pipe(
    Effect.filterOrFail(
      (found) => !Option.exists(found, ({ size }) => size > largest),
      () => unusable(file, `is longer than ${largest} bytes. Name a file of settings.`)
    ),
    Effect.andThen(readText(file))
  )

/** How a file of the user's is written. */
export interface WriteBackOptions {
  /** The mode of a file that is new. */
  readonly mode: number
  /** What of its mode a file keeps; without, all of it. */
  readonly mask?: number
}

/**
 * Puts a new text in place of the one that was read, and only where nobody has changed it meanwhile: behind the link
 * that leads to it, with its owner and its names.
 */
export const writeBack = (
  file: string,
  before: string,
  after: string,
  options: WriteBackOptions
): Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path> =>
  editWhole(file, after, {
    ...options,
    check: Effect.asVoid(
      Effect.filterOrFail(
        readUserFile(file),
        (now) => now === before,
        () => unusable(file, "was changed by another program just now. Nothing was written; run this again.")
      )
    )
  }).pipe(
    Effect.catchTags({
      DanglingLink: (error) => Effect.fail(noFile(error)),
      NotRegular: (error) => Effect.fail(noFile(error)),
      PlatformError: (error) => Effect.fail(unusable(file, `cannot be written: ${describeUnwritable(error)}.`))
    })
  )

/** The folder of a user's file, made for the user alone where it is missing. */
export const makeFolderOf: (file: string) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (file) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* Effect.mapError(fs.makeDirectory(path.dirname(file), { recursive: true, mode: 0o700 }), (error) =>
      unusable(file, `cannot be written: ${describeUnwritable(error)}.`)
    )
  })
