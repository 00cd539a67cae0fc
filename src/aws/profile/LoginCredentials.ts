import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Scope from "effect/Scope"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { shellWord } from "../../domain/text/ShellWord.ts"
import { namedExports } from "../../platform/NamedExports.ts"
import { SourceUnusable } from "../../services/CredentialSource.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"
import { stated } from "./ProfilePlan.ts"
import { clientConfig, words } from "./SdkClient.ts"

type Sdk = typeof import("@aws-sdk/credential-providers")
type SdkCredentials = Awaited<ReturnType<ReturnType<Sdk["fromLoginCredentials"]>>>

const loadSdk = (): Promise<Sdk> => import("@aws-sdk/credential-providers").then(namedExports)

/** Where the SDK's own loader is to find the profile, read anew. */
interface LoaderOptions {
  readonly profile: string
  readonly filepath?: string
  readonly configFilepath?: string
  readonly ignoreCache: true
}

/** The profile as our reader found it, in a file for the SDK's, which does not find names with blanks and the like. */
const profileForSdk = Effect.fnUntraced(function* (
  files: ProfileFiles,
  profile: string
): Effect.fn.Return<LoaderOptions, never, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const settings = files.profiles.get(profile)
  const lines = ["login_session", "region"].flatMap((name) => {
    const value = stated(settings, name)
    return value === undefined ? [] : [`${name} = ${value}\n`]
  })
  return yield* fs.makeTempDirectoryScoped({ prefix: "boto-ses-" }).pipe(
    Effect.map((folder) => join(folder, "config")),
    Effect.tap((path) => fs.writeFileString(path, `[default]\n${lines.join("")}`, { mode: 0o600 })),
    Effect.map(
      (path): LoaderOptions => ({
        profile: "default",
        filepath: `${path}.none`,
        configFilepath: path,
        ignoreCache: true
      })
    ),
    // Where nothing can be written, the SDK has to find it by itself.
    Effect.orElseSucceed(
      (): LoaderOptions => ({
        profile,
        ...(files.credentialsPath === undefined ? {} : { filepath: files.credentialsPath }),
        ...(files.configPath === undefined ? {} : { configFilepath: files.configPath }),
        ignoreCache: true
      })
    )
  )
})

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** The SDK hands on what a file says, whatever its type; `undefined` where that is no credentials. */
const fromSdk = ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration
}: SdkCredentials): Credentials | undefined => {
  const expiresAt = expiration?.getTime()
  return isText(accessKeyId) &&
    isText(secretAccessKey) &&
    (sessionToken === undefined || isText(sessionToken)) &&
    !Number.isNaN(expiresAt)
    ? makeCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt })
    : undefined
}

/**
 * The credentials of a profile of `aws login`, through the SDK's provider.
 *
 * **Gotchas**: the SDK looks for the sign-in in the home folder of the process, whatever the configuration says.
 */
export const loginCredentials: (
  files: ProfileFiles,
  profile: string,
  endpoints: ConfiguredEndpoints | undefined
) => Effect.Effect<Credentials, SourceUnusable, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (files, profile, endpoints) {
    const unusable = (detail: string) => new SourceUnusable({ origin: profileOrigin(profile), detail })
    const failed = (message: string) => unusable(`${message} Sign in with: aws login --profile ${shellWord(profile)}`)
    const config = yield* Effect.catchTag(clientConfig("signin", endpoints), "ClientUnusable", ({ detail }) =>
      Effect.fail(unusable(detail))
    )
    const options = yield* profileForSdk(files, profile)
    const sdk = yield* Effect.promise(loadSdk)
    const answer = yield* Effect.tryPromise({
      try: () => sdk.fromLoginCredentials({ ...options, clientConfig: config })(),
      catch: (thrown) => failed(words(thrown))
    })
    const credentials = fromSdk(answer)
    return credentials === undefined
      ? yield* failed("What it answers is no credentials: a key, the token or the expiry is not as it must be.")
      : credentials
  },
  (effect, _files, profile) =>
    Effect.withSpan(Effect.scoped(effect), "CredentialSource.login", { attributes: { profile } })
)
