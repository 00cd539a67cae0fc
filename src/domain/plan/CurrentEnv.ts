import * as Result from "effect/Result"
import { defaultAppEnv, type Entries, envNames } from "../config/Entry.ts"
import { CurrentEnvUnknown, UnknownEnv } from "../errors/Config.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"
import { nearest } from "../text/Nearest.ts"

/** The two variables that may name the current env; empty ones are unset. */
export interface CurrentEnvVariables {
  readonly USER_ENV_NAME?: string
  readonly ENV_NAME?: string
}

/**
 * The environment that the program works for, or none.
 *
 * A laptop and Cloud9 read `USER_ENV_NAME`, else `defaultAppEnv`. CI reads `USER_ENV_NAME`, then `ENV_NAME`, and fails
 * where neither is set. An application reads the same two, and neither a missing nor an unknown name fails it.
 */
export const currentEnv = (
  group: RuntimeGroup,
  variables: CurrentEnvVariables,
  entries: Entries
): Result.Result<string | undefined, CurrentEnvUnknown | UnknownEnv> => {
  const readsBoth = group !== "local" && group !== "cloud9"
  const found: ReadonlyArray<keyof CurrentEnvVariables> = readsBoth ? ["USER_ENV_NAME", "ENV_NAME"] : ["USER_ENV_NAME"]
  const source = found.find((name) => variables[name] !== undefined && variables[name] !== "")
  const known = [...envNames(entries), "devops"]
  if (source === undefined) {
    if (group === "ci") return Result.fail(new CurrentEnvUnknown({ known }))
    return Result.succeed(readsBoth ? undefined : defaultAppEnv(entries))
  }
  const given = variables[source] ?? ""
  if (known.includes(given)) return Result.succeed(given)
  return group === "app"
    ? Result.succeed(undefined)
    : Result.fail(new UnknownEnv({ given, known: nearest(given, known), source }))
}
