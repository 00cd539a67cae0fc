import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import { describeUnwritable } from "../../../platform/DescribeUnwritable.ts"
import { editWhole, regularFile, writeWhole } from "../../../platform/WholeFile.ts"
import { fileNames } from "../../../services/reading/FileSearch.ts"
import { CliProblem, usageProblem } from "../../CliProblem.ts"
import { noFile } from "../../UserFile.ts"

const exists = (file: string): CliProblem =>
  new CliProblem({
    title: "FileExists",
    found: `${file} is there already, and is left as it is.`,
    next: "Name another file by --output, or replace it with --force.",
    exitCode: 3
  })

const unwritable = (file: string, error: PlatformError): CliProblem =>
  new CliProblem({
    title: "FileUnwritable",
    found: `${file} cannot be written: ${describeUnwritable(error)}.`,
    next: "Choose a folder of yours by --output.",
    exitCode: 3
  })

/** The file to write, in full. It is JSON, and its name says so. */
export const outputFile: (given: string) => Effect.Effect<string, CliProblem, Path.Path> = Effect.fnUntraced(
  function* (given) {
    const path = yield* Path.Path
    const file = path.resolve(given)
    return path.extname(file).toLowerCase() === ".json"
      ? file
      : yield* usageProblem(`--output ${given}: expected the name of a JSON file, such as ${fileNames[0]}.`)
  }
)

/**
 * Refuses, before anything is asked, what would end in a file that is not written or not found: one that is there
 * already, or another form of the configuration beside it, between which the search refuses to choose.
 */
export const checkOutput: (
  file: string,
  force: boolean
) => Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (file, force) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const isThere = (name: string) => Effect.isSuccess(fs.lstat(name))
  if (!force && (yield* isThere(file))) return yield* exists(file)
  yield* Effect.mapError(regularFile(file), noFile)
  if (!fileNames.includes(path.basename(file))) return
  for (const name of fileNames) {
    const other = path.join(path.dirname(file), name)
    if (other !== file && (yield* isThere(other))) {
      return yield* new CliProblem({
        title: "FileExists",
        found: `${other} is there, and only one configuration may be in a folder.`,
        next: "Use it, or remove it first.",
        exitCode: 3
      })
    }
  }
})

/**
 * Writes the file. With `force` the one that is there, or behind the link, is written anew; without, one that came in
 * the meantime is left as it is.
 */
export const writeConfig = (
  file: string,
  text: string,
  force: boolean
): Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path> =>
  Effect.mapError(
    force ? editWhole(file, text, { mode: 0o644 }) : writeWhole(file, text, { mode: 0o644, replace: false }),
    (error) => {
      if (error._tag !== "PlatformError") return noFile(error)
      return error.reason._tag === "AlreadyExists" ? exists(file) : unwritable(file, error)
    }
  )
