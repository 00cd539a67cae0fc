import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { runModule } from "./child.ts"
import { home, serve } from "./fixture.ts"

const account = "111111111111"

/** What a program in a process of its own, whose home it is, gets for a profile. */
const inProcess = (folder: string, name: string, env: { readonly [name: string]: string }) =>
  Effect.map(
    runModule(
      `
        import * as Effect from "effect/Effect"
        import * as Layer from "effect/Layer"
        import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
        import { layerSts } from "./src/aws/sts/StsLive.ts"
        import { layerCredentialSource } from "./src/aws/CredentialSourceLive.ts"
        import { CredentialSource } from "./src/services/CredentialSource.ts"
        import { layerNone } from "./src/services/SessionStore.ts"
        const answer = await Effect.flatMap(CredentialSource, (source) => source.profile("${name}")).pipe(
          Effect.match({
            onFailure: (error) => ({ _tag: error._tag, profile: error.profile, detail: error.detail }),
            onSuccess: ({ credentials, origin }) => ({
              accessKeyId: credentials.accessKeyId, expiresAt: credentials.expiresAt, origin
            })
          }),
          Effect.provide(layerCredentialSource.pipe(Layer.provide([layerSts, layerNone, NodeFileSystem.layer]))),
          Effect.runPromise
        )
        console.log(JSON.stringify(answer))
      `,
      { HOME: folder, PATH: "/usr/bin:/bin", ...env }
    ),
    (out) => JSON.parse(out) as { readonly [name: string]: unknown }
  )

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex")
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

describe("a profile of IAM Identity Center", () => {
  const config = `[profile acme]
sso_session = corp
sso_account_id = ${account}
sso_role_name = Admin
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example/start
[profile old]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
sso_account_id = ${account}
sso_role_name = Admin
`
  const signedIn = (millis: number) => {
    const token = JSON.stringify({ accessToken: "sso-token", expiresAt: new Date(millis).toISOString() })
    return {
      ".aws/config": config,
      [`.aws/sso/cache/${sha1("corp")}.json`]: token,
      [`.aws/sso/cache/${sha1("https://corp.example/start")}.json`]: token
    }
  }
  const portal = serve(({ headers, path }) =>
    headers["x-amz-sso_bearer_token"] === "sso-token" && path.startsWith("/federation/credentials")
      ? {
          status: 200,
          headers: { "content-type": "application/json" },
          body: '{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}'
        }
      : { status: 400, body: "{}" }
  )

  for (const name of ["acme", "old"]) {
    it.live(`gives a session for the sign-in (${name})`, () =>
      Effect.gen(function* () {
        const { endpoint, received } = yield* portal
        const later = (yield* Clock.currentTimeMillis) + 3600_000
        const answer = yield* home(() => signedIn(later)).pipe(
          Effect.flatMap((folder) => inProcess(folder, name, { AWS_ENDPOINT_URL_SSO: endpoint }))
        )
        assert.deepStrictEqual(answer, {
          accessKeyId: "ASIASSO",
          expiresAt: 4102444800000,
          origin: { _tag: "Profile", profile: name }
        })
        assert.include(received[0]?.path, `account_id=${account}`)
      })
    )

    it.live(`tells a sign-in that has ended (${name})`, () =>
      Effect.gen(function* () {
        const answer = yield* home(() => signedIn(0)).pipe(
          Effect.flatMap((folder) => inProcess(folder, name, { AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:1" }))
        )
        assert.deepStrictEqual(answer, { _tag: "SsoSignInExpired", profile: name })
      })
    )

    it.live(`tells a sign-in that was never made (${name})`, () =>
      Effect.gen(function* () {
        const answer = yield* home(() => ({ ".aws/config": config })).pipe(
          Effect.flatMap((folder) => inProcess(folder, name, { AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:1" }))
        )
        assert.deepStrictEqual(answer, { _tag: "SsoSignInAbsent", profile: name })
      })
    )
  }

  it.live("tells a sign-in that the service has ended", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* serve(() => ({
        status: 401,
        headers: { "content-type": "application/json", "x-amzn-errortype": "UnauthorizedException" },
        body: '{"message":"Session token not found or invalid"}'
      }))
      const later = (yield* Clock.currentTimeMillis) + 3600_000
      const answer = yield* home(() => signedIn(later)).pipe(
        Effect.flatMap((folder) => inProcess(folder, "acme", { AWS_ENDPOINT_URL_SSO: endpoint }))
      )
      assert.deepStrictEqual(answer, { _tag: "SsoSignInExpired", profile: "acme" })
    })
  )

  it.live("tells a role that the person does not have", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* serve(() => ({
        status: 403,
        headers: { "content-type": "application/json", "x-amzn-errortype": "ForbiddenException" },
        body: '{"message":"No access"}'
      }))
      const later = (yield* Clock.currentTimeMillis) + 3600_000
      const answer = yield* home(() => signedIn(later)).pipe(
        Effect.flatMap((folder) => inProcess(folder, "acme", { AWS_ENDPOINT_URL_SSO: endpoint }))
      )
      assert.strictEqual(answer._tag, "SourceUnusable")
      assert.match(String(answer.detail), /No access/)
    })
  )
})

describe("a profile of aws login", () => {
  it.live.each(["acme", "my corp"])("gives the session of the login (%s)", (name) =>
    Effect.gen(function* () {
      const expiresAt = new Date((yield* Clock.currentTimeMillis) + 3600_000).toISOString()
      const folder = yield* home(() => ({
        ".aws/config": `[profile "${name}"]\nlogin_session = arn:aws:iam::1:user/alice\n`,
        [`.aws/login/cache/${sha256("arn:aws:iam::1:user/alice")}.json`]: JSON.stringify({
          accessToken: {
            accessKeyId: "ASIALOGIN",
            secretAccessKey: "s",
            sessionToken: "t",
            accountId: account,
            expiresAt
          },
          clientId: "c",
          refreshToken: "r",
          dpopKey: "k"
        })
      }))
      assert.deepStrictEqual(yield* inProcess(folder, name, {}), {
        accessKeyId: "ASIALOGIN",
        expiresAt: Date.parse(expiresAt),
        origin: { _tag: "Profile", profile: name }
      })
    })
  )
})
