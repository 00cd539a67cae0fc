import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { BotoSesFactory } from "../../../mod.ts"
import { maskAccountId } from "../../../src/domain/aws/AccountId.ts"
import type { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import type { Reason } from "../../../src/domain/errors/Reason.ts"
import { layerMemory } from "../../../src/handover/store/MemoryStore.ts"
import * as EnvConfig from "../../../src/live/EnvConfig.ts"
import { layerSts } from "../../../src/live/Ports.ts"
import * as RolePolicy from "../../../src/live/RolePolicy.ts"
import { CredentialSource, make } from "../../../src/services/CredentialSource.ts"
import { layerNone as noToken } from "../../../src/services/IdentityToken.ts"
import * as Runtime from "../../../src/services/Runtime.ts"
import { layerNone } from "../../../src/services/SessionStore.ts"
import { LocalAws } from "../../../src/testing/mod.ts"
import { Aws, accounts, onLaptop, onPlace, sessionVariables, userVariables } from "../acme.ts"

/** Labels each other's accounts: the profile acme-sbx holds keys of sbx, and prd names it. */
class Mislabelled extends BotoSesFactory.Service<Mislabelled>()("acme/Mislabelled", {
  region: "us-east-1",
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: {
    sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
    prd: { accountId: accounts.prd, profile: "acme-sbx" },
    tst: { accountId: accounts.tst, roleArn: `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role` }
  }
}) {}

/** The reason holds both accounts, its message names both masked. */
const assertMismatch = (reason: Reason, expected: string, found: string): void => {
  assert.strictEqual(reason._tag, "AccountMismatch")
  if (reason._tag !== "AccountMismatch") return
  assert.deepStrictEqual([reason.expected, reason.actual], [expected, found])
  assert.include(reason.message, `must be of account ${maskAccountId(expected)}`)
  assert.include(reason.message, `is of account ${maskAccountId(found)}`)
}

describe("the account guard", () => {
  it.effect("refuses a mislabelled profile and names both accounts", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Mislabelled.env("prd"))
      assertMismatch(reason, accounts.prd, accounts.sbx)
      yield* Mislabelled.env("sbx")
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), 1)
    }).pipe(Effect.provide(onLaptop(Mislabelled.layerLocal)))
  )

  it.effect("refuses a role ARN of another account, before any request for it", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Mislabelled.env("tst"))
      assertMismatch(reason, accounts.tst, accounts.sbx)
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 0)
    }).pipe(Effect.provide(onPlace(Mislabelled.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  )

  it.effect("refuses an ambient identity of the wrong account in an application, where it is asked to", () => {
    class Guarded extends BotoSesFactory.Service<Guarded>()("acme/Guarded", {
      devops: {},
      workloads: { sbx: { accountId: accounts.sbx }, prd: { accountId: accounts.prd } },
      guardApp: true
    }) {}
    const variables = (env: string) =>
      onPlace(Guarded.layerLambda, (aws) =>
        Effect.map(sessionVariables(accounts.sbx, "sbx_app_role")(aws), (keys) => ({
          ...keys,
          AWS_REGION: "eu-west-1",
          ENV_NAME: env
        }))
      )
    return Effect.gen(function* () {
      const refused = yield* Effect.flip(Guarded.app.pipe(Effect.provide(variables("prd"))))
      assert.strictEqual("reason" in refused && refused.reason._tag, "AccountMismatch")
      yield* Effect.gen(function* () {
        const app = yield* Guarded.app
        assert.strictEqual(app.env, "sbx")
        assert.strictEqual(yield* (yield* LocalAws.LocalAws).count(), 1)
      }).pipe(Effect.provide(variables("sbx")))
    })
  })

  it.effect("stops waiting for an application's identity after two seconds", () => {
    class Guarded extends BotoSesFactory.Service<Guarded>()("acme/Guarded", {
      devops: {},
      workloads: { sbx: { accountId: accounts.sbx } },
      guardApp: true
    }) {}
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "hang" })
      const asker = yield* Effect.forkChild(Effect.flip(Guarded.app))
      yield* aws.awaitRequests(1)
      yield* TestClock.adjust("2 seconds")
      const { reason } = yield* Fiber.join(asker)
      assert.strictEqual(reason._tag, "StsUnavailable")
    }).pipe(
      Effect.provide(
        onPlace(Guarded.layerLambda, (aws) =>
          Effect.map(sessionVariables(accounts.sbx, "sbx_app_role")(aws), (keys) => ({
            ...keys,
            AWS_REGION: "eu-west-1",
            ENV_NAME: "sbx"
          }))
        )
      )
    )
  })

  it.effect("refuses a refresh that changes the account, and gives its credentials to nobody", () => {
    let account: keyof typeof accounts = "sbx"
    const changing = Layer.effect(
      CredentialSource,
      Effect.map(LocalAws.LocalAws, (aws) =>
        make({
          ambient: Effect.die("not asked"),
          profile: () =>
            Effect.map(
              Effect.orDie(
                Effect.suspend(() =>
                  aws.roleCredentials(accounts[account], `${account}_app_role`, { duration: "15 minutes" })
                )
              ),
              ({ expiration, ...keys }) => ({
                credentials: { ...keys, expiresAt: expiration.getTime() },
                origin: { _tag: "Own", name: "the changing profile" } as const
              })
            )
        })
      )
    )
    const services = Layer.mergeAll(
      Runtime.layerLocal,
      EnvConfig.layer(Aws.options),
      RolePolicy.layerNaming(),
      layerMemory,
      layerNone,
      noToken,
      layerSts,
      changing
    )
    return Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const sbx = yield* Aws.env("sbx")
      const before = yield* sbx.credentials
      account = "prd"
      yield* TestClock.adjust("11 minutes")
      yield* sbx.credentials
      yield* (yield* LocalAws.LocalAws).awaitRequests(2, "GetCallerIdentity")
      yield* TestClock.adjust("5 minutes")
      const { reason } = yield* Effect.flip(sbx.credentials)
      assertMismatch(reason, accounts.sbx, accounts.prd)
      const rejected = yield* Effect.flip(Effect.tryPromise({ try: () => sbx.provider(), catch: (error) => error }))
      assert.strictEqual((rejected as BotoSesError).reason._tag, "AccountMismatch")
      account = "sbx"
      yield* Aws.invalidate
      assert.notStrictEqual((yield* sbx.credentials).accessKeyId, before.accessKeyId)
    }).pipe(Effect.provide(onPlace(Layer.provide(Aws.layerNoDeps, services))))
  })
})

