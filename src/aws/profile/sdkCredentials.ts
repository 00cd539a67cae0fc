import * as Effect from "effect/Effect"
import { type Credentials, makeCredentials } from "../../domain/Credentials.ts"
import { SourceUnusable, SsoSignInExpired } from "../../services/CredentialSource.ts"
import { type ClientSettings, clientSettings } from "../clientSettings.ts"
import { environmentUnreadable } from "../sourceVariables.ts"
import type { ProfileFiles } from "./profileFiles.ts"

type Sdk = typeof import("@aws-sdk/credential-providers")
type SdkCredentials = Awaited<ReturnType<ReturnType<Sdk["fromProcess"]>>>

const loadSdk = (): Promise<Sdk> => import("@aws-sdk/credential-providers")

/** The shared files as the SDK's own loader is to find them: at our paths, and read anew. */
const loaderOptions = (files: ProfileFiles, profile: string) => ({
  profile,
  ...(files.credentialsPath === undefined ? {} : { filepath: files.credentialsPath }),
  ...(files.configPath === undefined ? {} : { configFilepath: files.configPath }),
  ignoreCache: true
})

const clientConfig = ({ endpoint, useFipsEndpoint, useDualstackEndpoint, defaults }: ClientSettings) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(defaults.requestHandler === undefined ? {} : { requestHandler: defaults.requestHandler }),
  useFipsEndpoint,
  useDualstackEndpoint,
  userAgentAppId: async () => defaults.userAgentAppId,
  customUserAgent: "effect-boto-ses"
})

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** The SDK hands on what a program or a file says, whatever its type; `undefined` where that is no credentials. */
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

/** What the SDK's errors say where a person has to sign in anew; none of them has a name of its own. */
const signInEnded = /aws sso login|UnauthorizedException|Session token not found or invalid/

/** `credential_process` puts its own words on stderr; the command before them may hold secrets, so it is cut off. */
const processProblem = (message: string): string => {
  if (!message.startsWith("Command failed:")) return message
  const stderr = message.slice(message.indexOf("\n") + 1).trim()
  return message.includes("\n") && stderr !== ""
    ? `Its credential_process failed: ${stderr}`
    : "Its credential_process failed and said nothing. Run the command in a shell to see why."
}

const words = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const ask = (
  source: string,
  profile: string,
  provider: (sdk: Sdk) => () => Promise<SdkCredentials>,
  failed: (message: string) => SourceUnusable | SsoSignInExpired
): Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired> =>
  Effect.flatMap(Effect.promise(loadSdk), (sdk) =>
    Effect.tryPromise({ try: () => provider(sdk)(), catch: (thrown) => failed(words(thrown)) })
  ).pipe(
    Effect.flatMap((sdk) => {
      const credentials = fromSdk(sdk)
      return credentials === undefined
        ? Effect.fail(failed("What it answers is no credentials: a key, the token or the expiry is not as it must be."))
        : Effect.succeed(credentials)
    }),
    Effect.withSpan("CredentialSource.sdk", { attributes: { source, profile } })
  )

/**
 * The kinds of profile that need a protocol or a program of their own: Identity Center, `aws login` and
 * `credential_process`, through the SDK's providers.
 *
 * **Gotchas**: the SDK looks for the tokens of `aws sso login` and `aws login` in the home folder of the process, and
 * runs a process in the process's environment.
 */
export const sdkCredentials: (
  files: ProfileFiles,
  profile: string,
  kind: "sso" | "login" | "process"
) => Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired> = Effect.fnUntraced(
  function* (files, profile, kind) {
    const source = `the AWS CLI profile ${profile}`
    const options = loaderOptions(files, profile)
    const unusable = (detail: string) => new SourceUnusable({ source, detail })
    switch (kind) {
      case "process":
        return yield* ask(
          source,
          profile,
          (sdk) => sdk.fromProcess(options),
          (message) => unusable(processProblem(message))
        )
      case "login": {
        const settings = yield* Effect.mapError(clientSettings("signin"), environmentUnreadable)
        return yield* ask(
          source,
          profile,
          (sdk) => sdk.fromLoginCredentials({ ...options, clientConfig: clientConfig(settings) }),
          (message) => unusable(`${message} Sign in with: aws login --profile ${profile}`)
        )
      }
      case "sso": {
        const settings = yield* Effect.mapError(clientSettings("sso"), environmentUnreadable)
        return yield* ask(
          source,
          profile,
          (sdk) => sdk.fromSSO({ ...options, clientConfig: clientConfig(settings) }),
          (message) => (signInEnded.test(message) ? new SsoSignInExpired({ profile }) : unusable(message))
        )
      }
    }
  }
)
