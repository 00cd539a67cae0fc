import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type BotoSesError, BotoSesFactory, Runtime } from "../../mod.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, onPlace } from "./acme.ts"

/** What a caller without types may write. */
// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
type Untyped = any

const assertTold = (error: unknown, reasons: ReadonlyArray<string>, what: string): void => {
  const { reason, message } = error as BotoSesError
  assert.include(reasons, reason?._tag, `${what}: ${String(error)}`)
  for (const ugly of ["undefined", "[object", "    at ", "NaN", "Cannot read"]) assert.notInclude(message, ugly, what)
}

const failed = (ask: () => Effect.Effect<unknown, unknown, Untyped>) =>
  Effect.flip(Effect.suspend(() => ask())) as Effect.Effect<unknown, unknown, never>

describe("calls from JavaScript", () => {
  const names: ReadonlyArray<unknown> = [
    null,
    undefined,
    5,
    "",
    " ",
    "PRD",
    "prd ",
    {},
    [],
    ["prd"],
    true,
    Symbol.for("x"),
    "a".repeat(5000),
    "app",
    "session",
    "__proto__"
  ]
  const options: ReadonlyArray<unknown> = [
    null,
    5,
    "policy",
    [],
    { polcy: "{}" },
    { durationSeconds: "900" },
    { region: "nowhere" },
    { region: 5 },
    { refresh: "sometimes" },
    { tags: null },
    { mfa: 5 },
    { roleSessionName: {} }
  ]
  const roles: ReadonlyArray<unknown> = [
    null,
    undefined,
    {},
    { roleArn: 5 },
    { roleArn: "" },
    { roleArn: `arn:aws:iam::${accounts.sbx}:user/x` },
    { roleArn: `arn:aws:iam::${accounts.sbx}:role/x`, external_id: "boto" },
    { roleArn: `arn:aws:iam::${accounts.sbx}:role/x`, region: "nowhere" }
  ]

  it.effect("of env, fresh.env, envOf and explain with what is no env are typed errors, and ask nobody", () =>
    Effect.gen(function* () {
      const factory = (yield* BotoSesFactory.BotoSesFactory) as Untyped as BotoSesFactory.BotoSesFactory<Untyped>
      for (const name of names) {
        const what = typeof name === "symbol" ? "a symbol" : JSON.stringify(name)?.slice(0, 40)
        for (const ask of [
          () => factory.env(name),
          () => (Aws as Untyped).env(name),
          () => factory.envOf(name as Untyped),
          () => Effect.scoped(factory.fresh.env(name))
        ]) {
          assertTold(yield* failed(ask), ["UnknownEnv"], `env(${what})`)
        }
      }
      for (const name of [null, 5, {}, "nope"]) {
        const { plan } = yield* factory.explain(name as Untyped)
        assert.strictEqual(plan._tag === "Refuse" && plan.reason._tag, "UnknownEnv")
      }
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), 0)
    }).pipe(Effect.provide(Layer.provideMerge(Aws.asFactory, layerTest(Aws, { runtime: "ci" }))))
  )

  it.effect("with bad options are typed errors", () =>
    Effect.gen(function* () {
      for (const option of options) {
        assertTold(
          yield* failed(() => (Aws as Untyped).env("sbx", option)),
          ["RoleOptionInvalid", "RegionUnknown"],
          `env("sbx", ${JSON.stringify(option)})`
        )
      }
      const devops = yield* Aws.devops
      for (const role of roles) {
        assertTold(
          yield* failed(() => devops.assumeRole(role as Untyped)),
          ["RoleOptionInvalid", "RegionUnknown"],
          `assumeRole(${JSON.stringify(role)})`
        )
      }
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("that make a factory of nonsense fail its layer with all that is wrong", () =>
    Effect.gen(function* () {
      const nonsense: ReadonlyArray<unknown> = [
        null,
        undefined,
        5,
        [],
        {},
        { devops: null, workloads: null },
        { devops: {}, workloads: { sbx: null } },
        { devops: {}, workloads: { devops: {} } },
        { devops: {}, workloads: { sbx: { accountId: 222222222222 } } },
        { devops: {}, workloads: { sbx: {} }, rolePolicy: 5 },
        { devops: {}, workloads: { sbx: {} }, rolePolicy: { roleName: 5 } },
        { devops: {}, workloads: { sbx: {} }, refreshMargin: "soon" },
        { devops: {}, workloads: { sbx: {} }, refreshMargin: -1 },
        { devops: {}, workloads: { sbx: {} }, identityCheck: "both" },
        { devops: {}, workloads: { sbx: {} }, identityCheck: null },
        { devops: {}, workloads: { sbx: {} }, sessionStore: "redis" },
        { devops: {}, workloads: { sbx: {} }, defaultAppEnv: "devops" }
      ]
      for (const option of nonsense) {
        class Bad extends (BotoSesFactory as Untyped).Service()("bad/Aws", option) {}
        assertTold(
          yield* failed(() => Effect.provide((Bad as Untyped).devops, onPlace((Bad as Untyped).layerLocal))),
          ["ConfigInvalid"],
          JSON.stringify(option) ?? "undefined"
        )
      }
    })
  )

  it.effect("of Runtime.layerOf with no runtime's name are typed errors", () =>
    Effect.gen(function* () {
      for (const name of [null, undefined, 5, "", "lambda", {}]) {
        assertTold(
          yield* failed(() =>
            Effect.provide(
              Runtime.Runtime.useSync((it) => it.name),
              Runtime.layerOf(name as Untyped)
            )
          ),
          ["ConfigInvalid", "UnknownRuntime"],
          `layerOf(${JSON.stringify(name)})`
        )
      }
    })
  )
})
