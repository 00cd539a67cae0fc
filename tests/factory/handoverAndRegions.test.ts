import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { BotoSesFactory } from "../../mod.ts"
import { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../../src/domain/errors/Handover.ts"
import * as CredentialSource from "../../src/live/CredentialSource.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { layerSts } from "../../src/live/Ports.ts"
import * as RolePolicy from "../../src/live/RolePolicy.ts"
import type { Options } from "../../src/services/EnvConfig.ts"
import { layerNone as noToken } from "../../src/services/IdentityToken.ts"
import * as Runtime from "../../src/services/Runtime.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import { make, SnapshotStore } from "../../src/services/SnapshotStore.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { layerTestCredentials } from "../../src/testing/TestCredentials.ts"
import { Aws, accounts, onPlace } from "./acme.ts"

describe("a hand-over", () => {
  const machine = layerTestCredentials({
    profiles: { "acme-sbx": { accountId: accounts.sbx, role: "sbx_app_role" } },
    ambient: { accountId: accounts.sbx, role: "sbx_deployment_role" }
  })

  const handedOver = (
    options: Options,
    load: SnapshotStore["load"],
    credentials: Layer.Layer<CredentialSource.CredentialSource, never, LocalAws.LocalAws> = machine
  ) =>
    Layer.mergeAll(
      EnvConfig.layer(options),
      RolePolicy.layerNaming(),
      layerSts,
      credentials,
      Layer.succeed(SnapshotStore)(make({ share: () => Effect.die("not asked"), load })),
      layerNone,
      noToken
    )
  const broken = BotoSesError.of(new HandoverUnusable({ detail: "its key is wrong." }))

  it.effect("that cannot be used fails those who need it, and nobody else", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual((yield* Effect.flip(Aws.devops)).reason._tag, "HandoverUnusable")
      const { plan } = yield* Aws.explain("devops")
      assert.strictEqual(plan._tag === "Refuse" && plan.reason._tag, "HandoverUnusable")
    }).pipe(
      Effect.provide(
        onPlace(
          Layer.provide(Aws.layerNoDeps, Layer.merge(handedOver(Aws.options, Effect.fail(broken)), Runtime.layerLocal))
        )
      )
    )
  )

  /** devops from a parent in eu-west-1, on a job whose own identity is that of sbx. */
  const fromParent = <Self, Id extends string, Env extends string>(
    factory: BotoSesFactory.Class<Self, Id, Env>,
    credentials?: Layer.Layer<CredentialSource.CredentialSource, never, LocalAws.LocalAws>
  ) =>
    onPlace(
      Layer.unwrap(
        Effect.gen(function* () {
          const aws = yield* LocalAws.LocalAws
          const read = Effect.map(
            Effect.orDie(aws.roleCredentials(accounts.devops, "devops_role")),
            ({ expiration, ...keys }) => ({
              credentials: { ...keys, expiresAt: expiration.getTime() },
              origin: { _tag: "Own", name: "the parent" } as const,
              region: "eu-west-1",
              identity: {
                accountId: accounts.devops,
                arn: `arn:aws:sts::${accounts.devops}:assumed-role/devops_role/parent`,
                userId: "AROA:parent"
              }
            })
          )
          const load = Effect.succeed(Option.some({ origin: { _tag: "Own", name: "the parent" } as const, read }))
          return Layer.provide(
            factory.layerNoDeps,
            Layer.merge(handedOver(factory.options, load, credentials), Runtime.layerCi)
          )
        })
      )
    )

  const assumeRegions = Effect.map(
    Effect.flatMap(LocalAws.LocalAws, (aws) => aws.requests),
    (requests) => requests.filter(({ action }) => action === "AssumeRole").map(({ region }) => region)
  )

  it.effect("keeps its region before the configuration's, also for the requests that assume roles", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const prd = yield* Aws.env("prd")
      assert.deepStrictEqual([devops.region, prd.region], ["eu-west-1", "us-east-1"])
      assert.deepStrictEqual(yield* assumeRegions, ["eu-west-1"])
    }).pipe(Effect.provide(fromParent(Aws)))
  )

  it.effect("stands in for ambient credentials that have ended", () => {
    const ended = CredentialSource.layerStatic({
      ambient: {
        credentials: {
          accessKeyId: "ENDED",
          secretAccessKey: Redacted.make("secret"),
          sessionToken: Redacted.make("token"),
          expiresAt: 0
        },
        origin: { _tag: "Own", name: "keys in the environment" } as const
      }
    })
    return Effect.gen(function* () {
      assert.strictEqual(yield* (yield* Aws.devops).accountId, accounts.devops)
    }).pipe(Effect.provide(fromParent(Aws, ended)))
  })

  it.effect("gives its region to a role that has none, before that of the entry of devops", () => {
    class ByEntry extends BotoSesFactory.Service<ByEntry>()("acme/ByEntry", {
      devops: { accountId: accounts.devops, region: "us-west-2" },
      workloads: { sbx: { accountId: accounts.sbx }, prd: { accountId: accounts.prd } }
    }) {}
    return Effect.gen(function* () {
      const prd = yield* ByEntry.env("prd")
      assert.strictEqual(prd.region, "eu-west-1")
    }).pipe(Effect.provide(fromParent(ByEntry)))
  })
})

/** A CI job whose credentials know a region of their own. */
const ciInFrankfurt = Layer.mergeAll(
  RolePolicy.layerNaming(),
  layerSts,
  layerTestCredentials({ ambient: { accountId: accounts.devops, role: "devops_role" }, region: "eu-central-1" }),
  Layer.succeed(SnapshotStore)(make({ share: () => Effect.die("not asked"), load: Effect.succeedNone })),
  layerNone,
  noToken,
  Runtime.layerCi
)

describe("the region of a role's session", () => {
  it.effect("is the source's, also where the source has been forgotten since", () => {
    class NoRegion extends BotoSesFactory.Service<NoRegion>()("acme/NoRegion", {
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx } }
    }) {}
    const services = Layer.merge(EnvConfig.layer(NoRegion.options), ciInFrankfurt)
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const devops = yield* NoRegion.devops
      const sbx = yield* NoRegion.env("sbx")
      // devops's credentials are called expired by a service; those of sbx are still held.
      yield* aws.failNext(2, { kind: "expiredToken" }, { action: "GetCallerIdentity" })
      yield* Effect.exit(devops.use(STSClient, (client) => client.send(new GetCallerIdentityCommand())))
      const again = yield* NoRegion.env("sbx", { refresh: "never" })
      assert.deepStrictEqual(
        [devops.region, sbx.region, again.region],
        ["eu-central-1", "eu-central-1", "eu-central-1"]
      )
    }).pipe(Effect.provide(onPlace(Layer.provide(NoRegion.layerNoDeps, services))))
  })

  it.effect("and of the requests to STS: the configuration's comes before that of ambient credentials", () => {
    const services = Layer.merge(EnvConfig.layer(Aws.options), ciInFrankfurt)
    return Effect.gen(function* () {
      yield* Aws.env("sbx")
      assert.deepStrictEqual(
        (yield* (yield* LocalAws.LocalAws).requests).map(({ region }) => region),
        ["us-east-1", "us-east-1"]
      )
    }).pipe(Effect.provide(onPlace(Layer.provide(Aws.layerNoDeps, services))))
  })
})
