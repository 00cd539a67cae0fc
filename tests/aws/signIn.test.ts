import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import { readFileSync, statSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, serve, sourceLayer } from "./fixture.ts"

const account = "111111111111"

/** What a profile gives in a home, whatever the home of this process is. */
const inHome = (folder: string, name: string, env: { readonly [name: string]: string }) =>
  Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(
    Effect.match({
      onFailure: (error): { readonly [name: string]: unknown } => ({
        _tag: error._tag,
        ...("profile" in error ? { profile: error.profile } : {}),
        ...("detail" in error ? { detail: error.detail } : {})
      }),
      onSuccess: ({ credentials, source }): { readonly [name: string]: unknown } => ({
        accessKeyId: credentials.accessKeyId,
        expiresAt: credentials.expiresAt,
        source
      })
    }),
    Effect.provide(sourceLayer({ HOME: folder, ...env }))
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
          Effect.flatMap((folder) => inHome(folder, name, { AWS_ENDPOINT_URL_SSO: endpoint }))
        )
        assert.deepStrictEqual(answer, {
          accessKeyId: "ASIASSO",
          expiresAt: 4102444800000,
          source: `the AWS CLI profile ${name}`
        })
        assert.include(received[0]?.path, `account_id=${account}`)
      })
    )

    it.live(`tells a sign-in that has ended (${name})`, () =>
      Effect.gen(function* () {
        const answer = yield* home(() => signedIn(0)).pipe(
          Effect.flatMap((folder) => inHome(folder, name, { AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:1" }))
        )
        assert.deepStrictEqual(answer, { _tag: "SsoSignInExpired", profile: name })
      })
    )

    it.live(`tells a sign-in that was never made (${name})`, () =>
      Effect.gen(function* () {
        const answer = yield* home(() => ({ ".aws/config": config })).pipe(
          Effect.flatMap((folder) => inHome(folder, name, { AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:1" }))
        )
        assert.deepStrictEqual(answer, { _tag: "SsoSignInExpired", profile: name })
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
        Effect.flatMap((folder) => inHome(folder, "acme", { AWS_ENDPOINT_URL_SSO: endpoint }))
      )
      assert.deepStrictEqual(answer, { _tag: "SsoSignInExpired", profile: "acme" })
    })
  )

  const renewable = (millis: number) => ({
    ".aws/config": `${config}${config.replace("[profile acme]", "[profile other]").split("[sso-session")[0]}`,
    [`.aws/sso/cache/${sha1("corp")}.json`]: JSON.stringify({
      startUrl: "https://corp.example/start",
      accessToken: "old-token",
      expiresAt: new Date(millis).toISOString(),
      clientId: "client",
      clientSecret: "client-secret",
      refreshToken: "refresh-token"
    })
  })
  const renewal = (accessToken: string) =>
    serve(() => ({ status: 200, body: JSON.stringify({ accessToken, expiresIn: 3600, refreshToken: "next" }) }))

  it.live("renews a sign-in that ends soon, once for all its profiles, and keeps it for the AWS CLI", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* portal
      const oidc = yield* renewal("sso-token")
      const soon = (yield* Clock.currentTimeMillis) + 60_000
      const folder = yield* home(() => renewable(soon))
      const env = { AWS_ENDPOINT_URL_SSO: endpoint, AWS_ENDPOINT_URL_SSO_OIDC: oidc.endpoint }
      const answers = yield* Effect.forEach(["acme", "other"], (name) => inHome(folder, name, env), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        answers.map(({ accessKeyId }) => accessKeyId),
        ["ASIASSO", "ASIASSO"]
      )
      assert.deepStrictEqual(
        oidc.received.map(({ method, path, body }) => [method, path, JSON.parse(body)]),
        [
          [
            "POST",
            "/token",
            {
              clientId: "client",
              clientSecret: "client-secret",
              refreshToken: "refresh-token",
              grantType: "refresh_token"
            }
          ]
        ]
      )
      const file = `${folder}/.aws/sso/cache/${sha1("corp")}.json`
      const kept = JSON.parse(readFileSync(file, "utf8"))
      assert.deepStrictEqual(
        [kept.startUrl, kept.accessToken, kept.refreshToken, kept.clientSecret],
        ["https://corp.example/start", "sso-token", "next", "client-secret"]
      )
      assert.isAbove(Date.parse(kept.expiresAt), soon)
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    })
  )

  for (const [left, expected] of [
    [60_000, { accessKeyId: undefined, _tag: "SourceUnusable" }],
    [-1, { accessKeyId: undefined, _tag: "SsoSignInExpired" }]
  ] as const) {
    it.live(`uses a sign-in that is not renewed for as long as it lasts (${left} ms)`, () =>
      Effect.gen(function* () {
        const oidc = yield* serve(() => ({ status: 400, body: '{"error":"invalid_grant"}' }))
        const { endpoint } = yield* portal
        const now = yield* Clock.currentTimeMillis
        const files = yield* home(() => renewable(now + left))
        const { accessKeyId, _tag } = yield* inHome(files, "acme", {
          AWS_ENDPOINT_URL_SSO: endpoint,
          AWS_ENDPOINT_URL_SSO_OIDC: oidc.endpoint
        })
        // The portal of the test knows only the renewed token, and refuses the old one as a bad request.
        assert.deepStrictEqual({ accessKeyId, _tag }, expected)
        assert.strictEqual(oidc.received.length, 1)
      })
    )
  }

  it.live("aborts its request when it is interrupted", () =>
    Effect.gen(function* () {
      const { endpoint, received, givenUp } = yield* serve(() => "hang")
      const later = (yield* Clock.currentTimeMillis) + 3600_000
      const folder = yield* home(() => signedIn(later))
      const fiber = yield* Effect.forkChild(inHome(folder, "acme", { AWS_ENDPOINT_URL_SSO: endpoint }))
      yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => received.length === 1 }))
      yield* Fiber.interrupt(fiber)
      yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => givenUp() === 1 }), Effect.timeout("3 seconds"))
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
        Effect.flatMap((folder) => inHome(folder, "acme", { AWS_ENDPOINT_URL_SSO: endpoint }))
      )
      assert.strictEqual(answer._tag, "SourceUnusable")
      assert.match(String(answer.detail), /No access/)
    })
  )
})

