import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { layerMemory } from "../../src/handover/store/MemoryStore.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { layerCredentialSource, layerSts } from "../../src/live/Ports.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import * as Runtime from "../../src/services/Runtime.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import { Sts } from "../../src/services/Sts.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, onPlace, sessionVariables, userVariables, world } from "./acme.ts"

const ci = layerTest(Aws, { runtime: "ci" })
const roleArn = `arn:aws:iam::${accounts.tst}:role/tst_deployment_role`
const fromNow = Effect.suspend(() => TestClock.setTime(Date.now()))

describe("a role assumed from a session that is never refreshed", () => {
  it.effect("does not end the same role assumed from the live session", () =>
    Effect.gen(function* () {
      yield* fromNow
      const fixed = yield* Aws.env("devops", { refresh: "never" })
      const live = yield* Aws.devops
      yield* fixed.assumeRole({ roleArn, durationSeconds: 900 })
      const role = yield* live.assumeRole({ roleArn, durationSeconds: 900 })
      const { accessKeyId } = yield* role.credentials
      yield* TestClock.adjust("2 hours")
      assert.notStrictEqual((yield* role.credentials).accessKeyId, accessKeyId)
    }).pipe(Effect.provide(ci))
  )
})

describe("after invalidate", () => {
  it.effect("a role that is never refreshed is had anew", () =>
    Effect.gen(function* () {
      yield* fromNow
      const options = { roleArn, durationSeconds: 900, refresh: "never" } as const
      const first = yield* (yield* Aws.devops).assumeRole(options)
      yield* TestClock.adjust("16 minutes")
      assert.strictEqual((yield* Effect.flip(first.credentials)).reason._tag, "SessionExpired")
      yield* Aws.invalidate
      const second = yield* (yield* Aws.devops).assumeRole(options)
      yield* second.credentials
    }).pipe(Effect.provide(ci))
  )

  it.effect("the next request of a client that is out is signed with new keys", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const sbx = yield* Aws.env("sbx")
      const s3 = yield* sbx.client(S3Client)
      const send = Effect.promise(() => s3.send(new ListBucketsCommand()))
      yield* send
      yield* send
      yield* Aws.invalidate
      yield* send
      const [a, b, c] = (yield* aws.requests).filter((r) => r.action === "ListBuckets").map((r) => r.accessKeyId)
      assert.strictEqual(a, b)
      assert.notStrictEqual(b, c)
      assert.strictEqual(c, (yield* sbx.credentials).accessKeyId)
    }).pipe(Effect.provide(ci))
  )
})

describe("the account guard of an assumed role", () => {
  const lying = Layer.provide(
    Layer.effect(
      Sts,
      Effect.map(Sts, (sts) => ({
        ...sts,
        assumeRole: (request: Parameters<typeof sts.assumeRole>[0]) =>
          Effect.map(sts.assumeRole(request), (assumed) => ({
            ...assumed,
            identity: { ...assumed.identity, accountId: accounts.prd }
          }))
      }))
    ),
    layerSts
  )
  const layer = onPlace(
    Layer.provide(
      Aws.layerNoDeps,
      Layer.mergeAll(
        Runtime.layerCi,
        EnvConfig.layer(Aws.options),
        RolePolicy.layerNaming(),
        layerMemory,
        layerNone,
        noToken,
        layerCredentialSource,
        lying
      )
    ),
    sessionVariables(accounts.devops, "devops_role")
  )

  it.effect("believes the answer, not the request", () =>
    Effect.gen(function* () {
      const sbx = yield* Effect.flip(Aws.env("sbx"))
      assert.strictEqual(sbx.reason._tag, "AccountMismatch")
      const devops = yield* Aws.devops
      const role = yield* Effect.flip(
        devops.assumeRole({ roleArn: `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role` })
      )
      assert.strictEqual(role.reason._tag, "AccountMismatch")
    }).pipe(Effect.provide(layer))
  )
})

describe('durationSeconds: "max" from a user', () => {
  const roleName = "short_role"
  const layer = onPlace(Aws.layerCi, userVariables(accounts.devops, "ci"), {
    accounts: {
      ...world.accounts,
      [accounts.tst]: { roles: { [roleName]: { trust: [accounts.devops], maxSessionDuration: 3600 } } }
    }
  })

  it.effect("is an hour where the role allows no more", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      yield* devops.assumeRole({ roleArn: `arn:aws:iam::${accounts.tst}:role/${roleName}`, durationSeconds: "max" })
      const asked = (yield* aws.requests).filter(({ action }) => action === "AssumeRole")
      assert.deepStrictEqual(
        asked.map(({ params }) => params.DurationSeconds),
        ["43200", "3600"]
      )
    }).pipe(Effect.provide(layer))
  )
})
