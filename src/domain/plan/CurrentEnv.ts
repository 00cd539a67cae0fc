import * as Result from "effect/Result"
import { defaultAppEnv, type Entries, envNames } from "../config/Entry.ts"
import { CurrentEnvUnknown, UnknownEnv } from "../errors/Config.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"
import { nearest } from "../text/Nearest.ts"

/** The two variables that may name the current env; empty ones are unset. */
export interface CurrentEnvVariables {
  /** Read in every place, and first. */
  readonly USER_ENV_NAME?: string
  /** Read after it, but neither on a laptop nor on Cloud9. */
  readonly ENV_NAME?: string
}

/** Whether the place gives the program one session, the app's: an application, or what counts as one. */
export const isApplication = (group: RuntimeGroup): boolean =>
  group === "app" || group === "glue_container" || group === "unknown"

const read = (
  names: ReadonlyArray<keyof CurrentEnvVariables>,
  variables: CurrentEnvVariables
): { readonly source: keyof CurrentEnvVariables; readonly given: string } | undefined => {
  for (const source of names) {
    const given = variables[source]
    if (given !== undefined && given !== "") return { source, given }
  }
  return undefined
}

const known = (entries: Entries): ReadonlyArray<string> => [...envNames(entries), "devops"]

const unknown = ({ source, given }: { readonly source: string; readonly given: string }, entries: Entries) =>
  new UnknownEnv({ given, known: nearest(given, known(entries)), source })

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
  const found = read(readsBoth ? ["USER_ENV_NAME", "ENV_NAME"] : ["USER_ENV_NAME"], variables)
  if (found === undefined) {
    if (group === "ci") return Result.fail(new CurrentEnvUnknown({ known: known(entries) }))
    return Result.succeed(readsBoth ? undefined : defaultAppEnv(entries))
  }
  if (known(entries).includes(found.given)) return Result.succeed(found.given)
  return group === "app" ? Result.succeed(undefined) : Result.fail(unknown(found, entries))
}

/** The env of an application whose account is compared (`guardApp`): neither a missing nor an unknown name passes. */
export const guardedEnv = (
  variables: CurrentEnvVariables,
  entries: Entries
): Result.Result<string, CurrentEnvUnknown | UnknownEnv> => {
  const found = read(["USER_ENV_NAME", "ENV_NAME"], variables)
  if (found === undefined) return Result.fail(new CurrentEnvUnknown({ known: known(entries), place: "application" }))
  return known(entries).includes(found.given) ? Result.succeed(found.given) : Result.fail(unknown(found, entries))
}
