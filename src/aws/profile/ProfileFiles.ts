import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { type UserFileVariable, userFile, userFileVariables } from "../../domain/child/UserFiles.ts"
import { namedSection, parseIni, type Sections } from "../../domain/text/Ini.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { sourceVariables } from "../SourceVariables.ts"

/** A profile's settings by lower-case name. */
export type Profile = ReadonlyMap<string, string>

/** The two shared files, as read. */
export interface ProfileFiles {
  /** Where they are; `undefined` where neither a variable nor a home folder tells. */
  readonly configPath: string | undefined
  readonly credentialsPath: string | undefined
  /** Every profile, the settings of the credentials file over those of the config file. */
  readonly profiles: ReadonlyMap<string, Profile>
  /** What the config file alone says: keys there come after a profile's other sources. */
  readonly inConfig: ReadonlyMap<string, Profile>
  /** The `[sso-session NAME]` sections of the config file. */
  readonly ssoSessions: ReadonlyMap<string, Profile>
  /** The `[services NAME]` sections of the config file: endpoints by service. */
  readonly services: ReadonlyMap<string, Profile>
  /** What the credentials file alone says. */
  readonly inCredentials: ReadonlyMap<string, Profile>
}

/**
 * Whose files are read: those that the AWS CLI would read in this process, or the user's own, which inside our `exec`
 * are others (there the AWS variables name empty files, so that no profile hides the credentials given).
 */
export type FilesOf = "the process" | "the user"

/** Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials files". */
const profilePaths = Effect.fnUntraced(function* (
  whose: FilesOf
): Effect.fn.Return<Pick<ProfileFiles, "configPath" | "credentialsPath">, SourceUnusable> {
  const env = yield* sourceVariables([...userFileVariables, "HOME", "USERPROFILE"])
  const path = (name: UserFileVariable): string | undefined => (whose === "the user" ? userFile(name, env) : env[name])
  const home = env.HOME ?? env.USERPROFILE
  const located = (given: string | undefined, name: string): string | undefined => {
    if (given === undefined) return home === undefined ? undefined : join(home, ".aws", name)
    return home !== undefined && /^~(?=$|[/\\])/.test(given) ? join(home, given.slice(1)) : given
  }
  return {
    configPath: located(path("AWS_CONFIG_FILE"), "config"),
    credentialsPath: located(path("AWS_SHARED_CREDENTIALS_FILE"), "credentials")
  }
})

const readSections = Effect.fnUntraced(function* (path: string | undefined, file: "config" | "credentials") {
  if (path === undefined) return new Map() as Sections
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.catch(fs.readFileString(path), (error) =>
    error.reason._tag === "NotFound"
      ? Effect.succeed("")
      : Effect.fail(
          new SourceUnusable({
            origin: { _tag: "SharedFile", file },
            detail: `${path} could not be read: ${error.message}`,
            cause: error
          })
        )
  )
  return yield* Effect.mapError(
    Effect.fromResult(parseIni(text)),
    ({ line, problem }) =>
      new SourceUnusable({
        origin: { _tag: "SharedFile", file },
        detail: `${path}, line ${line}: ${problem}. Correct the file.`
      })
  )
})

/** The sections of a kind, by the names in their headers. */
const named = (sections: Sections, kind: string): ReadonlyMap<string, Profile> =>
  new Map(
    [...sections].flatMap(([title, settings]) => {
      const name = kind === "profile" && title === "default" ? title : namedSection(title, kind)
      return name === undefined ? [] : [[name, settings] as const]
    })
  )

/** Reads both files anew: a new sign-in, a rotated key or a new profile counts from the next read on. */
export const readProfileFiles: (whose: FilesOf) => Effect.Effect<ProfileFiles, SourceUnusable, FileSystem.FileSystem> =
  Effect.fnUntraced(function* (whose) {
    const paths = yield* profilePaths(whose)
    const config = yield* readSections(paths.configPath, "config")
    const inConfig = named(config, "profile")
    const inCredentials = yield* readSections(paths.credentialsPath, "credentials")
    const profiles = new Map(inConfig)
    for (const [name, settings] of inCredentials) {
      profiles.set(name, new Map([...(profiles.get(name) ?? []), ...settings]))
    }
    return {
      ...paths,
      profiles,
      inConfig,
      inCredentials,
      ssoSessions: named(config, "sso-session"),
      services: named(config, "services")
    }
  })
