import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { programUser } from "../../platform/Ownership.ts"
import { distrustFolder, unfitness } from "./Trust.ts"

/** Larger than any hand-over file; what is larger is none. In bytes. */
const largest = 64 * 1024

/**
 * Reads a file that only this user can have written, in a folder of which the same is true. What was checked is what is
 * read: the file is opened first, never through a symbolic link, and judged by its descriptor. Fails with a text that
 * says what is wrong with which path.
 */
export const readPrivate: (path: string) => Effect.Effect<Uint8Array, string, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (path) {
    const fs = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    const link = yield* Effect.match(fs.lstat(path), {
      onFailure: (error) => (error.reason._tag === "NotFound" ? "missing" : error.message),
      // Before it is opened: to open a FIFO is to wait for whoever writes it.
      onSuccess: ({ type }) =>
        type === "SymbolicLink" ? "is a symbolic link" : type === "File" ? undefined : "is not a file"
    })
    if (link === "missing") return yield* Effect.fail(`${path} is not there: the process that made it has ended`)
    if (link !== undefined) return yield* Effect.fail(`${path} ${link}`)
    const folder = paths.dirname(path)
    const problem = yield* distrustFolder(folder)
    if (problem !== undefined) return yield* Effect.fail(`its folder ${folder} ${problem}`)
    return yield* Effect.scoped(
      Effect.gen(function* () {
        const file = yield* fs.open(path, { flag: "r", noFollow: programUser()._tag !== "NoUsers" })
        const info = yield* file.stat
        const unfit = info.type === "File" ? unfitness(info) : "is not a file"
        if (unfit !== undefined) return yield* Effect.fail(`${path} ${unfit}`)
        const content = new Uint8Array(largest)
        let length = 0
        while (length < largest) {
          const read = Number(yield* file.read(content.subarray(length)))
          if (read === 0) break
          length += read
        }
        return content.slice(0, length)
      })
    ).pipe(Effect.mapError((error) => (typeof error === "string" ? error : `${path} cannot be read: ${error.message}`)))
  })
