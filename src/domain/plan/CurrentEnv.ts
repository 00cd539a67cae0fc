import * as Result from "effect/Result"
import { defaultAppEnv, type Entries, envNames } from "../config/Entry.ts"
import { CurrentEnvUnknown, UnknownEnv } from "../errors/Config.ts"
import type { RuntimeGroup } from "../runtime/RuntimeName.ts"
import { safeText } from "../text/Describe.ts"
import { nearest } from "../text/Nearest.ts"

/** What may name the current env, in order; an empty text is unset. */
export interface CurrentEnvVariables {
  /** What the program itself says (`currentEnv` in the options). */
  readonly stated?: string
  /** What the program's `Config` for it did not find: no variable answers in its place. */
  readonly missing?: string
  /** Read in every place, and first. */
  readonly USER_ENV_NAME?: string
  /** Read after it, but neither on a laptop nor on Cloud9. */
  readonly ENV_NAME?: string
}

/** Whether the place gives the program one session, the app's: an application, or what counts as one. */
export const isApplication = (group: RuntimeGroup): boolean =>
  group === "app" || group === "glue_container" || group === "unknown"

const variableNames = ["USER_ENV_NAME", "ENV_NAME"] as const

/** The variables that a kind of place reads. */
const variablesOf = (group: RuntimeGroup): ReadonlyArray<(typeof variableNames)[number]> =>
  group === "local" || group === "cloud9" ? ["USER_ENV_NAME"] : variableNames

interface Found {
  readonly source: string
  readonly given: string
}

const isSet = (text: string | undefined): text is string => text !== undefined && text !== ""

const fromVariables = (group: RuntimeGroup, variables: CurrentEnvVariables): Found | undefined => {
  for (const source of variablesOf(group)) {
    const given = variables[source]
    if (isSet(given)) return { source, given }
  }
  return undefined
}

const read = (group: RuntimeGroup, variables: CurrentEnvVariables): Found | undefined =>
  isSet(variables.stated)
    ? { source: statedAs, given: variables.stated }
    : variables.missing === undefined
      ? fromVariables(group, variables)
      : undefined

/** How messages call what the program says. */
const statedAs = "the currentEnv of the options"

/** That what the program says overrules a variable which says otherwise; none where nothing does. */
export const overruled = (group: RuntimeGroup, variables: CurrentEnvVariables): string | undefined => {
  const { stated } = variables
  const found = fromVariables(group, variables)
  return !isSet(stated) || found === undefined || found.given === stated
    ? undefined
    : `${statedAs} (${safeText(stated)}) comes before ${found.source}, which says ${safeText(found.given)}`
}

const known = (entries: Entries): ReadonlyArray<string> => [...envNames(entries), "devops"]

const unknown = ({ source, given }: Found, entries: Entries) =>
  new UnknownEnv({ given, known: nearest(given, known(entries)), source })

/** That nothing names the env, or that what the program's `Config` is to tell is missing. */
const none = ({ missing }: CurrentEnvVariables, entries: Entries, place?: "local" | "application"): CurrentEnvUnknown =>
  new CurrentEnvUnknown({
    known: known(entries),
    ...(place === undefined ? {} : { place }),
    ...(missing === undefined ? {} : { missing })
  })

/**
 * The environment that the program works for, or none.
 *
 * What the program says comes before each variable. A laptop and Cloud9 read `USER_ENV_NAME`, else `defaultAppEnv`. CI reads `USER_ENV_NAME`, then `ENV_NAME`, and fails
 * where neither is set. An application reads the same two, and neither a missing nor an unknown name fails it.
 */
export const currentEnv = (
  group: RuntimeGroup,
  variables: CurrentEnvVariables,
  entries: Entries
): Result.Result<string | undefined, CurrentEnvUnknown | UnknownEnv> => {
  const found = read(group, variables)
  if (found === undefined) {
    if (group === "ci") return Result.fail(none(variables, entries))
    if (isApplication(group)) return Result.succeed(undefined)
    return variables.missing === undefined
      ? Result.succeed(defaultAppEnv(entries))
      : Result.fail(none(variables, entries, "local"))
  }
  if (known(entries).includes(found.given)) return Result.succeed(found.given)
  return group === "app" ? Result.succeed(undefined) : Result.fail(unknown(found, entries))
}

/** The env of an application whose account is compared (`guardApp`): neither a missing nor an unknown name passes. */
export const guardedEnv = (
  variables: CurrentEnvVariables,
  entries: Entries
): Result.Result<string, CurrentEnvUnknown | UnknownEnv> => {
  const found = read("app", variables)
  if (found === undefined) return Result.fail(none(variables, entries, "application"))
  return known(entries).includes(found.given) ? Result.succeed(found.given) : Result.fail(unknown(found, entries))
}
