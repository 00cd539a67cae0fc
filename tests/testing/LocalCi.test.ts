import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { BotoSesFactory, IdentityToken } from "../../mod.ts"
import { readClaims } from "../../src/domain/oidc/Claims.ts"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"

const aws = LocalAws.layer({ accounts: { "222222222222": {} } })

const jobOf = (options: LocalCi.Options) => {
  const ci = Layer.provideMerge(LocalCi.layer(options), aws)
  return Layer.provideMerge(Layer.provide(IdentityToken.layer, LocalCi.layerVariables), ci)
}

const token = Effect.flatMap(IdentityToken.IdentityToken, (port) => port.token({}, {}))

describe("LocalCi", () => {
  it.live("lets a test say whose token it is and how long it lives", () =>
    Effect.gen(function* () {
      const issued = yield* token
      const { issuer, subject, issuedAt = 0, expiresAt = 0 } = readClaims(issued.token) ?? assert.fail("no token")
      assert.strictEqual(issuer, "https://git.acme.test/_services/token")
      assert.strictEqual(subject, "repo:acme/other:environment:prd")
      assert.strictEqual(expiresAt - issuedAt, 60_000)
    }).pipe(
      Effect.provide(
        jobOf({
          vendor: "github_action",
          issuer: "git.acme.test/_services/token",
          subject: "repo:acme/other:environment:prd",
          life: "1 minute"
        })
      )
    )
  )

  it.live("is the whole environment of a factory, whose clients reach the local AWS too", () => {
    class Aws extends BotoSesFactory.Service<Aws>()("test/Aws", {
      region: "us-east-1",
      devops: {},
      workloads: { prd: { oidcRoleArn: "arn:aws:iam::222222222222:role/ci" } }
    }) {}
    const roles = { ci: { trust: [{ federated: "token.actions.githubusercontent.com" }] } }
    const job = Layer.provide(
      LocalCi.layer({ vendor: "github_action" }),
      LocalAws.layer({ accounts: { "222222222222": { roles } } })
    )
    return Effect.gen(function* () {
      const prd = yield* Aws.env("prd")
      assert.strictEqual(yield* prd.accountId, "222222222222")
      const caller = yield* prd.use(STSClient, (sts) => sts.send(new GetCallerIdentityCommand()))
      assert.strictEqual(caller.Account, "222222222222")
    }).pipe(Effect.provide(Layer.provide(Layer.provide(Aws.layer, LocalCi.layerVariables), job)))
  })

  it.live("counts requests, and answers as it is told from then on", () =>
    Effect.gen(function* () {
      const ci = yield* LocalCi.LocalCi
      yield* token
      yield* ci.answer("refusal")
      assert.strictEqual((yield* Effect.flip(token)).kind, "refused")
      yield* ci.answer("token")
      yield* token
      assert.strictEqual(yield* ci.requests, 3)
    }).pipe(Effect.provide(jobOf({ vendor: "codefresh" })))
  )

  it.live("gives a job without permission no variable of a token", () =>
    Effect.gen(function* () {
      const { variables } = yield* LocalCi.LocalCi
      assert.deepStrictEqual(Object.keys(variables).sort(), ["CI", "GITHUB_ACTIONS", "GITHUB_SERVER_URL"])
    }).pipe(Effect.provide(jobOf({ vendor: "github_action", permission: false })))
  )

  it.live("refuses who asks without the permission, or not as the vendor has it", () =>
    Effect.gen(function* () {
      const { variables } = yield* LocalCi.LocalCi
      const url = variables.ACTIONS_ID_TOKEN_REQUEST_URL ?? ""
      const authorization = `Bearer ${variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`
      const statusOf = (address: string, init: RequestInit) =>
        Effect.promise(async () => {
          const answer = await fetch(address, init)
          await answer.text()
          return answer.status
        })
      assert.strictEqual(yield* statusOf(url, { headers: { authorization } }), 200)
      assert.strictEqual(yield* statusOf(url, {}), 401)
      assert.strictEqual(yield* statusOf(url, { headers: { authorization: `${authorization}x` } }), 401)
      assert.strictEqual(yield* statusOf(url, { headers: { authorization }, method: "POST" }), 405)
      assert.strictEqual(yield* statusOf(url.split("?")[0] ?? "", { headers: { authorization } }), 400)
      assert.strictEqual(yield* statusOf(new URL("/other", url).href, { headers: { authorization } }), 404)
    }).pipe(Effect.provide(jobOf({ vendor: "github_action" })))
  )

  it.live("gives two jobs beside each other tokens of their own", () =>
    Effect.gen(function* () {
      const both = Effect.all(
        (["gitlab_ci", "bitbucket_pipeline"] as const).map((vendor) =>
          Effect.provide(
            token,
            Layer.provide(Layer.provide(IdentityToken.layer, LocalCi.layerVariables), LocalCi.layer({ vendor }))
          )
        )
      )
      const [one, other] = (yield* both).map((issued) => Redacted.value(issued.token))
      assert.notStrictEqual(one, other)
    }).pipe(Effect.provide(aws))
  )
})
