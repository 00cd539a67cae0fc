/** Whether a person here has been told what it means that the answer to a question is kept: a file notes it. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { writeWhole } from "../../platform/WholeFile.ts"

const toldFile = (folder: string): Effect.Effect<string, never, Path.Path> =>
  Effect.map(Path.Path, (path) => path.join(folder, "told"))

/** Whether no answer has been kept in a folder before, as far as is known. */
export const isFirstAnswer: (folder: string) => Effect.Effect<boolean, never, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (folder) {
    const fs = yield* FileSystem.FileSystem
    return !(yield* Effect.isSuccess(fs.lstat(yield* toldFile(folder))))
  })

/** Notes that one is. Where that is not possible, the next person is told again. */
export const noteAnswer: (folder: string) => Effect.Effect<void, never, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (folder) {
    yield* Effect.ignore(writeWhole(yield* toldFile(folder), "", { mode: 0o600, replace: false, sync: false }))
  })
