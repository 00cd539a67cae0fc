import { createHash } from "node:crypto"
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, instantClock, type Received, type Reply, serve, sourceLayer } from "./fixture.ts"

const startUrl = "https://corp.example/start"

const fileOf = (tokenId: string) => `.aws/sso/cache/${createHash("sha1").update(tokenId).digest("hex")}.json`

const iso = (millis: number) => new Date(millis).toISOString()

/** A sign-in that can be renewed, as `aws sso login` leaves it. */
const signIn = (accessToken: string, expiresAt: number, more: object = {}) =>
  JSON.stringify({
    startUrl,
    region: "eu-west-1",
    accessToken,
    expiresAt: iso(expiresAt),
    clientId: "client",
    clientSecret: "client-secret",
    registrationExpiresAt: "2099-01-01T00:00:00Z",
    refreshToken: "refresh-1",
    ...more
  })

const profileOf = (profile: string, session: string) =>
  `[profile ${profile}]\nsso_session = ${session}\nsso_account_id = 111111111111\nsso_role_name = Admin\n`
const sessionOf = (header: string) => `[sso-session ${header}]\nsso_region = eu-west-1\nsso_start_url = ${startUrl}\n`
const config = `${profileOf("acme", "corp")}${profileOf("other", "corp")}${sessionOf("corp")}`

const json = (body: object, status = 200, headers: { readonly [name: string]: string } = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

const refused = json({ error: "invalid_grant" }, 400, { "x-amzn-errortype": "InvalidGrantException" })
const roleCredentials = json({
  roleCredentials: { accessKeyId: "ASIASSO", secretAccessKey: "s", sessionToken: "t", expiration: 4102444800000 }
})
const unauthorized = json({ message: "no" }, 401, { "x-amzn-errortype": "UnauthorizedException" })

/** Identity Center: it takes these access tokens, and answers to a renewal as the test says. */
const center = (takes: ReadonlyArray<string>, renewal: (request: Received, count: number) => Reply = () => refused) => {
  let renewals = 0
  return serve((request) => {
    if (request.path === "/token") return renewal(request, ++renewals)
    return takes.includes(String(request.headers["x-amz-sso_bearer_token"])) ? roleCredentials : unauthorized
  })
}

const asking = (folder: string, endpoint: string, name = "acme") =>
  Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(
    Effect.map(({ credentials }) => credentials.accessKeyId),
    Effect.provide(sourceLayer({ HOME: folder, AWS_ENDPOINT_URL_SSO: endpoint, AWS_ENDPOINT_URL_SSO_OIDC: endpoint }))
  )

/** With a clock whose sleeps take no time, from the real time on. */
const withoutWaiting = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const { clock, advance } = instantClock()
  return Effect.flatMap(Clock.currentTimeMillis, (now) => {
    advance(now)
    return Effect.provideService(effect, Clock.Clock, clock)
  })
}

describe("a profile of IAM Identity Center is found", () => {
  for (const [name, files, session] of [
    ["r&d", `${profileOf('"r&d"', "s")}${sessionOf("s")}`, "s"],
    ["my corp", `${profileOf('"my corp"', "s")}${sessionOf("s")}`, "s"],
    ["übung", `${profileOf("übung", "s")}${sessionOf("s")}`, "s"],
    ["(a,b)=;c", `${profileOf("(a,b)=;c", "s")}${sessionOf("s")}`, "s"],
    ["a#b", `${profileOf("a#b", "s")}${sessionOf("s")}`, "s"],
    ["a:b", `${profileOf("a:b", "s")}${sessionOf("s")}`, "s"],
    ["x", `${profileOf("x", "my corp")}${sessionOf('"my corp"')}`, "my corp"],
    ["x", `${profileOf("x", "ü (#1)")}${sessionOf("'ü (#1)'")}`, "ü (#1)"],
    ["x", `${profileOf(" x", "s").replace("sso_account_id", "SSO_ACCOUNT_ID")}${sessionOf("s")}`, "s"],
    ["x", `${profileOf("x", "s").replaceAll(" = ", ": ")}${sessionOf("s")}`, "s"],
    [
      "default",
      `[profile default]\nregion = us-west-1\n${profileOf("x", "s").replace("profile x", "default")}${sessionOf("s")}`,
      "s"
    ],
    [
      "x",
      `${profileOf("x", "s").replace("sso_session = s\n", "")}sso_region = eu-west-1\nsso_start_url = ${startUrl}\n`,
      startUrl
    ]
  ] as const) {
    it.live(`by the name ${name}, with the sign-in of ${session}: ${JSON.stringify(files.slice(0, 40))}`, () =>
      Effect.gen(function* () {
        const { endpoint, received } = yield* center(["token"])
        const folder = yield* home(() => ({ ".aws/config": files, [fileOf(session)]: signIn("token", 4102444800000) }))
        assert.strictEqual(yield* asking(folder, endpoint, name), "ASIASSO")
        assert.include(received[0]?.path, "account_id=111111111111")
        assert.include(received[0]?.path, "role_name=Admin")
      })
    )
  }
})