describe("a profile of aws login", () => {
  const session = "arn:aws:iam::1:user/alice"
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const login = (expiresAt: number) => ({
    ".aws/config": `[profile acme]\nlogin_session = ${session}\nregion = eu-west-1\n`,
    [`.aws/login/cache/${sha256(session)}.json`]: JSON.stringify({
      accessToken: {
        accessKeyId: "ASIALOGIN",
        secretAccessKey: "s",
        sessionToken: "t",
        accountId: account,
        expiresAt: new Date(expiresAt).toISOString()
      },
      clientId: "client",
      refreshToken: "refresh-token",
      dpopKey: privateKey.export({ format: "pem", type: "sec1" })
    })
  })
  const fresh = { accessToken: { accessKeyId: "ASIANEW", secretAccessKey: "s", sessionToken: "t" } }

  it.live("gives the session of the login, with no request", () =>
    Effect.gen(function* () {
      const expiresAt = (yield* Clock.currentTimeMillis) + 3600_000
      const folder = yield* home(() => login(expiresAt))
      assert.deepStrictEqual(yield* inHome(folder, "acme", { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }), {
        accessKeyId: "ASIALOGIN",
        expiresAt,
        source: "the AWS CLI profile acme"
      })
    })
  )

  it.live("renews a session that has ended, with a proof that it holds the login's key", () =>
    Effect.gen(function* () {
      const { endpoint, received } = yield* serve(() => ({
        status: 200,
        body: JSON.stringify({ ...fresh, expiresIn: 900, refreshToken: "next", tokenType: "aws_sigv4" })
      }))
      const folder = yield* home(() => login(0))
      const answer = yield* inHome(folder, "acme", { AWS_ENDPOINT_URL_SIGNIN: endpoint })
      assert.strictEqual(answer.accessKeyId, "ASIANEW")
      const [request] = received
      assert.deepStrictEqual([request?.method, request?.path], ["POST", "/v1/token"])
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), {
        clientId: "client",
        refreshToken: "refresh-token",
        grantType: "refresh_token"
      })
      const [head = "", claims = "", signature = ""] = String(request?.headers.dpop).split(".")
      const { jwk, alg, typ } = JSON.parse(Buffer.from(head, "base64url").toString())
      assert.deepStrictEqual([alg, typ], ["ES256", "dpop+jwt"])
      const told = createPublicKey({ key: jwk, format: "jwk" })
      assert.strictEqual(
        told.export({ format: "pem", type: "spki" }),
        publicKey.export({ format: "pem", type: "spki" }) as string
      )
      assert.isTrue(
        verify(
          "sha256",
          Buffer.from(`${head}.${claims}`),
          { key: publicKey, dsaEncoding: "ieee-p1363" },
          Buffer.from(signature, "base64url")
        )
      )
      const { htm, htu } = JSON.parse(Buffer.from(claims, "base64url").toString())
      assert.deepStrictEqual([htm, htu], ["POST", `${endpoint}/v1/token`])
      const kept = JSON.parse(readFileSync(`${folder}/.aws/login/cache/${sha256(session)}.json`, "utf8"))
      assert.deepStrictEqual(
        [kept.accessToken.accessKeyId, kept.accessToken.accountId, kept.refreshToken],
        ["ASIANEW", account, "next"]
      )
      assert.strictEqual((yield* inHome(folder, "acme", { AWS_ENDPOINT_URL_SIGNIN: endpoint })).accessKeyId, "ASIANEW")
      assert.strictEqual(received.length, 1)
    })
  )

  it.live("that cannot be renewed tells AWS's word for it, and the command", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* serve(() => ({
        status: 400,
        headers: { "x-amzn-errortype": "AccessDeniedException" },
        body: '{"error":"TOKEN_EXPIRED","message":"no"}'
      }))
      const folder = yield* home(() => login(0))
      const { _tag, detail } = yield* inHome(folder, "acme", { AWS_ENDPOINT_URL_SIGNIN: endpoint })
      assert.deepStrictEqual(
        [_tag, detail],
        ["SourceUnusable", "Its login was not renewed: TOKEN_EXPIRED. Sign in with: aws login --profile acme"]
      )
    })
  )
})
