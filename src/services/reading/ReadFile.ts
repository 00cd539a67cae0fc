import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Result from "effect/Result"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { safeText } from "../../domain/text/Describe.ts"
import { describeType, readToEnd } from "../../platform/ReadText.ts"
import { readVariable } from "./CheckedVariables.ts"
import { type Format, parseText } from "./FileFormats.ts"
import { fileNames, search } from "./FileSearch.ts"
import { follow, suspicionOf, unreadableFile } from "./FileTrust.ts"

/** Bytes. A configuration of a thousand envs is smaller; what is larger is something else. */
const largestFile: number = 256 * 1024

const formats: { readonly [extension: string]: Format } = {
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".toml": "toml"
}

const codeExtensions = [".ts", ".mts", ".js", ".mjs"]

/** A file's content, not yet judged. */
export interface RawFile {
  readonly file: string
  /** How the file was chosen, for `explain`. */
  readonly chosen: string
  readonly value: unknown
  /** Whether somebody named it; else it was come upon, perhaps in a folder of another's. */
  readonly named: boolean
  /** Whether it is code, which alone may hold `Config` values. */
  readonly code: boolean
}

/** There is no file, and none was named. */
export interface NoFile {
  readonly problem: ConfigProblem
}

type Files = FileSystem.FileSystem | Path.Path

const mistake = (file: string, problem: ConfigProblem): BotoSesError =>
  BotoSesError.of(new ConfigInvalid({ source: file, problems: [problem] }))

/** A mistake of the file as a whole. */
const ofFile = (file: string, expected: string, found: string, next: string): BotoSesError =>
  mistake(file, { path: "the file", expected, found, next })

const believedFile = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* Effect.mapError(follow(fs, yield* Path.Path, file), (error) =>
    mistake(file, unreadableFile(error))
  )
  return found._tag === "Believed" ? found : yield* mistake(file, found.problem)
})

/** The bytes of the file that was judged: owner and size are those of the open file, not of what bears its name later. */
const readBelieved = (named: string): Effect.Effect<Uint8Array, BotoSesError, Files> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { file, type } = yield* believedFile(named)
    const unreadable = Effect.mapError((error: PlatformError) => mistake(named, unreadableFile(error)))
    // Before it is opened: opening a pipe would wait for a writer.
    if (type !== "File") {
      return yield* ofFile(named, "a file", describeType(type), "Name a file, or remove this.")
    }
    const handle = yield* unreadable(fs.open(file, { flag: "r" }))
    const problem = yield* suspicionOf(yield* unreadable(handle.stat), file)
    if (problem !== undefined) return yield* mistake(named, problem)
    const bytes = yield* unreadable(readToEnd(handle, largestFile))
    if (bytes !== undefined) return bytes
    return yield* ofFile(named, `at most ${largestFile} bytes`, "more", "Name a configuration file.")
  }).pipe(Effect.scoped)

const decode = (file: string, bytes: Uint8Array): Effect.Effect<string, BotoSesError> => {
  try {
    return Effect.succeed(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return Effect.fail(ofFile(file, "UTF-8 text", "other bytes", "Save the file as UTF-8."))
  }
}

const readText = (file: string, format: Format): Effect.Effect<unknown, BotoSesError, Files> =>
  Effect.gen(function* () {
    const parsed = yield* parseText(yield* decode(file, yield* readBelieved(file)), format)
    return Result.isSuccess(parsed)
      ? parsed.success
      : yield* ofFile(file, `${format.toUpperCase()}`, `text that ${parsed.failure}`, "Correct it there.")
  })

/** Runs a configuration file that is code. Only a file that somebody named comes here. */
const readCode = (file: string): Effect.Effect<unknown, BotoSesError, Files> =>
  Effect.gen(function* () {
    const path = yield* Path.Path
    yield* readBelieved(file)
    const url = yield* Effect.orDie(path.toFileUrl(file))
    const module: { readonly default?: unknown } = yield* Effect.tryPromise({
      try: () => import(/* @vite-ignore */ url.href),
      catch: (error) => {
        const what = error instanceof Error ? `${error.name}: ${safeText(error.message)}` : "another value was thrown"
        return ofFile(file, "code that loads", `that it failed (${what})`, "Correct it there.")
      }
    })
    if (module.default === undefined) {
      return yield* ofFile(file, "a default export with the configuration", "none", "Add it.")
    }
    return module.default
  })

const readOne = (file: string, chosen: string, named: boolean): Effect.Effect<RawFile, BotoSesError, Files> =>
  Effect.gen(function* () {
    const path = yield* Path.Path
    const extension = path.extname(file).toLowerCase()
    const code = codeExtensions.includes(extension)
    const format = formats[extension]
    if (!code && format === undefined) {
      return yield* ofFile(
        file,
        `a name that ends in ${[...Object.keys(formats), ...codeExtensions].join(", ")}`,
        "another",
        "Rename it."
      )
    }
    const value = yield* format === undefined ? readCode(file) : readText(file, format)
    return { file, chosen, named, value, code }
  })

const resolved = (path: Path.Path, ...segments: ReadonlyArray<string>): Effect.Effect<string, BotoSesError> =>
  Effect.try({
    try: () => path.resolve(...segments),
    catch: () =>
      mistake("the configuration file", {
        path: "the working folder",
        expected: "one that exists",
        found: "that it is gone",
        next: "Change to one that does."
      })
  })

const searched = (): Effect.Effect<RawFile | NoFile, BotoSesError, Files> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const named = yield* resolved(path, ".")
    const working = yield* Effect.orElseSucceed(fs.realPath(named), () => named)
    const found = yield* search(fs, path, working)
    switch (found._tag) {
      case "Found":
        return yield* readOne(found.file, `found from ${working} upwards`, false)
      case "Refused":
        return yield* mistake(found.file, found.problem)
      case "NotFound":
        return {
          problem: {
            path: "",
            expected: `${fileNames.join(", ")} in ${found.folders.join(", ")}`,
            found: `none; the search stopped there, since ${found.stopped}`,
            next: "Write one with boto-ses init, or name one in BOTO_SES_CONFIG."
          }
        }
    }
  })

/**
 * The configuration file: the one given, else the one that `BOTO_SES_CONFIG` names, else the one that is found. A file
 * that was named must be there and be good; code is run only where it was named.
 */
export const readFile = (given: string | undefined): Effect.Effect<RawFile | NoFile, BotoSesError, Files> =>
  Effect.gen(function* () {
    if (given !== undefined && (typeof given !== "string" || given === "" || given.includes("\0"))) {
      return yield* mistake("the path given", {
        path: "",
        expected: "the path of a file",
        found: "another value",
        next: "Give a path."
      })
    }
    const variable = given === undefined ? yield* readVariable("BOTO_SES_CONFIG") : undefined
    const name = given ?? variable
    if (name === undefined) return yield* searched()
    const file = yield* resolved(yield* Path.Path, name)
    return yield* readOne(file, given === undefined ? "named by BOTO_SES_CONFIG" : "named by the program", true)
  })