describe("a sign-in to IAM Identity Center", () => {
  it.live("that has ended is renewed once for all who ask, and written for the next", () =>
    Effect.gen(function* () {
      const { endpoint, received } = yield* center(["token-2"], () =>
        json({ accessToken: "token-2", expiresIn: 3600, refreshToken: "refresh-2" })
      )
      const now = yield* Clock.currentTimeMillis
      const folder = yield* home(() => ({
        ".aws/config": config,
        [fileOf("corp")]: signIn("token-1", now - 1000, { unknown: "kept" })
      }))
      const path = join(folder, fileOf("corp"))
      chmodSync(path, 0o600)
      const source = yield* CredentialSource.pipe(
        Effect.provide(
          sourceLayer({ HOME: folder, AWS_ENDPOINT_URL_SSO: endpoint, AWS_ENDPOINT_URL_SSO_OIDC: endpoint })
        )
      )
      yield* Effect.forEach(["acme", "other", "acme"], source.profile, { concurrency: "unbounded" })
      const renewals = received.filter((request) => request.path === "/token")
      assert.deepStrictEqual(
        renewals.map(({ body }) => JSON.parse(body)),
        [{ clientId: "client", clientSecret: "client-secret", grantType: "refresh_token", refreshToken: "refresh-1" }]
      )
      const written = JSON.parse(readFileSync(path, "utf8"))
      assert.deepInclude(written, { accessToken: "token-2", refreshToken: "refresh-2", startUrl, unknown: "kept" })
      assert.match(written.expiresAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      assert.approximately(Date.parse(written.expiresAt), now + 3_600_000, 60_000)
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
    })
  )

  it.live("that another process renews meanwhile is read again", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", now - 1000) }))
      const { endpoint } = yield* center(["token-2"], () => {
        writeFileSync(join(folder, fileOf("corp")), signIn("token-2", now + 3_600_000))
        return refused
      })
      assert.strictEqual(yield* asking(folder, endpoint), "ASIASSO")
    })
  )

  it.live("that many processes renew at once, by a refresh token that serves once, serves them all", () =>
    Effect.gen(function* () {
      let current = 1
      const { endpoint, received } = yield* serve((request) => {
        if (request.path === "/token") {
          if (JSON.parse(request.body).refreshToken !== `refresh-${current}`) return refused
          current += 1
          return json({ accessToken: `token-${current}`, expiresIn: 3600, refreshToken: `refresh-${current}` })
        }
        return request.headers["x-amz-sso_bearer_token"] === `token-${current}` ? roleCredentials : unauthorized
      })
      const now = yield* Clock.currentTimeMillis
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", now - 1000) }))
      const { clock, advance } = instantClock()
      advance(now)
      const written = yield* Latch.make()
      // Who is refused waits, and the one who is not has written what it got before it is served.
      const waiting: Clock.Clock = { ...clock, sleep: () => written.await }
      const served = yield* Effect.forEach(
        ["acme", "other", "acme", "other", "acme", "other"],
        (name) => Effect.tap(asking(folder, endpoint, name), () => written.open),
        { concurrency: "unbounded" }
      ).pipe(Effect.provideService(Clock.Clock, waiting))
      assert.deepStrictEqual(new Set(served), new Set(["ASIASSO"]))
      assert.strictEqual(current, 2)
      assert.isAtLeast(received.filter(({ path }) => path === "/token").length, 2)
    })
  )

  it.live("that another process renews while the network fails this one is read again", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", now - 1000) }))
      const { endpoint } = yield* center(["token-2"], () => {
        writeFileSync(join(folder, fileOf("corp")), signIn("token-2", now + 3_600_000))
        return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in to the Wi-Fi" }
      })
      assert.strictEqual(yield* asking(folder, endpoint), "ASIASSO")
    })
  )

  it.live("that another process has renewed since it was read is read again", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", 4102444800000) }))
      const { endpoint, received } = yield* serve((_request, count) => {
        if (count > 1) return roleCredentials
        writeFileSync(join(folder, fileOf("corp")), signIn("token-2", 4102444800000))
        return unauthorized
      })
      assert.strictEqual(yield* asking(folder, endpoint), "ASIASSO")
      assert.deepStrictEqual(
        received.map(({ headers }) => headers["x-amz-sso_bearer_token"]),
        ["token-1", "token-2"]
      )
    })
  )

  it.live("that another process is just writing is waited for", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* center(["token-2"])
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: '{"accessToken":' }))
      const { clock, advance } = instantClock()
      advance(yield* Clock.currentTimeMillis)
      const writing: Clock.Clock = {
        ...clock,
        sleep: (duration) =>
          Effect.andThen(
            Effect.sync(() => writeFileSync(join(folder, fileOf("corp")), signIn("token-2", 4102444800000))),
            clock.sleep(duration)
          )
      }
      assert.strictEqual(yield* Effect.provideService(asking(folder, endpoint), Clock.Clock, writing), "ASIASSO")
    })
  )

  it.live("that is refused is one to make anew, and is not called so for anything else", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const ended = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", now - 1000) }))
      const { endpoint } = yield* center([])
      const refusal = yield* withoutWaiting(Effect.flip(asking(ended, endpoint)))
      assert.deepInclude(refusal, { _tag: "SsoSignInExpired", profile: "acme", session: "corp" })

      const failure = yield* Effect.flip(asking(ended, "http://127.0.0.1:1"))
      assert(failure._tag === "SourceUnusable")
      assert.match(
        failure.detail,
        /^Its sign-in to IAM Identity Center has expired, and could not be renewed: .*ECONNREFUSED/
      )
      assert.notMatch(inspect([refusal, failure], { depth: 9 }), /token-1|refresh-1|client-secret/)

      const never = yield* home(() => ({ ".aws/config": config }))
      assert.deepInclude(yield* Effect.flip(asking(never, endpoint)), {
        _tag: "SsoSignInAbsent",
        profile: "acme",
        session: "corp"
      })
    })
  )

  it.live("that is about to end and cannot be renewed serves until it has", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const { endpoint, received } = yield* center(["token-1"])
      const folder = yield* home(() => ({ ".aws/config": config, [fileOf("corp")]: signIn("token-1", now + 120_000) }))
      assert.strictEqual(yield* withoutWaiting(asking(folder, endpoint)), "ASIASSO")
      assert.strictEqual(received.filter(({ path }) => path === "/token").length, 1)
    })
  )

  for (const [what, more] of [
    ["without a refresh token", { refreshToken: undefined }],
    ["of a client that has ended", { registrationExpiresAt: "2020-01-01T00:00:00UTC" }]
  ] as const) {
    it.live(`${what} is not renewed`, () =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const { endpoint, received } = yield* center([])
        const folder = yield* home(() => ({
          ".aws/config": config,
          [fileOf("corp")]: signIn("token-1", now - 1000, more)
        }))
        assert.strictEqual((yield* Effect.flip(asking(folder, endpoint)))._tag, "SsoSignInExpired")
        assert.deepStrictEqual(received, [])
      })
    )
  }
})
