import { join } from "node:path"
import process from "node:process"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import {
  type RenewedSsoToken,
  readSsoToken,
  type SsoRenewal,
  type SsoToken,
  writeSsoToken
} from "../../domain/aws/SsoToken.ts"
import { missingFlag } from "../../platform/Denied.ts"
import { namedExports } from "../../platform/NamedExports.ts"
import { PasswordHome } from "../../platform/PasswordHome.ts"
import { causeOf, describeUnreadable, readText } from "../../platform/ReadText.ts"
import { editWhole } from "../../platform/WholeFile.ts"
import type { SourceUnusable } from "../../services/CredentialSource.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { sourceVariables } from "../SourceVariables.ts"
import { clientConfig, words } from "./SdkClient.ts"

/** Which sign-in it is. */
export interface SsoSignIn {
  /** The name of the profile's `sso-session`; without one the start URL names the sign-in, and nothing renews it. */
  readonly session: string | undefined
  readonly startUrl: string
  readonly region: string
  readonly endpoints: ConfiguredEndpoints | undefined
}

/** No sign-in is there that could be used: a person has to make one. */
export class SignInNeeded extends Data.Error<{
  readonly why: "never" | "ended"
}> {
  readonly _tag = "SignInNeeded"
}

/** The sign-in has ended and could not be renewed, for a reason that another one would not mend, such as the network. */
class RenewalFailed extends Data.Error<{
  readonly detail: string
}> {
  readonly _tag = "RenewalFailed"
}

/** Deno keeps the file of the sign-in from the program, so that nobody knows whether somebody is signed in. */
export class SignInDenied extends Data.Error<{
  readonly path: string
  readonly why: string
}> {
  readonly _tag = "SignInDenied"
}

export type SignInError = SignInNeeded | RenewalFailed | SignInDenied | SourceUnusable

const TypeId = "~effect-boto-ses/aws/SsoTokens"

/** The sign-ins to IAM Identity Center of this machine. */
export interface SsoTokens {
  readonly [TypeId]: typeof TypeId
  /** The access token, renewed where it is about to end and can be; those who ask at the same time share that. */
  readonly get: (signIn: SsoSignIn) => Effect.Effect<string, SignInError>
  /** The access token in the file, where it is another one than that which was refused. */
  readonly getOther: (signIn: SsoSignIn, refused: string) => Effect.Effect<string | undefined, SignInError>
}

/** The tag of the sign-ins to IAM Identity Center. */
export const SsoTokens: Context.Service<SsoTokens, SsoTokens> = Context.Service<SsoTokens>(
  "effect-boto-ses/aws/SsoTokens"
)

/** Milliseconds before its end in which a token is renewed, as the AWS SDK for JavaScript does. */
const window = 300_000

/** Milliseconds that another process is given to write what it got, and between two looks at the file. */
const patience = 3_000
const pause = 100

/** Bytes; a sign-in holds a few thousand. */
const largestFile = 1024 * 1024

const loadOidc = (): Promise<typeof import("@aws-sdk/client-sso-oidc")> =>
  import("@aws-sdk/client-sso-oidc").then(namedExports)

/** AWS's own refusal, as opposed to an answer that is none. */
const isRefusal = (thrown: unknown): boolean => {
  const status = (thrown as { readonly $metadata?: { readonly httpStatusCode?: number } })?.$metadata?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500 && status !== 429
}

const renewed: ({ region, endpoints }: SsoSignIn, renewal: SsoRenewal) => Effect.Effect<RenewedSsoToken, SignInError> =
  Effect.fnUntraced(function* ({ region, endpoints }, renewal) {
    const config = yield* Effect.catchTag(clientConfig("sso_oidc", endpoints), "ClientUnusable", ({ detail }) =>
      Effect.fail(new RenewalFailed({ detail }))
    )
    const { SSOOIDCClient, CreateTokenCommand } = yield* Effect.promise(loadOidc)
    const client = new SSOOIDCClient({ ...config, region })
    const { accessToken, expiresIn, refreshToken } = yield* Effect.tryPromise({
      try: (abortSignal) =>
        client.send(new CreateTokenCommand({ ...renewal, grantType: "refresh_token" }), { abortSignal }),
      catch: (thrown) =>
        isRefusal(thrown)
          ? new SignInNeeded({ why: "ended" })
          : new RenewalFailed({ detail: words(thrown, [renewal.clientSecret, renewal.refreshToken]) })
    })
    if (accessToken === undefined || expiresIn === undefined) {
      return yield* new RenewalFailed({ detail: "the answer holds no token." })
    }
    return { accessToken, expiresAt: (yield* Clock.currentTimeMillis) + expiresIn * 1000, refreshToken }
  }, Effect.scoped)

