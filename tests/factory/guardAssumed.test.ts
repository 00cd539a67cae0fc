import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { Credentials } from "../../src/domain/aws/Credentials.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { layerMemory } from "../../src/handover/store/MemoryStore.ts"
import * as CredentialSource from "../../src/live/CredentialSource.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { layerSts } from "../../src/live/Ports.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import * as Runtime from "../../src/services/Runtime.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import * as Sts from "../../src/services/Sts.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, onPlace } from "./acme.ts"

const keys = (accessKeyId: string): Credentials => ({
  accessKeyId,
  secretAccessKey: Redacted.make("secret"),
  sessionToken: Redacted.make("token"),
  expiresAt: undefined
})

/** An STS that gives a session of another account than the role's. */
const strangeSts = Layer.succeed(Sts.Sts)(
  Sts.make({
    assumeRole: () =>
      Effect.succeed({
        credentials: keys("STRANGE"),
        identity: {
          accountId: accounts.dr,
          arn: `arn:aws:sts::${accounts.dr}:assumed-role/sbx_deployment_role/x`,
          userId: "AROA:x"
        }
      }),
    getCallerIdentity: () =>
      Effect.succeed({
        arn: `arn:aws:sts::${accounts.devops}:assumed-role/devops_role/job`,
        accountId: accounts.devops,
        userId: "AROA:job"
      }),
    assumeRoleWithWebIdentity: () => Effect.die("not asked"),
    getSessionToken: () => Effect.die("not asked")
  })
)

const services = Layer.mergeAll(
  Runtime.layerCi,
  EnvConfig.layer(Aws.options),
  RolePolicy.layerNaming(),
  layerMemory,
  layerNone,
  noToken,
  strangeSts,
  CredentialSource.layerStatic({
    ambient: {
      credentials: keys("JOB"),
      origin: { _tag: "Own", name: "the job's keys" } as const
    }
  })
)

describe("the account guard on assumed roles", () => {
  it.effect("refuses a session of another account than the role's, whoever assumed it", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const fresh = yield* Aws.fresh
      const roleArn = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`
      const asks: ReadonlyArray<Effect.Effect<unknown, BotoSesError, Aws | Scope.Scope>> = [
        Aws.env("sbx"),
        devops.assumeRole({ roleArn }),
        devops.assumeRole({ roleArn, refresh: "never" }),
        fresh.env("sbx"),
        fresh.assumeRole(devops, { roleArn })
      ]
      for (const ask of asks) {
        const { reason } = yield* Effect.flip(ask)
        assert.strictEqual(reason._tag, "AccountMismatch")
        if (reason._tag !== "AccountMismatch") return
        assert.deepStrictEqual([reason.expected, reason.actual], [accounts.sbx, accounts.dr])
      }
    }).pipe(Effect.provide(Layer.provide(Aws.layerNoDeps, services)))
  )

  it.effect("refuses to assume a role with a source that has become another account's", () => {
    let account: "devops" | "prd" = "devops"
    const changing = Layer.effect(
      CredentialSource.CredentialSource,
      Effect.map(LocalAws.LocalAws, (aws) =>
        CredentialSource.make({
          profile: () => Effect.die("not asked"),
          ambient: Effect.map(
            Effect.orDie(
              Effect.suspend(() =>
                aws.roleCredentials(accounts[account], account === "devops" ? "devops_role" : "prd_app_role", {
                  duration: "15 minutes"
                })
              )
            ),
            ({ expiration, ...rest }) => ({
              credentials: { ...rest, expiresAt: expiration.getTime() },
              origin: { _tag: "Own", name: "the job's platform" } as const
            })
          )
        })
      )
    )
    const live = Layer.mergeAll(
      Runtime.layerCi,
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
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const sbx = yield* Aws.env("sbx", { durationSeconds: 900 })
      const roleArn = `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`
      const tst = yield* devops.assumeRole({ roleArn, durationSeconds: 900 })
      account = "prd"
      yield* TestClock.adjust("16 minutes")
      for (const session of [devops, sbx, tst]) {
        const { reason } = yield* Effect.flip(session.credentials)
        assert.strictEqual(reason._tag, "AccountMismatch")
        if (reason._tag !== "AccountMismatch") return
        assert.deepStrictEqual([reason.expected, reason.actual], [accounts.devops, accounts.prd])
      }
      assert.strictEqual(yield* aws.count("AssumeRole"), 2)
      account = "devops"
      yield* Aws.invalidate
      for (const session of [devops, sbx, tst]) yield* session.credentials
    }).pipe(Effect.provide(onPlace(Layer.provide(Aws.layerNoDeps, live))))
  })
})
