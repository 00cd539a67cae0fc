import { assert, describe, it } from "@effect/vitest"
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
})
