import { createPublicKey, verify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import {
  assumeRole,
  assumeRoleWithWebIdentity,
  devops,
  github,
  nowIsReal,
  options,
  roleArn,
  type SdkError,
  sbx,
  whoAmI
} from "./LocalAwsFixture.ts"

const wordsOf = (error: SdkError) => [error.name, error.status, error.message]
const ci = roleArn(devops, "github/ci")
const subject = "repo:acme/app:ref:refs/heads/main"

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")

describe("AssumeRoleWithWebIdentity", () => {
  it.effect("exchanges a provider's token, and the session is a role's like any other", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const token = yield* aws.webIdentityToken({ issuer: `https://${github}`, subject })
      const session = yield* assumeRoleWithWebIdentity(token, { RoleArn: ci, DurationSeconds: 7200 })
      assert.strictEqual(session.SubjectFromWebIdentityToken, subject)
      assert.strictEqual(session.Audience, "sts.amazonaws.com")
      assert.strictEqual(session.Provider, `arn:aws:iam::${devops}:oidc-provider/${github}`)
      assert.strictEqual(session.AssumedRoleUser?.Arn, `arn:aws:sts::${devops}:assumed-role/ci/job`)
      assert.strictEqual((yield* whoAmI(session.keys)).Arn, `arn:aws:sts::${devops}:assumed-role/ci/job`)
      const chained = yield* Effect.flip(
        assumeRole(session.keys, { RoleArn: roleArn(sbx, "ci/deploy"), DurationSeconds: 7200 })
      )
      assert.include(chained.message, "role chaining")
      const [request] = yield* aws.requests
      assert.strictEqual(request?.params.WebIdentityToken, "<redacted>")
      assert.notInclude(JSON.stringify(yield* aws.requests), Redacted.value(token))
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("takes tags and source identity from the token", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const token = yield* aws.webIdentityToken({
        issuer: github,
        subject,
        tags: { repo: "acme/app" },
        transitiveTagKeys: ["repo"],
        sourceIdentity: "octocat"
      })
      const session = yield* assumeRoleWithWebIdentity(token, { RoleArn: ci })
      assert.strictEqual(session.SourceIdentity, "octocat")
      const known = Option.getOrThrow(yield* aws.session(session.keys.accessKeyId))
      assert.deepStrictEqual(known.tags, { repo: "acme/app" })
      assert.deepStrictEqual(known.transitiveTagKeys, ["repo"])
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("refuses tokens that AWS would refuse, in its words", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const refusal = Effect.fnUntraced(function* (token: Redacted.Redacted | string, role = ci) {
        return wordsOf(yield* Effect.flip(assumeRoleWithWebIdentity(token, { RoleArn: role })))
      })
      const invalid = (message: string) => ["InvalidIdentityTokenException", 400, message]
      const notAllowed = ["AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity"]
      const good = Redacted.value(yield* aws.webIdentityToken({ issuer: github, subject }))
      const [header, payload, signature] = good.split(".")

      assert.deepStrictEqual(
        yield* refusal(yield* aws.webIdentityToken({ issuer: "example.com", subject })),
        invalid("No OpenIDConnect provider found in your account for https://example.com")
      )
      assert.deepStrictEqual(
        yield* refusal(good, roleArn(sbx, "ci/deploy")),
        invalid(`No OpenIDConnect provider found in your account for https://${github}`)
      )
      assert.deepStrictEqual(
        yield* refusal(yield* aws.webIdentityToken({ issuer: github, subject, audience: "nobody" })),
        invalid("Incorrect token audience")
      )
      assert.deepStrictEqual(
        yield* refusal(yield* aws.webIdentityToken({ issuer: github, subject, audience: "other" })),
        notAllowed
      )
      assert.deepStrictEqual(
        yield* refusal(yield* aws.webIdentityToken({ issuer: github, subject: "repo:evil/app" })),
        notAllowed
      )
      assert.deepStrictEqual(yield* refusal(good, roleArn(devops, "missing")), notAllowed)
      for (const text of ["token", "a.b.c", `${header}.${payload}`, `${header}.${part({ iss: 1 })}.${signature}`]) {
        assert.deepStrictEqual(
          yield* refusal(text),
          invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
        )
      }
      const forged = { iss: `https://${github}`, sub: subject, aud: "sts.amazonaws.com", exp: 9_999_999_999 }
      assert.strictEqual((yield* refusal(`${header}.${part(forged)}.${signature}`))[0], "InvalidIdentityTokenException")
      assert.deepStrictEqual(
        yield* refusal(`${part({ alg: "none" })}.${part(forged)}.`),
        invalid(
          "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
        )
      )
      const foreign = yield* Effect.scoped(
        Effect.flatMap(LocalAws.make(options), (other) => other.webIdentityToken({ issuer: github, subject }))
      )
      assert.strictEqual((yield* refusal(foreign))[0], "InvalidIdentityTokenException")

      const short = yield* aws.webIdentityToken({ issuer: github, subject, expiresIn: "5 minutes" })
      yield* TestClock.adjust("5 minutes")
      const [name, status, message] = yield* refusal(short)
      assert.deepStrictEqual([name, status], ["ExpiredTokenException", 400])
      assert.match(
        String(message),
        /^Token expired: current date\/time \d{10} must be before the expiration date\/time \d{10}$/
      )
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("logs what was at fault, and answers no more than AWS does", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const denied = Effect.fnUntraced(function* (token: Redacted.Redacted | string, role = ci) {
        yield* aws.clear
        const [name, , message] = wordsOf(yield* Effect.flip(assumeRoleWithWebIdentity(token, { RoleArn: role })))
        const [request] = yield* aws.requests
        return { name, message, at: request?.denial?.at, detail: request?.denial?.detail }
      })
      const evil = yield* denied(yield* aws.webIdentityToken({ issuer: github, subject: "repo:evil/app" }))
      assert.deepStrictEqual(evil, {
        name: "AccessDenied",
        message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        at: [`${github}:sub`],
        detail: `StringLike ${github}:sub asks for "repo:acme/*"; the request's is "repo:evil/app".`
      })
      const good = { issuer: github, subject }
      const at = Effect.fnUntraced(function* (token: Redacted.Redacted | string, role = ci) {
        return (yield* denied(token, role)).at
      })
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      assert.deepStrictEqual(yield* at("a.b.c"), ["token"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, claims: { sub: undefined } })), ["sub"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, expiresIn: 0 })), ["exp"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, claims: { nbf: now + 60 } })), ["nbf"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, audience: "x" })), ["aud"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, claims: { azp: "x" } })), ["aud"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken({ ...good, issuer: `${github}/` })), ["iss"])
      assert.deepStrictEqual(yield* at(yield* aws.webIdentityToken(good), roleArn(devops, "missing")), ["RoleArn"])
      const [header = "", payload = ""] = Redacted.value(yield* aws.webIdentityToken(good)).split(".")
      assert.deepStrictEqual(yield* at(`${header}.${payload}.c2ln`), ["signature"])
      assert.deepStrictEqual(yield* at(`${part({ alg: "HS256", kid: "x" })}.${payload}.c2ln`), ["kid"])
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )

  it.effect("tells the keys of its providers, by which anybody may check a token of either kind", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const aws = yield* LocalAws.LocalAws
      const get = (url: string) =>
        Effect.promise(async () => (await (await fetch(url)).json()) as { readonly [name: string]: unknown })
      const configuration = yield* get(`${aws.endpoint}/.well-known/openid-configuration`)
      assert.deepInclude(configuration, { issuer: aws.endpoint, jwks_uri: `${aws.endpoint}/jwks` })
      const { keys } = yield* get(String(configuration.jwks_uri))
      for (const algorithm of ["ES256", "RS256"] as const) {
        const token = yield* aws.webIdentityToken({ issuer: github, subject, algorithm })
        const [header = "", payload = "", signature = ""] = Redacted.value(token).split(".")
        const { kid, alg } = JSON.parse(Buffer.from(header, "base64url").toString())
        const key = (keys as ReadonlyArray<{ readonly kid: string }>).find((one) => one.kid === kid)
        assert.strictEqual(alg, algorithm)
        const isGood = verify(
          "sha256",
          Buffer.from(`${header}.${payload}`),
          { key: createPublicKey({ key: { ...key }, format: "jwk" }), dsaEncoding: "ieee-p1363" },
          Buffer.from(signature, "base64url")
        )
        assert.isTrue(isGood)
        assert.isDefined((yield* assumeRoleWithWebIdentity(token, { RoleArn: ci })).keys)
      }
    }).pipe(Effect.provide(LocalAws.layer(options)))
  )
})
