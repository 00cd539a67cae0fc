import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Credentials, makeCredentials } from "../../domain/Credentials.ts"
import { SourceUnusable, SsoSignInExpired } from "../../services/CredentialSource.ts"
import { jsonRequest } from "./jsonRequest.ts"
import { type SsoSignIn, ssoToken } from "./ssoToken.ts"

export interface SsoRole extends SsoSignIn {
  readonly profile: string
  readonly accountId: string
  readonly roleName: string
}

const Answer = Schema.fromJsonString(
  Schema.Struct({
    roleCredentials: Schema.Struct({
      accessKeyId: Schema.NonEmptyString,
      secretAccessKey: Schema.NonEmptyString,
      sessionToken: Schema.NonEmptyString,
      /** Milliseconds since 1970. */
      expiration: Schema.Number
    })
  })
)

const decodeAnswer = Schema.decodeUnknownOption(Answer)

/**
 * The credentials of a role of Identity Center, by the sign-in that `aws sso login` made.
 *
 * Source: AWS IAM Identity Center Portal API Reference, GetRoleCredentials.
 */
export const ssoCredentials: (
  role: SsoRole
) => Effect.Effect<Credentials, SourceUnusable | SsoSignInExpired, FileSystem.FileSystem> = Effect.fnUntraced(
  function* (role) {
    const { profile, region, endpoints } = role
    const unusable = (detail: string) => new SourceUnusable({ source: `the AWS CLI profile ${profile}`, detail })
    const token = yield* ssoToken(role)
    if (token === undefined) return yield* new SsoSignInExpired({ profile })
    const answer = yield* Effect.mapError(
      jsonRequest({
        serviceId: "SSO",
        region,
        endpoints,
        host: (suffix, fips) => `portal.sso${fips ? "-fips" : ""}.${region}.${suffix}`,
        method: "GET",
        path: "/federation/credentials",
        query: { account_id: role.accountId, role_name: role.roleName },
        headers: () => ({ "x-amz-sso_bearer_token": Redacted.value(token) })
      }),
      ({ status, detail }) =>
        status === 401
          ? new SsoSignInExpired({ profile })
          : unusable(`Identity Center gives no credentials of ${role.roleName} in ${role.accountId}: ${detail}`)
    )
    const found = decodeAnswer(answer)
    if (Option.isNone(found)) return yield* unusable("What Identity Center answers is no credentials.")
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = found.value.roleCredentials
    return makeCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration })
  }
)
