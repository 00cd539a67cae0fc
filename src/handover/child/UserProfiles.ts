import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import { profileSettings, type SharedFiles } from "../../domain/child/ProfileSettings.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { parseIni, type Sections } from "../../domain/text/Ini.ts"
import { readText } from "../../platform/ReadText.ts"
import { homeFolder, sharedFilePaths } from "../../platform/SharedFilePaths.ts"
import { readVariables, variableUnusable } from "../HandoverVariables.ts"

const nothing: Sections = new Map()

/** Bytes of a file with profiles; a larger one is none. */
const largest = 32 * 1024 * 1024

/** A file's text; none where it is no file or may not be read, which a child's clients then cannot either. */
const textOf = (file: string): Effect.Effect<string, never, FileSystem.FileSystem> =>
  Effect.orElseSucceed(readText(file, largest), () => "")

/** The sections of a file; `undefined` where it cannot be understood, so that nobody can tell what a client takes of it. */
const sectionsOf = (file: string | undefined): Effect.Effect<Sections | undefined, never, FileSystem.FileSystem> =>
  file === undefined
    ? Effect.succeed(nothing)
    : Effect.map(textOf(file), (text) => Result.getOrUndefined(parseIni(text)))

/** The user's AWS CLI files as a child of this process would read them; `undefined` where one cannot be understood. */
export const userProfiles: Effect.Effect<SharedFiles | undefined, BotoSesError, FileSystem.FileSystem> = Effect.gen(
  function* () {
    const { configPath, credentialsPath } = yield* Effect.mapError(sharedFilePaths("the user"), variableUnusable)
    const config = yield* sectionsOf(configPath)
    const credentials = yield* sectionsOf(credentialsPath)
    return config === undefined || credentials === undefined ? undefined : { config, credentials }
  }
)

/** The device that a profile names for the user whose keys it holds. */
export const mfaSerial = (profile: string): Effect.Effect<string | undefined, BotoSesError, FileSystem.FileSystem> =>
  Effect.map(userProfiles, (files) =>
    files === undefined ? undefined : profileSettings(files, profile).get("mfa_serial")?.trim() || undefined
  )

/** Whether boto's own old files hold keys: boto3 and the AWS CLI take them before they ask a server. */
export const hasBotoKeys: Effect.Effect<boolean, BotoSesError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const path = yield* Path.Path
    const { BOTO_CONFIG } = yield* readVariables(["BOTO_CONFIG"])
    const home = yield* Effect.mapError(homeFolder, variableUnusable)
    const usual = ["/etc/boto.cfg", ...(home === undefined ? [] : [path.join(home, ".boto")])]
    for (const file of BOTO_CONFIG === undefined ? usual : [BOTO_CONFIG]) {
      if (/^\s*aws_access_key_id\s*[=:]/im.test(yield* textOf(file))) return true
    }
    return false
  }
)