/** Signs in by the files that the AWS CLI keeps, in the home folder of the configuration. */
export const layerSsoTokens: Layer.Layer<SsoTokens, never, FileSystem.FileSystem> = Layer.effect(
  SsoTokens,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const asked = new Map<string, Effect.Effect<string, SignInError>>()

    const pathOf = Effect.fnUntraced(function* ({ session, startUrl }: SsoSignIn) {
      const env = yield* sourceVariables(["HOME", "USERPROFILE"])
      const home = env.HOME ?? env.USERPROFILE ?? (yield* PasswordHome)()
      const name = process
        .getBuiltinModule("node:crypto")
        .createHash("sha1")
        .update(session ?? startUrl)
        .digest("hex")
      return home === undefined
        ? yield* new SignInNeeded({ why: "never" })
        : join(home, ".aws", "sso", "cache", `${name}.json`)
    })

    /** `undefined`: something is there, and no sign-in. */
    const read = Effect.fnUntraced(function* (path: string) {
      const text = yield* readText(path, largestFile).pipe(
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.mapError((why) =>
          missingFlag(causeOf(why)) === undefined
            ? new SignInNeeded({ why: "never" })
            : new SignInDenied({ path, why: describeUnreadable(why) })
        )
      )
      return readSsoToken(text, yield* Clock.currentTimeMillis)
    })

    /** Waits for a sign-in that another process writes in place of this one. */
    const awaitOther = Effect.fnUntraced(function* (path: string, before: SsoToken | undefined, limit = patience) {
      for (let waited = 0; ; waited += pause) {
        const found = yield* read(path)
        if (found !== undefined && found.accessToken !== before?.accessToken) {
          if (found.expiresAt > (yield* Clock.currentTimeMillis)) return found.accessToken
        }
        if (waited >= limit) return undefined
        yield* Effect.sleep(pause)
      }
    })

    const write = (path: string, before: SsoToken, token: RenewedSsoToken) =>
      // Where the file cannot be written, the token still serves this process.
      editWhole(path, writeSsoToken(before, token), { mode: 0o600 }).pipe(
        Effect.provide(Path.layer),
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.ignore
      )

    /** A token that is about to end or has ended, renewed; else what another process made of it meanwhile. */
    const renewedOrOther = Effect.fnUntraced(function* (signIn: SsoSignIn, path: string, token: SsoToken) {
      if (signIn.session === undefined || token.renewal === undefined) return yield* new SignInNeeded({ why: "ended" })
      const renewal = unlessRefused(
        "CreateToken",
        renewed(signIn, token.renewal),
        () => new RenewalFailed({ detail: "no request is made here." })
      )
      const attempt = Effect.tap(renewal, (answer) => write(path, token, answer))
      return yield* Effect.map(attempt, ({ accessToken }) => accessToken).pipe(
        // A refresh token serves once: who comes second is refused, and finds in the file what the first one got. Who
        // gets no answer waits for nobody, but need not fail where another one had more luck.
        Effect.catch((failure) =>
          Effect.flatMap(awaitOther(path, token, failure._tag === "SignInNeeded" ? patience : 0), (other) =>
            other === undefined ? Effect.fail(failure) : Effect.succeed(other)
          )
        )
      )
    })

    const signedIn = Effect.fnUntraced(function* (signIn: SsoSignIn, path: string) {
      const token = yield* read(path)
      if (token === undefined) {
        // Another program may be writing it.
        return (yield* awaitOther(path, undefined)) ?? (yield* new SignInNeeded({ why: "never" }))
      }
      const left = token.expiresAt - (yield* Clock.currentTimeMillis)
      if (left > window) return token.accessToken
      const renewal = renewedOrOther(signIn, path, token)
      return yield* left > 0 ? Effect.orElseSucceed(renewal, () => token.accessToken) : renewal
    })

    const share = Effect.fnUntraced(function* (signIn: SsoSignIn, path: string) {
      // None is kept: the file is what is true.
      const [shared] = yield* Effect.cachedInvalidateWithTTL(signedIn(signIn, path), () => 0)
      const first = asked.get(path) ?? shared
      asked.set(path, first)
      return first
    })

    return {
      [TypeId]: TypeId,
      get: (signIn) =>
        Effect.flatMap(pathOf(signIn), (path) => {
          const known = asked.get(path)
          return known ?? Effect.flatten(share(signIn, path))
        }),
      getOther: (signIn, refused) =>
        Effect.flatMap(pathOf(signIn), (path) =>
          Effect.map(read(path), (token) => (token?.accessToken === refused ? undefined : token?.accessToken))
        )
    }
  })
)
