import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { namedExports } from "../../platform/NamedExports.ts"
import { SourceUnusable, SsoSignInAbsent, SsoSignInExpired } from "../../services/CredentialSource.ts"
import type { ProfilePlan } from "./ProfilePlan.ts"
import { clientConfig, words } from "./SdkClient.ts"
import { type SignInError, SignInNeeded, SsoTokens } from "./SsoTokens.ts"

type SsoPlan = Extract<ProfilePlan, { readonly kind: "sso" }>

/** What a role's credentials are asked with; it is the token that signs, so to speak. */
type RoleRequest = (accessToken: string) => Effect.Effect<Credentials, SourceUnusable | SignInNeeded>

const loadSso = (): Promise<typeof import("@aws-sdk/client-sso")> => import("@aws-sdk/client-sso").then(namedExports)

const roleRequest = Effect.fnUntraced(function* (
  { profile, region, accountId, roleName }: SsoPlan,
  endpoints: ConfiguredEndpoints | undefined
): Effect.fn.Return<RoleRequest, SourceUnusable, Scope.Scope> {
  const unusable = (detail: string) => new SourceUnusable({ origin: profileOrigin(profile), detail })
  const config = yield* Effect.catchTag(clientConfig("sso", endpoints), "ClientUnusable", ({ detail }) =>
    Effect.fail(unusable(detail))
  )
  const { SSOClient, GetRoleCredentialsCommand } = yield* Effect.promise(loadSso)
  const client = new SSOClient({ ...config, region })
  return Effect.fnUntraced(function* (accessToken) {
    const { roleCredentials } = yield* Effect.tryPromise({
      try: (abortSignal) =>
        client.send(new GetRoleCredentialsCommand({ accountId, roleName, accessToken }), { abortSignal }),
      catch: (thrown) =>
        thrown instanceof Error && thrown.name === "UnauthorizedException"
          ? new SignInNeeded({ why: "ended" })
          : unusable(words(thrown, [accessToken]))
    })
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {}
    return accessKeyId && secretAccessKey && sessionToken && expiration
      ? makeCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration })
      : yield* unusable("What it answers is no credentials: a key, the token or the expiry is not as it must be.")
  })
})

/**
 * The credentials of a profile that signs in by IAM Identity Center.
 *
 * **Details**: what the profile says is what our reader found, and the sign-in is looked for in the home folder of the
 * configuration. The AWS SDK reads the files by itself, and does not find names with blanks or letters beyond ASCII.
 */
export const ssoCredentials: (
  plan: SsoPlan,
  endpoints: ConfiguredEndpoints | undefined
) => Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired | SsoSignInAbsent, SsoTokens> = Effect.fnUntraced(
  function* (plan, endpoints) {
    const tokens = yield* SsoTokens
    const request = yield* roleRequest(plan, endpoints)
    const { session, startUrl, region } = plan
    const signIn = { session, startUrl, region, endpoints }
    const token = yield* tokens.get(signIn)
    return yield* Effect.catchTag(request(token), "SignInNeeded", (ended) =>
      // Another process may have renewed it since it was read.
      Effect.flatMap(tokens.getOther(signIn, token), (other) =>
        other === undefined ? Effect.fail(ended) : request(other)
      )
    )
  },
  (effect, { profile, session }) =>
    Effect.scoped(effect).pipe(
      Effect.mapError((error) => forProfile(profile, session, error)),
      Effect.withSpan("CredentialSource.sso", { attributes: { profile } })
    )
)

const forProfile = (
  profile: string,
  session: string | undefined,
  error: SignInError
): SourceUnusable | SsoSignInExpired | SsoSignInAbsent => {
  const whose = { profile, ...(session === undefined ? {} : { session }) }
  switch (error._tag) {
    case "SourceUnusable":
      return error
    case "RenewalFailed":
      return new SourceUnusable({
        origin: profileOrigin(profile),
        detail: `Its sign-in to IAM Identity Center has expired, and could not be renewed: ${error.detail}`
      })
    case "SignInNeeded":
      return error.why === "never" ? new SsoSignInAbsent(whose) : new SsoSignInExpired(whose)
  }
}
