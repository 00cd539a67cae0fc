import { join } from "node:path"
import * as Effect from "effect/Effect"
import { type UserFileVariable, userFile, userFileVariables } from "../domain/child/UserFiles.ts"
import { PasswordHome } from "./PasswordHome.ts"
import { isSetEmpty, type VariableUnreadable, variables } from "./Variables.ts"

/**
 * Whose files are meant: those that the AWS CLI would read in this process, or the user's own, which inside our `exec`
 * may be others (there the AWS variables name files without credentials, where `[default]` would hide those given).
 */
export type FilesOf = "the process" | "the user"

/** Where the two shared files are; `undefined` where there is to be none, or neither a variable nor a home tells. */
export interface SharedFilePaths {
  readonly configPath: string | undefined
  readonly credentialsPath: string | undefined
}

const reference = /\$(?:\{([^}]+)\}|([A-Za-z0-9_]+))/g

/** `$NAME` and `${NAME}` as Python's `os.path.expandvars` has them: one that is not set stays as it is written. */
const expanded: (path: string) => Effect.Effect<string, VariableUnreadable> = Effect.fnUntraced(function* (path) {
  const names = [...path.matchAll(reference)].map(([, braced, bare]) => braced ?? bare ?? "")
  const values: { readonly [name: string]: string | undefined } = yield* variables(names)
  return path.replace(reference, (all, braced?: string, bare?: string) => values[braced ?? bare ?? ""] ?? all)
})

/** The home folder: the environment's, else the password file's. */
export const homeFolder: Effect.Effect<string | undefined, VariableUnreadable> = Effect.gen(function* () {
  const { HOME, USERPROFILE } = yield* variables(["HOME", "USERPROFILE"])
  return HOME ?? USERPROFILE ?? (yield* PasswordHome)()
})

/**
 * Where the two files are. A variable that is set and empty stands for no file at all, as botocore has it.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials files".
 */
export const sharedFilePaths: (whose: FilesOf) => Effect.Effect<SharedFilePaths, VariableUnreadable> =
  Effect.fnUntraced(function* (whose) {
    const env = yield* variables(userFileVariables)
    const home = yield* homeFolder
    const located = Effect.fnUntraced(function* (variable: UserFileVariable, name: string) {
      if (yield* isSetEmpty(variable)) return undefined
      const given = whose === "the user" ? userFile(variable, env) : env[variable]
      if (given === undefined) return home === undefined ? undefined : join(home, ".aws", name)
      const path = yield* expanded(given)
      return home !== undefined && /^~(?=$|[/\\])/.test(path) ? join(home, path.slice(1)) : path
    })
    return {
      configPath: yield* located("AWS_CONFIG_FILE", "config"),
      credentialsPath: yield* located("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }
  })
