import { existsSync } from "node:fs"
import * as Effect from "effect/Effect"
import { missingFlag } from "../../platform/Denied.ts"
import { sharedFilePaths } from "../../platform/SharedFilePaths.ts"
import type { SourcedCredentials, SourceUnusable } from "../../services/CredentialSource.ts"
import { environmentUnreadable, sourceVariables } from "../SourceVariables.ts"
import { environmentKeys } from "./EnvironmentKeys.ts"

/** Deno says of no file whether it is there that the program may not read, and such a file does not count. */
const isThere = (path: string): boolean => {
  try {
    return existsSync(path)
  } catch (error) {
    if (missingFlag(error) === undefined) throw error
    return false
  }
}

/**
 * The keys of the environment where nothing else says how they are used: no profile is named, and no shared file is
 * there. So it is in most CI jobs and functions, which then load nothing that reads profiles and files.
 */
export const keysAlone: Effect.Effect<SourcedCredentials | undefined, SourceUnusable> = Effect.gen(function* () {
  const { AWS_ACCESS_KEY_ID, AWS_DEFAULT_PROFILE, AWS_PROFILE } = yield* sourceVariables([
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE"
  ])
  if (AWS_ACCESS_KEY_ID === undefined || AWS_DEFAULT_PROFILE !== undefined || AWS_PROFILE !== undefined)
    return undefined
  const paths = Object.values(yield* Effect.mapError(sharedFilePaths("the process"), environmentUnreadable))
  return paths.some((path) => path !== undefined && isThere(path)) ? undefined : yield* environmentKeys
})
