import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Credentials, makeCredentials } from "../../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { namedExports } from "../../platform/NamedExports.ts"
import {
  notAsked,
  SourceUnusable,
  SsoSignInAbsent,
  SsoSignInExpired,
  sourceUnusableText
} from "../../services/CredentialSource.ts"
import { type KeptCredentials, keepCredentials } from "../../services/KeepSession.ts"
import { unlessRefused } from "../../services/RefusedRequests.ts"
import { type Obtained, SessionStore } from "../../services/SessionStore.ts"
import { Sts } from "../../services/Sts.ts"
import { clientSettings, endpointIn } from "../ClientSettings.ts"
import { environmentUnreadable } from "../SourceVariables.ts"
import type { ProfilePlan } from "./ProfilePlan.ts"
import { clientConfig, words } from "./SdkClient.ts"
import { type SignInError, SignInNeeded, SsoTokens } from "./SsoTokens.ts"

type SsoPlan = Extract<ProfilePlan, { readonly kind: "sso" }>

/** What a role's credentials are asked with; it is the token that signs, so to speak. */
type RoleRequest = (accessToken: string) => Effect.Effect<KeptCredentials, SourceUnusable | SignInNeeded>

const loadSso = (): Promise<typeof import("@aws-sdk/client-sso")> => import("@aws-sdk/client-sso").then(namedExports)

const roleCredentials: (
  plan: SsoPlan,
  endpoints: ConfiguredEndpoints | undefined,
  accessToken: string
) => Effect.Effect<Obtained & { readonly credentials: Credentials }, SourceUnusable | SignInNeeded> = Effect.fnUntraced(
  function* ({ profile, region, accountId, roleName }, endpoints, accessToken) {
    const unusable = (detail: string) => new SourceUnusable({ origin: profileOrigin(profile), detail })
    const config = yield* Effect.catchTag(clientConfig("sso", endpoints), "ClientUnusable", ({ detail }) =>
      Effect.fail(unusable(detail))
    )
    const { SSOClient, GetRoleCredentialsCommand } = yield* Effect.promise(loadSso)
    const client = new SSOClient({ ...config, region })
    const { roleCredentials } = yield* Effect.tryPromise({
      try: (abortSignal) =>
        client.send(new GetRoleCredentialsCommand({ accountId, roleName, accessToken }), { abortSignal }),
      catch: (thrown) =>
        thrown instanceof Error && thrown.name === "UnauthorizedException"
          ? new SignInNeeded({ why: "ended" })
          : unusable(words(thrown, [accessToken]))
    })
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {}
    if (!(accessKeyId && secretAccessKey && sessionToken && expiration)) {
      return yield* unusable("What it answers is no credentials: a key, the token or the expiry is not as it must be.")
    }
    const credentials = makeCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration })
    return { credentials, identity: undefined }
  },
  Effect.scoped
)

const roleRequest = Effect.fnUntraced(function* (
  plan: SsoPlan,
  endpoints: ConfiguredEndpoints | undefined
): Effect.fn.Return<RoleRequest, SourceUnusable, Sts | SessionStore> {
  const { profile, session, startUrl, region, accountId, roleName } = plan
  const keeper = { sts: yield* Sts, store: yield* SessionStore }
  const settings = yield* Effect.mapError(clientSettings("sso"), environmentUnreadable)
  return (accessToken) =>
    keepCredentials<SourceUnusable | SignInNeeded>(
      keeper,
      {
        chain: {
          secret: Redacted.make(accessToken, { label: "ssoAccessToken" }),
          id: `${startUrl} ${session ?? ""}`,
          steps: [],
          isForeign: false
        },
        endpoint: endpointIn(settings, "sso", region, endpoints),
        operation: "GetRoleCredentials",
        parameters: { accountId, roleName },
        failures: sourceUnusableText(profileOrigin(profile))
      },
      unlessRefused("GetRoleCredentials", roleCredentials(plan, endpoints, accessToken), () =>
        notAsked(profileOrigin(profile))
      )
    )
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
) => Effect.Effect<
  KeptCredentials,
  SourceUnusable | SsoSignInExpired | SsoSignInAbsent,
  Sts | SessionStore | SsoTokens
> = Effect.fnUntraced(
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
    effect.pipe(
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
    case "SignInDenied":
      return new SourceUnusable({
        origin: profileOrigin(profile),
        detail: `The file of its sign-in to IAM Identity Center, ${error.path}, ${error.why}.`
      })
    case "SignInNeeded":
      return error.why === "never" ? new SsoSignInAbsent(whose) : new SsoSignInExpired(whose)
  }
}
