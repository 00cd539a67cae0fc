import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import { describeUnwritable } from "../../../platform/DescribeUnwritable.ts"
import { editWhole, regularFile, writeWhole } from "../../../platform/WholeFile.ts"
import { CliProblem } from "../../CliProblem.ts"
import { noFile, readUserFile, writeBack } from "../../UserFile.ts"
import { editedDotenv, variablesIn } from "./dotenvFile.ts"
import type { PlainVariables } from "./plainVariables.ts"

type Written = Effect.Effect<void, CliProblem, FileSystem.FileSystem | Path.Path>

/** Keys are in the file: what others may do with it is taken from them. */
const forTheUser = { mode: 0o600, mask: 0o700 } as const

const exists = (found: string, next: string): CliProblem =>
  new CliProblem({ title: "FileExists", found, next, exitCode: 3 })

/** Makes a file; one that is there, or behind the link there, is written anew with `force` alone. */
export const writeFile = (path: string, text: string, force: boolean): Written =>
  regularFile(path).pipe(
    Effect.andThen(
      force ? editWhole(path, text, forTheUser) : writeWhole(path, text, { mode: forTheUser.mode, replace: false })
    ),
    Effect.mapError((error) => {
      if (error._tag !== "PlatformError") return noFile(error)
      return error.reason._tag === "AlreadyExists"
        ? exists(`${path} is there already, and is left as it is.`, "Name another file, or replace it with --force.")
        : new CliProblem({
            title: "FileUnwritable",
            found: `${path} cannot be written: ${describeUnwritable(error)}.`,
            exitCode: 1
          })
    })
  )

/** Puts variables into a dotenv file beside what else is in it, and in place of themselves with `force` alone. */
export const editDotenv: (path: string, variables: PlainVariables, force: boolean) => Written = Effect.fnUntraced(
  function* (path, variables, force) {
    const before = yield* readUserFile(path)
    const ours = variablesIn(before, variables)
    if (ours.length > 0 && !force) {
      return yield* exists(
        `${path} has ${ours.join(", ")} already, and is left as it is.`,
        "Name another file, or replace them with --force."
      )
    }
    const after = editedDotenv(before, variables)
    if (Result.isFailure(after)) {
      return yield* exists(
        `${path} has ${after.failure} in a value of several lines, which is not edited.`,
        "Remove it there, or name another file."
      )
    }
    yield* writeBack(path, before, after.success, forTheUser)
  }
)
