import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../../src/testing/mod.ts"
import { Aws, accounts, envs, laptopUser, mainJob, onLaptop, onPlace, sessionVariables } from "../acme.ts"

const ci = onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))

describe("requests to STS", () => {
  it.effect("a CI job that uses one env makes two", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      yield* sbx.credentials
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      const aws = yield* LocalAws.LocalAws
      assert.deepStrictEqual(
        (yield* aws.requests).map(({ action }) => action),
        ["GetCallerIdentity", "AssumeRole"]
      )
    }).pipe(Effect.provide(ci))
  )

  it.effect("a CI job that uses five envs one after the other makes six", () =>
    Effect.gen(function* () {
      for (const env of envs) yield* Aws.env(env)
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), 6)
    }).pipe(Effect.provide(ci))
  )

  it.effect("a thousand fibers over five envs make six", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach(
        Array.from({ length: 1000 }, (_, i) => envs[i % envs.length] ?? "sbx"),
        (env) => Effect.flatMap(Aws.env(env), (session) => Effect.map(session.accountId, (id) => [env, id] as const)),
        { concurrency: "unbounded" }
      )
      for (const [env, id] of found) assert.strictEqual(id, accounts[env])
      const aws = yield* LocalAws.LocalAws
      assert.strictEqual(yield* aws.count(), 6)
      assert.strictEqual(yield* aws.count("AssumeRole"), 5)
    }).pipe(Effect.provide(ci))
  )

  it.effect("a web identity needs no request for its identity", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "web-identity-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })))
      const file = join(folder, "token")
      const layer = onPlace(Aws.layerCi, (aws) =>
        Effect.gen(function* () {
          const token = yield* aws.webIdentityToken({
            issuer: "token.actions.githubusercontent.com",
            subject: "repo:acme/app:ref:refs/heads/main"
          })
          writeFileSync(file, Redacted.value(token))
          return {
            AWS_ROLE_ARN: `arn:aws:iam::${accounts.devops}:role/devops_role`,
            AWS_WEB_IDENTITY_TOKEN_FILE: file
          }
        })
      )
      yield* Effect.gen(function* () {
        const sbx = yield* Aws.env("sbx")
        assert.strictEqual(yield* sbx.accountId, accounts.sbx)
        assert.deepStrictEqual(
          (yield* (yield* LocalAws.LocalAws).requests).map(({ action }) => action),
          ["AssumeRoleWithWebIdentity", "AssumeRole"]
        )
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("Lambda's app makes none until its identity is asked", () =>
    Effect.gen(function* () {
      const app = yield* Aws.app
      yield* app.credentials
      const aws = yield* LocalAws.LocalAws
      assert.strictEqual(yield* aws.count(), 0)
      assert.strictEqual(yield* app.accountId, accounts.prd)
      yield* app.principalArn
      assert.strictEqual(yield* aws.count(), 1)
    }).pipe(
      Effect.provide(
        onPlace(Aws.layerLambda, (aws) =>
          Effect.map(sessionVariables(accounts.prd, "prd_app_role")(aws), (keys) => ({
            ...keys,
            AWS_REGION: "eu-west-1"
          }))
        )
      )
    )
  )

  it.effect("a laptop asks nothing of the ambient credentials", () =>
    Effect.gen(function* () {
      const { devops, sbx, prd, app } = yield* mainJob
      assert.deepStrictEqual(
        [devops, sbx, prd, app].map(({ accountId }) => accountId),
        [accounts.devops, accounts.sbx, accounts.prd, accounts.sbx]
      )
      const requests = yield* (yield* LocalAws.LocalAws).requests
      assert.isTrue(requests.every(({ principalArn }) => principalArn?.includes(`/${laptopUser}`) === true))
      assert.deepStrictEqual(
        requests.map(({ action }) => action),
        ["GetCallerIdentity", "GetCallerIdentity", "GetCallerIdentity"]
      )
    }).pipe(Effect.provide(onLaptop(Aws.layerLocal, sessionVariables(accounts.tst, "tst_app_role"))))
  )
})
