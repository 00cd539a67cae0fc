import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { type BotoSesError, BotoSesFactory } from "../../mod.ts"
import { jobs } from "../../src/testing/localCi/Jobs.ts"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"

const account = "222222222222"
const oidcRoleArn = `arn:aws:iam::${account}:role/job`

const failure = <A, R>(effect: Effect.Effect<A, BotoSesError, R>) =>
  Effect.map(Effect.flip(effect), ({ message, reason }) => ({ _tag: reason._tag, message }))

/** A factory as a program has it, in a job with the vendor's variables and nothing else. */
const inJob = (options: LocalCi.Options, audience: string | undefined) => {
  class Aws extends BotoSesFactory.Service<Aws>()("acme/Job", {
    region: "us-east-1",
    devops: { accountId: "111111111111" },
    workloads: { sbx: { accountId: account, oidcRoleArn } },
    ...(audience === undefined ? {} : { identityToken: { audience } })
  }) {}
  const trust = [{ federated: jobs[options.vendor].issuer, audience: audience ?? "sts.amazonaws.com" }]
  const aws = LocalAws.layer({ accounts: { [account]: { roles: { job: { trust } } } } })
  const ci = Layer.provideMerge(LocalCi.layer(options), aws)
  const factory = Layer.unwrap(
    Effect.gen(function* () {
      const { endpoint } = yield* LocalAws.LocalAws
      const { variables } = yield* LocalCi.LocalCi
      const env = {
        HOME: "/nonexistent",
        PATH: "/nonexistent",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ENDPOINT_URL: endpoint,
        // No rule of detection knows these two.
        ...(options.vendor === "hcp_terraform" || options.vendor === "spacelift" ? { USER_RUNTIME_NAME: "ci" } : {}),
        ...variables
      }
      return Layer.provide(Aws.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    })
  )
  return { Aws, layer: Layer.provideMerge(factory, ci) }
}

const audienceOf = (vendor: LocalCi.Vendor): string | undefined =>
  jobs[vendor].endpoint !== undefined && vendor !== "azure_pipelines" ? undefined : jobs[vendor].audience

describe("a program in a job that brings nothing but its vendor's variables", () => {
  for (const vendor of LocalCi.vendors) {
    it.effect(`takes its role in a job of ${vendor}`, () => {
      const { Aws, layer } = inJob({ vendor }, audienceOf(vendor))
      return Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const sbx = yield* Aws.env("sbx")
        assert.strictEqual(yield* sbx.accountId, account)
        assert.deepStrictEqual(
          (yield* aws.requests).map(({ action }) => action),
          ["AssumeRoleWithWebIdentity"]
        )
      }).pipe(Effect.provide(layer))
    })

    it.effect(`is told what a job of ${vendor} without permission needs`, () => {
      const { Aws, layer } = inJob({ vendor, permission: false }, audienceOf(vendor))
      return Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const error = yield* failure(Effect.flatMap(Aws.env("sbx"), ({ credentials }) => credentials))
        assert.include(["IdentityTokenAbsent", "IdentityTokenUnusable"], error._tag)
        assert.match(error.message, /[A-Z].*\./)
        assert.strictEqual(yield* aws.count(), 0)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("never has a dead key in six hours of GitHub's tokens of five minutes", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 27))
      const { Aws, layer } = inJob({ vendor: "github_action", permissionLife: "7 hours" }, undefined)
      yield* Effect.gen(function* () {
        const ci = yield* LocalCi.LocalCi
        const keys = new Set<string>()
        for (let minute = 0; minute < 360; minute += 5) {
          const { accessKeyId, expiresAt } = yield* Effect.flatMap(Aws.env("sbx"), ({ credentials }) => credentials)
          assert.isAbove(expiresAt ?? 0, yield* Clock.currentTimeMillis)
          keys.add(accessKeyId)
          yield* TestClock.adjust("5 minutes")
        }
        assert.isAtLeast(keys.size, 6)
        // A token may end on its way, since minutes pass at once here.
        assert.isAtMost(yield* ci.requests, 2 * keys.size)
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("ends with GitLab's token, and says so", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 27))
      const { Aws, layer } = inJob({ vendor: "gitlab_ci" }, undefined)
      yield* Effect.gen(function* () {
        const credentials = Effect.flatMap(Aws.env("sbx"), (session) => session.credentials)
        yield* credentials
        yield* TestClock.adjust("59 minutes")
        yield* credentials
        yield* TestClock.adjust("2 hours")
        const error = yield* failure(credentials)
        assert.strictEqual(error._tag, "SessionExpired")
        assert.include(error.message, "2026-11-27T01:00:00")
      }).pipe(Effect.provide(layer))
    })
  )
})
