import * as Effect from "effect/Effect"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import { type ChosenEndpoint, type ConfiguredEndpoints, endpointProblem } from "../../domain/aws/Endpoint.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { hideSecretLike } from "../../domain/text/Secrets.ts"
import { SourceUnusable, SsoSignInExpired } from "../../services/CredentialSource.ts"
import { type ClientSettings, clientSettings } from "../ClientSettings.ts"
import { handlerFor, type RequestHandler } from "../RequestHandler.ts"
import { environmentUnreadable } from "../SourceVariables.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"

type Sdk = typeof import("@aws-sdk/credential-providers")
type SdkCredentials = Awaited<ReturnType<ReturnType<Sdk["fromSSO"]>>>

const loadSdk = (): Promise<Sdk> => import("@aws-sdk/credential-providers")

/** The shared files as the SDK's own loader is to find them: at our paths, and read anew. */
const loaderOptions = (files: ProfileFiles, profile: string) => ({
  profile,
  ...(files.credentialsPath === undefined ? {} : { filepath: files.credentialsPath }),
  ...(files.configPath === undefined ? {} : { configFilepath: files.configPath }),
  ignoreCache: true
})

const clientConfig = (
  { useFipsEndpoint, useDualstackEndpoint, defaults }: ClientSettings,
  endpoint: string | undefined,
  requestHandler: RequestHandler
) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  requestHandler,
  useFipsEndpoint,
  useDualstackEndpoint,
  userAgentAppId: async () => defaults.userAgentAppId,
  customUserAgent: "effect-boto-ses"
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

/** What the SDK's errors say where a person has to sign in anew; none of them has a name of its own. */
const signInEnded = /aws sso login|UnauthorizedException|Session token not found or invalid/

/** The token that the SDK sent is not known here, and whoever answered may quote it. */
const words = (thrown: unknown): string => hideSecretLike(thrown instanceof Error ? thrown.message : String(thrown))

const ask = (
  source: string,
  profile: string,
  handler: Effect.Effect<RequestHandler, unknown>,
  provider: (sdk: Sdk, handler: RequestHandler) => () => Promise<SdkCredentials>,
  failed: (message: string) => SourceUnusable | SsoSignInExpired
): Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired> =>
  Effect.flatMap(Effect.promise(loadSdk), (sdk) =>
    Effect.acquireUseRelease(
      handler,
      (own) => Effect.tryPromise({ try: () => provider(sdk, own)(), catch: (thrown) => thrown }),
      (own) => Effect.sync(() => own.destroy())
    )
  ).pipe(
    Effect.mapError((thrown) => failed(words(thrown))),
    Effect.flatMap((sdk) => {
      const credentials = fromSdk(sdk)
      return credentials === undefined
        ? Effect.fail(failed("What it answers is no credentials: a key, the token or the expiry is not as it must be."))
        : Effect.succeed(credentials)
    }),
    Effect.withSpan("CredentialSource.sdk", { attributes: { source, profile } })
  )

/**
 * The kinds of profile that sign in by a protocol of their own, Identity Center and `aws login`, through the SDK's
 * providers.
 *
 * **Gotchas**: the SDK looks for the tokens of both in the home folder of the process, whatever the configuration says.
 */
export const sdkCredentials: (
  files: ProfileFiles,
  profile: string,
  kind: "sso" | "login",
  endpoints: ConfiguredEndpoints | undefined
) => Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired> = Effect.fnUntraced(
  function* (files, profile, kind, endpoints) {
    const source = `the AWS CLI profile ${profile}`
    const options = loaderOptions(files, profile)
    const unusable = (detail: string) => new SourceUnusable({ origin: profileOrigin(profile), detail })
    const usable = (chosen: ChosenEndpoint | undefined): Effect.Effect<string | undefined, SourceUnusable> => {
      const problem = chosen && endpointProblem(chosen)
      return problem === undefined ? Effect.succeed(chosen?.url) : Effect.fail(unusable(`${problem} Correct it.`))
    }
    switch (kind) {
      case "login": {
        const settings = yield* Effect.mapError(clientSettings("signin"), environmentUnreadable)
        const endpoint = yield* usable(settings.endpointFor(endpoints))
        return yield* ask(
          source,
          profile,
          handlerFor(settings, endpoints?.caBundle),
          (sdk, handler) =>
            sdk.fromLoginCredentials({
              ...options,
              clientConfig: clientConfig(settings, endpoint, handler)
            }),
          (message) => unusable(`${message} Sign in with: aws login --profile ${profile}`)
        )
      }
      case "sso": {
        const settings = yield* Effect.mapError(clientSettings("sso"), environmentUnreadable)
        const endpoint = yield* usable(settings.endpointFor(endpoints))
        return yield* ask(
          source,
          profile,
          handlerFor(settings, endpoints?.caBundle),
          (sdk, handler) =>
            sdk.fromSSO({
              ...options,
              clientConfig: clientConfig(settings, endpoint, handler)
            }),
          (message) => (signInEnded.test(message) ? new SsoSignInExpired({ profile }) : unusable(message))
        )
      }
    }
  }
)
