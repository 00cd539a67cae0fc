import { userInfo } from "node:os"
import * as Context from "effect/Context"
import * as Result from "effect/Result"

/**
 * The home folder that the system's password file names, for a process whose environment names none, such as a service
 * without a login. None where this process's own environment does: variables without a home are then given to it on
 * purpose.
 */
const passwordHome = (): string | undefined => {
  if (globalThis.process.env.HOME || globalThis.process.env.USERPROFILE) return undefined
  // A user of a container may be in no password file.
  const found = Result.try(() => userInfo().homedir)
  return Result.isSuccess(found) && found.success !== "" ? found.success : undefined
}

/** How the password file's home is found: a reference, so that a test may have one of its own. */
export const PasswordHome: Context.Reference<() => string | undefined> = Context.Reference(
  "effect-boto-ses/platform/PasswordHome",
  { defaultValue: () => passwordHome }
)