describe("one account for all", () => {
  const one = accounts.sbx
  const shared = {
    accounts: {
      [one]: {
        users: { ci: {}, laptop: {} },
        roles: {
          devops_role: { trust: [] },
          sbx_deployment_role: { trust: [one] }
        }
      }
    }
  }

  class OneAccount extends BotoSesFactory.Service<OneAccount>()("acme/OneAccount", {
    region: "us-east-1",
    devops: { roleArn: `arn:aws:iam::${one}:role/devops_role`, profile: "acme-sbx" },
    workloads: { sbx: { accountId: one, profile: "acme-sbx" } }
  }) {}

  it.effect("works with two roles", () =>
    Effect.gen(function* () {
      const devops = yield* OneAccount.devops
      const sbx = yield* OneAccount.env("sbx")
      assert.include(yield* devops.principalArn, "assumed-role/devops_role/")
      assert.include(yield* sbx.principalArn, "assumed-role/sbx_deployment_role/")
    }).pipe(Effect.provide(onPlace(OneAccount.layerCi, sessionVariables(one, "devops_role"), shared)))
  )

  it.effect("works with one profile for both, and explain says so", () =>
    Effect.gen(function* () {
      const devops = yield* OneAccount.devops
      const sbx = yield* OneAccount.env("sbx")
      assert.strictEqual(yield* devops.principalArn, yield* sbx.principalArn)
      assert.include((yield* OneAccount.explain("sbx")).toString(), "the profile acme-sbx is also that of devops")
    }).pipe(Effect.provide(onLaptop(OneAccount.layerLocal)))
  )

  it.effect("does not take a workload's role for devops, and proposes devops.roleArn", () => {
    class ById extends BotoSesFactory.Service<ById>()("acme/ById", {
      region: "us-east-1",
      devops: { accountId: one },
      workloads: { sbx: { accountId: one } }
    }) {}
    return Effect.gen(function* () {
      const { reason } = yield* Effect.flip(ById.devops)
      assert.strictEqual(reason._tag, "DevopsNotRecognised")
      assert.include(reason.message, "devops.roleArn")
    }).pipe(Effect.provide(onPlace(ById.layerCi, sessionVariables(one, "sbx_deployment_role"), shared)))
  })

  it.effect("refuses equal role ARNs, given or by naming", () => {
    class Given extends BotoSesFactory.Service<Given>()("acme/Given", {
      devops: { roleArn: `arn:aws:iam::${one}:role/deploy` },
      workloads: { sbx: { roleArn: `arn:aws:iam::${one}:role/deploy` } }
    }) {}
    class ByName extends BotoSesFactory.Service<ByName>()("acme/ByName", {
      region: "us-east-1",
      devops: { roleArn: `arn:aws:iam::${one}:role/ops/sbx_deployment_role` },
      workloads: { sbx: { accountId: one } }
    }) {}
    const keys = userVariables(one, "ci")
    return Effect.gen(function* () {
      const given = yield* Effect.flip(Effect.provide(Given.devops, onPlace(Given.layerCi, keys, shared)))
      const named = yield* Effect.flip(Effect.provide(ByName.devops, onPlace(ByName.layerCi, keys, shared)))
      for (const error of [given, named]) {
        assert.strictEqual(error._tag, "BotoSesError")
        assert.strictEqual("reason" in error && error.reason._tag, "ConfigInvalid")
        assert.include(error.message, "devops")
        assert.include(error.message, "sbx")
      }
    })
  })
})
