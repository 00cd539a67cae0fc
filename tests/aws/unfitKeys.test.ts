import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readContainerAnswer } from "../../src/domain/aws/ContainerAnswer.ts"
import { readProcessAnswer } from "../../src/domain/aws/ProcessAnswer.ts"
import { readSsoToken } from "../../src/domain/aws/SsoToken.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, serve, sourceLayer } from "./fixture.ts"

const keys = {
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "sesame-of-the-test",
  AWS_SESSION_TOKEN: "token-of-the-test"
}

describe("a key with a character that no key has is told by its name", () => {
  for (const [name, value] of [
    ["AWS_ACCESS_KEY_ID", "ASIAEXAMPLE\n"],
    ["AWS_ACCESS_KEY_ID", "ASIAEXAMPLE\r\n"],
    ["AWS_ACCESS_KEY_ID", "“ASIAEXAMPLE”"],
    ["AWS_SECRET_ACCESS_KEY", "sesame-of-the-test\n"],
    ["AWS_SESSION_TOKEN", "token-of-the-test\n"],
    ["AWS_SESSION_TOKEN", "token-of\nthe-test"],
    ["AWS_SESSION_TOKEN", " "],
    ["AWS_SECURITY_TOKEN", "token-of-the-test\u0000"]
  ] as const) {
    it.live(`of the environment: ${name}=${JSON.stringify(value)}`, () =>
      Effect.gen(function* () {
        const { endpoint, received } = yield* serve(() => ({ status: 200, body: "" }))
        const HOME = yield* home(() => ({}))
        const error = yield* Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(
          Effect.flip,
          Effect.provide(sourceLayer({ HOME, AWS_ENDPOINT_URL: endpoint, ...keys, [name]: value }))
        )
        const detail = "detail" in error ? error.detail : ""
        assert.match(detail, new RegExp(`^${name} has a character that no key or token has`))
        assert.notMatch(detail, /EXAMPLE|of-the-test/)
        assert.strictEqual(received.length, 0)
      })
    )
  }

  for (const [setting, line] of [
    ["aws_access_key_id", "aws_access_key_id = AKIA\n  aws_secret_access_key = hidden-one"],
    ["aws_session_token", "aws_access_key_id = AKIA\naws_session_token = tokén"]
  ] as const) {
    it.live(`of a profile: ${setting}`, () =>
      Effect.gen(function* () {
        const HOME = yield* home(() => ({
          ".aws/credentials": `[p]\n${line}\naws_secret_access_key = sesame-of-the-test\n`
        }))
        const error = yield* Effect.flatMap(CredentialSource, (source) => source.profile("p")).pipe(
          Effect.flip,
          Effect.provide(sourceLayer({ HOME }))
        )
        const detail = "detail" in error ? error.detail : ""
        assert.include(detail, `In the profile "p" ${setting} has a character`)
        assert.notMatch(detail, /hidden-one|tokén|sesame/)
      })
    )
  }

  it("of a process, of a server, of a sign-in", () => {
    const answer = { Version: 1, AccessKeyId: "ASIAEXAMPLE", SecretAccessKey: "s", SessionToken: "t\n" }
    assert.deepStrictEqual(
      readProcessAnswer(JSON.stringify(answer), 0),
      Result.fail({ _tag: "UnfitPart", part: "SessionToken" })
    )
    const served = { AccessKeyId: "A\n", SecretAccessKey: "s", Token: "t", Expiration: "2099-01-01T00:00:00Z" }
    assert.isUndefined(readContainerAnswer(JSON.stringify(served)))
    assert.isUndefined(readSsoToken(JSON.stringify({ accessToken: "a\nb", expiresAt: "2099-01-01T00:00:00Z" }), 0))
  })
})
