import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import {
  BotoSesFactory,
  CredentialSource,
  EnvConfig,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../mod.ts"
import { encodeMarker } from "../../src/domain/child/ExecMarker.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, envs, onPlace, sessionVariables, type Variables, world } from "./acme.ts"

class Side extends BotoSesFactory.Service<Side>()("acme/Side", { ...Aws.options, identityCheck: "parallel" }) {}

const devops = sessionVariables(accounts.devops, "devops_role")
const side = onPlace(Side.layerCi, devops)

const trusting = (accountId: string, roleName: string, trust: string): LocalAws.Options => ({
  accounts: { ...world.accounts, [accountId]: { roles: { [roleName]: { trust: [accounts.devops, trust] } } } }
})

const counts = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  return [yield* aws.count("GetCallerIdentity"), yield* aws.count("AssumeRole")]
})

describe('identityCheck: "parallel"', () => {
  for (const [slow, other] of [
    ["GetCallerIdentity", "AssumeRole"],
    ["AssumeRole", "GetCallerIdentity"]
  ] as const) {
    it.effect(`has both requests on their way, and gives nothing out before ${slow} is answered`, () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        yield* aws.failNext(1, { kind: "delay", duration: "1 minute" }, { action: slow })
        const asker = yield* Effect.forkChild(Side.env("sbx"))
        yield* aws.awaitRequests(1, { action: other, status: 200 })
        const [pending] = yield* aws.awaitRequests(1, slow)
        assert.isUndefined(pending?.status)
        assert.isUndefined(asker.pollUnsafe())
        yield* TestClock.adjust("1 minute")
        const sbx = yield* Fiber.join(asker)
        assert.strictEqual(yield* sbx.accountId, accounts.sbx)
        assert.strictEqual(sbx.plan?._tag, "AssumeRole")
        assert.deepStrictEqual(yield* counts, [1, 1])
      }).pipe(Effect.provide(side))
    )
  }

  it.effect("makes one request for each role, whoever asks, and later ones as ever", () =>
    Effect.gen(function* () {
      const asks = envs.flatMap((env) => [Side.env(env), Side.env(env, { region: "eu-west-1" }), Side.env(env)])
      yield* Effect.all(asks, { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* counts, [1, envs.length])
      yield* Side.env("sbx", { durationSeconds: 900 })
      yield* Effect.scoped(Effect.flatMap(Side.fresh, (fresh) => fresh.env("sbx")))
      assert.deepStrictEqual(yield* counts, [1, envs.length + 2])
      yield* Side.invalidate
      yield* Side.env("sbx")
      assert.deepStrictEqual(yield* counts, [2, envs.length + 3])
    }).pipe(Effect.provide(side))
  )

  it.effect("cancels both requests with their asker", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(2, { kind: "hang" }, { service: "sts" })
      const asker = yield* Effect.forkChild(Side.env("sbx"))
      yield* aws.awaitRequests(2, { service: "sts" })
      yield* Fiber.interrupt(asker)
      yield* aws.awaitRequests(2, { aborted: true })
      yield* Side.env("sbx")
      assert.deepStrictEqual(yield* counts, [2, 2])
    }).pipe(Effect.provide(side))
  )

  it.effect("cancels the request for the role while it alone is on its way", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "hang" }, { action: "AssumeRole" })
      const asker = yield* Effect.forkChild(Side.env("sbx"))
      yield* aws.awaitRequests(1, { action: "GetCallerIdentity", status: 200 })
      yield* aws.awaitRequests(1, "AssumeRole")
      yield* Fiber.interrupt(asker)
      yield* aws.awaitRequests(1, { action: "AssumeRole", aborted: true })
    }).pipe(Effect.provide(side))
  )

  /** An ask whose identity is answered after AWS has made the role's session; `made` is the key that asked for it. */
  const afterRole = <A, R>(ask: Effect.Effect<A, BotoSesError, R>) =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "delay", duration: "1 minute" }, { action: "GetCallerIdentity" })
      const asker = yield* Effect.forkChild(ask)
      const [request] = yield* aws.awaitRequests(1, { action: "AssumeRole", status: 200 })
      yield* aws.awaitRequests(1, "GetCallerIdentity")
      yield* TestClock.adjust("1 minute")
      return { asker, made: request?.accessKeyId }
    })

  it.effect("hands out no session of an identity that is refused, not even to who asks again", () =>
    Effect.gen(function* () {
      const { asker } = yield* afterRole(Side.env("tst"))
      assert.strictEqual((yield* Effect.flip(Fiber.join(asker))).reason._tag, "DevopsNotRecognised")
      const aws = yield* LocalAws.LocalAws
      assert.strictEqual((yield* Effect.flip(Side.env("tst"))).reason._tag, "DevopsNotRecognised")
      assert.strictEqual(yield* aws.count("AssumeRole"), 1)
    }).pipe(
      Effect.provide(
        onPlace(
          Side.layerCi,
          sessionVariables(accounts.sbx, "sbx_app_role"),
          trusting(accounts.tst, "tst_deployment_role", accounts.sbx)
        )
      )
    )
  )

  it.effect("sends nothing ahead under exec, whose session is more likely the target's than devops", () =>
    Effect.gen(function* () {
      const sbx = yield* Side.env("sbx")
      assert.strictEqual(sbx.plan?._tag, "UseAmbient")
      assert.strictEqual((yield* Effect.flip(Side.env("tst"))).reason._tag, "DevopsNotRecognised")
      assert.deepStrictEqual(yield* counts, [1, 0])
    }).pipe(
      Effect.provide(
        onPlace(Side.layerCi, (aws) =>
          Effect.map(sessionVariables(accounts.sbx, "sbx_deployment_role")(aws), (keys) => ({
            ...keys,
            ...(encodeMarker({
              target: "sbx",
              env: "sbx",
              accountId: accounts.sbx,
              kind: "assumed-role",
              name: "sbx_deployment_role"
            }).set as Record<string, string>)
          }))
        )
      )
    )
  )

  it.effect("sends nothing ahead where a store may have the session", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "accessDenied" }, { action: "GetCallerIdentity" })
      yield* Effect.flip(Side.env("sbx"))
      assert.deepStrictEqual(yield* counts, [1, 0])
    }).pipe(
      Effect.provide(
        onPlace(
          Layer.provide(
            Side.layerNoDeps,
            Layer.mergeAll(
              Runtime.layerCi,
              EnvConfig.layer(Aws.options),
              RolePolicy.layerNaming(),
              SnapshotStore.layerMemory,
              noToken,
              CredentialSource.layer,
              Sts.layer,
              Layer.succeed(SessionStore.SessionStore, SessionStore.make({ ...SessionStore.none }))
            )
          ),
          devops
        )
      )
    )
  )

  it.effect("hands out no session of an identity that turns out to be the role itself", () =>
    Effect.gen(function* () {
      const { asker, made } = yield* afterRole(Side.env("sbx"))
      const sbx = yield* Fiber.join(asker)
      assert.strictEqual(sbx.plan?._tag, "UseAmbient")
      assert.strictEqual((yield* sbx.credentials).accessKeyId, made)
    }).pipe(
      Effect.provide(
        onPlace(
          Side.layerCi,
          sessionVariables(accounts.sbx, "sbx_deployment_role"),
          trusting(accounts.sbx, "sbx_deployment_role", accounts.sbx)
        )
      )
    )
  )

  const failure = <R>(ask: Effect.Effect<unknown, BotoSesError, R>) =>
    Effect.map(Effect.flip(ask), ({ message, reason }) => ({ message, tag: reason._tag }))

  const cases: ReadonlyArray<readonly [string, string, Variables, LocalAws.Options?, LocalAws.Fault?, string?]> = [
    ["denied the role", "AssumeRoleDenied", devops, { accounts: { ...world.accounts, [accounts.tst]: {} } }],
    ["of an account that is not devops's", "DevopsNotRecognised", sessionVariables(accounts.sbx, "sbx_app_role")],
    [
      "of an account that is not devops's, though the role trusts it",
      "DevopsNotRecognised",
      sessionVariables(accounts.sbx, "sbx_app_role"),
      trusting(accounts.tst, "tst_deployment_role", accounts.sbx)
    ],
    ["that is absent", "AmbientAbsent", () => Effect.succeed({})],
    [
      "with a wrong secret key",
      "CredentialsRejected",
      (aws) => Effect.map(devops(aws), (keys) => ({ ...keys, AWS_SECRET_ACCESS_KEY: "wrong" }))
    ],
    ["that has expired", "SessionExpired", devops, world, { kind: "expiredToken" }, "GetCallerIdentity"],
    ["whose role's request says it has expired", "none", devops, world, { kind: "expiredToken" }, "AssumeRole"]
  ]
  for (const [name, tag, variables, options, fault, action] of cases) {
    it.effect(`fails as without it for an identity ${name}, again and again`, () =>
      Effect.gen(function* () {
        const failures = <Self, Id>(
          layer: Parameters<typeof onPlace<Self>>[0],
          ask: Effect.Effect<Id, BotoSesError, Self>
        ) =>
          Effect.gen(function* () {
            const aws = yield* LocalAws.LocalAws
            if (fault !== undefined) {
              yield* aws.fault({ ...fault, times: 2, when: { service: "sts", ...(action ? { action } : {}) } })
            }
            return [yield* failure(ask), yield* failure(ask)]
          }).pipe(Effect.provide(onPlace(layer, variables, options)))
        const found = yield* failures(Side.layerCi, Side.env("tst"))
        if (tag !== "none") assert.strictEqual(found[0]?.tag, tag)
        assert.deepStrictEqual(found, yield* failures(Aws.layerCi, Aws.env("tst")))
      })
    )
  }

  it.effect("asks for a role that is denied once for each ask", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "accessDenied" }, { action: "AssumeRole" })
      assert.strictEqual((yield* failure(Side.env("sbx"))).tag, "AssumeRoleDenied")
      assert.deepStrictEqual(yield* counts, [1, 1])
      yield* Side.env("sbx")
      assert.deepStrictEqual(yield* counts, [1, 2])
    }).pipe(Effect.provide(side))
  )

  it.effect("is told of by explain, which makes no request", () =>
    Effect.gen(function* () {
      const text = `${yield* Side.explain("sbx")}`
      assert.strictEqual(text.split('identityCheck: "parallel"').length, 2)
      assert.notInclude(`${yield* Side.explain("devops")}`, "parallel")
      assert.deepStrictEqual(yield* counts, [0, 0])
      yield* Side.explain("sbx", { identity: true })
      assert.deepStrictEqual(yield* counts, [1, 0])
    }).pipe(Effect.provide(side))
  )
})

describe('identityCheck: "first", the default', () => {
  it.effect("sends nothing before the identity is known", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "delay", duration: "1 minute" }, { action: "GetCallerIdentity" })
      const asker = yield* Effect.forkChild(Aws.env("sbx"))
      yield* aws.awaitRequests(1, "GetCallerIdentity")
      assert.deepStrictEqual(yield* counts, [1, 0])
      assert.notInclude(`${yield* Aws.explain("sbx")}`, "parallel")
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(asker)
      assert.deepStrictEqual(yield* counts, [1, 1])
    }).pipe(Effect.provide(onPlace(Aws.layerCi, devops)))
  )
})
