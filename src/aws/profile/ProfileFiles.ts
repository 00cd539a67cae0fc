import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { type Misnamed, misnamedSections, type SharedFile } from "../../domain/aws/ProfileHeader.ts"
import { namedSection, parseIni, type Sections } from "../../domain/text/Ini.ts"
import { describeUnreadable, readText, type Unreadable } from "../../platform/ReadText.ts"
import { type FilesOf, type SharedFilePaths, sharedFilePaths } from "../../platform/SharedFilePaths.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import { environmentUnreadable } from "../SourceVariables.ts"

/** A profile's settings by lower-case name. */
export type Profile = ReadonlyMap<string, string>

/** The two shared files, as read. */
export interface ProfileFiles extends SharedFilePaths {
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
  /** Sections that are meant for profiles and are none by their headers, by the profiles' names. */
  readonly misnamed: ReadonlyMap<string, Misnamed>
  /** Those of the two that are there and count as absent. */
  readonly unread: ReadonlyArray<UnreadFile>
}

/** A file that counts as absent, and why, in words that go on from its path. */
export interface UnreadFile {
  readonly path: string
  readonly why: string
}

/** Bytes of a shared file; those that tools write for thousands of accounts hold a few million. */
const largest = 32 * 1024 * 1024

const nullDevice = "/dev/null"

/** Whether a device is the null device, by which people say that they want no file. */
const isNull = (path: string): Effect.Effect<boolean, never, FileSystem.FileSystem> =>
  path === nullDevice
    ? Effect.succeed(true)
    : Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const [own, known] = yield* Effect.all([fs.stat(path), fs.stat(nullDevice)])
        return Option.isSome(own.rdev) && Option.getOrUndefined(known.rdev) === own.rdev.value
      }).pipe(Effect.orElseSucceed(() => false))

/**
 * A shared file's text. What is no file, or cannot be read, counts as absent, as for botocore: a container's runtime
 * makes a folder for a mount that is missing, and another user's home cannot be looked into.
 *
 * **Gotchas**: a pipe is an error. To read it is to wait for whoever writes it, and to take it from the next reader. So
 * is a file that is far too large to be one of profiles.
 */
const readShared: (
  path: string,
  file: SharedFile
) => Effect.Effect<string | UnreadFile, SourceUnusable, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (path, file) {
    const refused = (detail: string) => new SourceUnusable({ origin: { _tag: "SharedFile", file }, detail })
    const absent = (why: Unreadable): UnreadFile => ({ path, why: describeUnreadable(why) })
    return yield* Effect.catch(
      readText(path, largest),
      Effect.fnUntraced(function* (why): Effect.fn.Return<string | UnreadFile, SourceUnusable, FileSystem.FileSystem> {
        if (why._tag === "Absent") return ""
        if (why._tag === "TooLong") {
          return yield* refused(`${path} ${describeUnreadable(why)}, so it is none of profiles. Name another.`)
        }
        if (why._tag === "Failed") return absent(why)
        switch (why.type) {
          case "CharacterDevice":
            return (yield* isNull(path)) ? "" : absent(why)
          case "Directory":
            return { path, why: "is a folder" }
          case "BlockDevice":
            return absent(why)
          default:
            return yield* refused(`${path} is no file, but a pipe or the like, which would be waited for. Name a file.`)
        }
      })
    )
  }
)

const parseShared = (path: string, file: SharedFile, text: string): Effect.Effect<Sections, SourceUnusable> =>
  Effect.mapError(
    Effect.fromResult(parseIni(text)),
    ({ line, problem }) =>
      new SourceUnusable({
        origin: { _tag: "SharedFile", file },
        detail: `${path}, line ${line}: ${problem}. Correct the file.`
      })
  )

const readSections = Effect.fnUntraced(function* (path: string | undefined, file: SharedFile) {
  const read = path === undefined ? "" : yield* readShared(path, file)
  return typeof read === "string"
    ? { sections: yield* parseShared(path ?? "", file, read), unread: [] }
    : { sections: new Map() as Sections, unread: [read] }
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
    const paths = yield* Effect.mapError(sharedFilePaths(whose), environmentUnreadable)
    const config = yield* readSections(paths.configPath, "config")
    const { sections: inCredentials, unread } = yield* readSections(paths.credentialsPath, "credentials")
    const inConfig = named(config.sections, "profile")
    const profiles = new Map(inConfig)
    for (const [name, settings] of inCredentials) {
      profiles.set(name, new Map([...(profiles.get(name) ?? []), ...settings]))
    }
    return {
      ...paths,
      profiles,
      inConfig,
      inCredentials,
      ssoSessions: named(config.sections, "sso-session"),
      services: named(config.sections, "services"),
      misnamed: new Map([
        ...misnamedSections("credentials", inCredentials),
        ...misnamedSections("config", config.sections)
      ]),
      unread: [...config.unread, ...unread]
    }
  })
