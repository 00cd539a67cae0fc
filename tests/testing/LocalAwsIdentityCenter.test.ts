/** The portal of IAM Identity Center and its renewals: through the SDK, and through a profile of ours. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  SSOClient
} from "@aws-sdk/client-sso"
import { CreateTokenCommand, SSOOIDCClient } from "@aws-sdk/client-sso-oidc"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { home, sourceLayer } from "../aws/fixture.ts"
import { call, devops, nowIsReal, options, prd, sbx, whoAmI } from "./LocalAwsFixture.ts"

const renewal = { refreshToken: "refresh-1", clientId: "client", clientSecret: "client-secret" }
const signIn: LocalAws.SsoSignInOptions = {
  accessToken: "token-1",
  renewal,
  userName: "alice@acme.example",
  roles: [
    { accountId: sbx, role: "second" },
    { accountId: sbx, role: "deploy" },
    { accountId: prd, role: "deploy" }
  ]
}
const layerOf = (more: Partial<LocalAws.SsoSignInOptions> = {}) =>
  LocalAws.layer({ ...options, ssoSignIns: [{ ...signIn, ...more }] })

const clients = Effect.flatMap(LocalAws.LocalAws, ({ endpoint }) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const config = { endpoint, region: "us-east-1", maxAttempts: 1 }
      return { portal: new SSOClient(config), oidc: new SSOOIDCClient(config) }
    }),
    ({ portal, oidc }) =>
      Effect.sync(() => {
        portal.destroy()
        oidc.destroy()
      })
  )
)

const createToken = (oidc: SSOOIDCClient, more: Partial<typeof renewal & { grantType: string }> = {}) =>
  call(() => oidc.send(new CreateTokenCommand({ grantType: "refresh_token", ...renewal, ...more })))

describe("IAM Identity Center", () => {
  it.effect("lists what is assigned, and gives a session of it until the sign-in is ended", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { portal } = yield* clients
      const accessToken = "token-1"
      const first = yield* call(() => portal.send(new ListAccountsCommand({ accessToken, maxResults: 1 })))
      const { nextToken = "" } = first
      const second = yield* call(() => portal.send(new ListAccountsCommand({ accessToken, nextToken })))
      assert.deepStrictEqual(
        [...(first.accountList ?? []), ...(second.accountList ?? [])].map(({ accountId }) => accountId),
        [sbx, prd]
      )
      const { roleList } = yield* call(() => portal.send(new ListAccountRolesCommand({ accessToken, accountId: sbx })))
      assert.deepStrictEqual(roleList, [
        { roleName: "deploy", accountId: sbx },
        { roleName: "second", accountId: sbx }
      ])
      const ask = (accountId: string, roleName: string, token = accessToken) =>
        call(() => portal.send(new GetRoleCredentialsCommand({ accessToken: token, accountId, roleName })))
      const { roleCredentials = {} } = yield* ask(sbx, "deploy")
      const { accessKeyId = "", secretAccessKey = "", sessionToken = "", expiration = 0 } = roleCredentials
      assert.strictEqual(expiration, (yield* Clock.currentTimeMillis) + 3_600_000)
      assert.strictEqual(
        (yield* whoAmI({ accessKeyId, secretAccessKey, sessionToken })).Arn,
        `arn:aws:sts::${sbx}:assumed-role/deploy/alice@acme.example`
      )
      for (const [accountId, roleName] of [
        [devops, "ci"],
        [prd, "second"],
        ["__proto__", "constructor"]
      ] as const) {
        const { name, message, status } = yield* Effect.flip(ask(accountId, roleName))
        assert.deepStrictEqual([name, message, status], ["ForbiddenException", "No access", 403])
      }
      const unknown = yield* Effect.flip(ask(sbx, "deploy", "__proto__"))
      assert.deepStrictEqual([unknown.name, unknown.status], ["UnauthorizedException", 401])
      yield* call(() => portal.send(new LogoutCommand({ accessToken })))
      assert.strictEqual((yield* Effect.flip(ask(sbx, "deploy"))).name, "UnauthorizedException")
      const { requests } = yield* LocalAws.LocalAws
      assert.notInclude(JSON.stringify(yield* requests), "token-1")
    }).pipe(Effect.scoped, Effect.provide(layerOf()))
  )

  it.effect("renews a sign-in by a refresh token that serves once, for the client that it was made for", () =>
    Effect.gen(function* () {
      const { portal, oidc } = yield* clients
      const ask = (accessToken: string) => call(() => portal.send(new ListAccountsCommand({ accessToken })))
      assert.strictEqual((yield* Effect.flip(ask("token-1"))).name, "UnauthorizedException")
      for (const [more, name, status] of [
        [{ clientSecret: "other" }, "InvalidClientException", 401],
        [{ refreshToken: "other" }, "InvalidGrantException", 400],
        [{ grantType: "password" }, "UnsupportedGrantTypeException", 400],
        [{ refreshToken: "" }, "InvalidRequestException", 400]
      ] as const) {
        const error = yield* Effect.flip(createToken(oidc, more))
        assert.deepStrictEqual([error.name, error.status], [name, status])
      }
      const { accessToken = "", refreshToken = "", expiresIn } = yield* createToken(oidc)
      assert.strictEqual(expiresIn, 3600)
      assert.strictEqual((yield* ask(accessToken)).accountList?.length, 2)
      assert.strictEqual((yield* Effect.flip(createToken(oidc))).name, "InvalidGrantException")
      yield* createToken(oidc, { refreshToken })
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "throttle" }, { service: "sso" })
      assert.strictEqual((yield* Effect.flip(ask(accessToken))).status, 429)
      assert.strictEqual(yield* aws.count({ service: "sso-oidc", action: "CreateToken", status: 200 }), 2)
    }).pipe(Effect.scoped, Effect.provide(layerOf({ duration: 0 })))
  )

  it.live("serves a profile of ours, whose sign-in it renews", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const file = `.aws/sso/cache/${createHash("sha1").update("corp").digest("hex")}.json`
      const startUrl = "https://corp.example/start"
      const folder = yield* home(() => ({
        ".aws/config": `[profile acme]\nsso_session = corp\nsso_account_id = ${sbx}\nsso_role_name = deploy\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = ${startUrl}\n`,
        [file]: JSON.stringify({
          startUrl,
          region: "us-east-1",
          accessToken: "token-1",
          expiresAt: "2020-01-01T00:00:00Z",
          registrationExpiresAt: "2099-01-01T00:00:00Z",
          ...renewal
        })
      }))
      const { credentials } = yield* Effect.flatMap(CredentialSource, (source) => source.profile("acme")).pipe(
        Effect.provide(
          sourceLayer({
            HOME: folder,
            AWS_ENDPOINT_URL_SSO: aws.endpoint,
            AWS_ENDPOINT_URL_SSO_OIDC: aws.endpoint
          })
        )
      )
      const { accessKeyId, secretAccessKey, sessionToken = Redacted.make("") } = credentials
      assert.strictEqual(
        (yield* whoAmI({ accessKeyId, secretAccessKey, sessionToken })).Arn,
        `arn:aws:sts::${sbx}:assumed-role/deploy/alice@acme.example`
      )
      assert.notInclude(readFileSync(join(folder, file), "utf8"), "refresh-1")
    }).pipe(Effect.scoped, Effect.provide(layerOf({ duration: 0 })))
  )

  it.effect("refuses options that name what is not there", () =>
    Effect.gen(function* () {
      for (const [ssoSignIns, words] of [
        [[{ accessToken: "a", roles: [{ accountId: sbx, role: "constructor" }] }], "ssoSignIns names role constructor"],
        [[signIn, signIn], "two sign-ins of ssoSignIns have a token in common"]
      ] as const) {
        const refused = yield* Effect.flip(LocalAws.make({ ...options, ssoSignIns }))
        assert.include(refused.message, words)
        assert.notInclude(refused.message, "token-1")
      }
    }).pipe(Effect.scoped)
  )
})
