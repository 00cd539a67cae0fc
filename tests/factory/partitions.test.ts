import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "../../mod.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { accounts, onPlace, sessionVariables } from "./acme.ts"

const world = (partition: string): LocalAws.Options => ({
  partition,
  accounts: {
    [accounts.devops]: { roles: { devops_role: {} } },
    [accounts.sbx]: { roles: { sbx_deployment_role: { trust: [accounts.devops] } } }
  }
})

const keys = sessionVariables(accounts.devops, "devops_role")

describe("partitions", () => {
  it.effect.each([
    ["aws", "eu-west-1"],
    ["aws-cn", "cn-north-1"],
    ["aws-us-gov", "us-gov-west-1"],
    ["aws-iso", "us-iso-east-1"],
    ["aws-iso-b", "us-isob-east-1"],
    ["aws-iso-e", "eu-isoe-west-1"],
    ["aws-iso-f", "us-isof-south-1"],
    ["aws-eusc", "eusc-de-east-1"]
  ] as const)(
    "%s: a role is named in the ambient principal's partition, and asked for in %s",
    ([partition, region]) => {
      class Regional extends BotoSesFactory.Service<Regional>()("acme/Regional", {
        region,
        devops: { accountId: accounts.devops },
        workloads: { sbx: { accountId: accounts.sbx } }
      }) {}
      return Effect.gen(function* () {
        const sbx = yield* Regional.env("sbx")
        assert.strictEqual(
          yield* sbx.principalArn,
          `arn:${partition}:sts::${accounts.sbx}:assumed-role/sbx_deployment_role/sbx_role_session`
        )
        const requests = yield* (yield* LocalAws.LocalAws).requests
        assert.isTrue(requests.every((request) => request.region === region))
      }).pipe(Effect.provide(onPlace(Regional.layerCi, keys, world(partition))))
    }
  )

  it.effect("that differ are refused before any AssumeRole", () => {
    class Chinese extends BotoSesFactory.Service<Chinese>()("acme/Chinese", {
      region: "us-east-1",
      devops: { accountId: accounts.devops },
      workloads: {
        sbx: { roleArn: `arn:aws-cn:iam::${accounts.sbx}:role/sbx_deployment_role` },
        prd: { accountId: accounts.prd, region: "cn-north-1" }
      }
    }) {}
    return Effect.gen(function* () {
      for (const env of ["sbx", "prd"] as const) {
        const { reason } = yield* Effect.flip(Chinese.env(env))
        assert.strictEqual(reason._tag, "PartitionMismatch")
      }
      const devops = yield* Chinese.devops
      const { reason } = yield* Effect.flip(
        devops.assumeRole({ roleArn: `arn:aws-us-gov:iam::${accounts.sbx}:role/x` })
      )
      assert.strictEqual(reason._tag, "PartitionMismatch")
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 0)
    }).pipe(Effect.provide(onPlace(Chinese.layerCi, keys, world("aws"))))
  })
})

describe("regions", () => {
  class Regions extends BotoSesFactory.Service<Regions>()("acme/Regions", {
    region: "us-east-1",
    devops: { accountId: accounts.devops, region: "eu-central-1" },
    workloads: { sbx: { accountId: accounts.sbx }, prd: { accountId: accounts.prd, region: "ap-southeast-2" } }
  }) {}

  it.effect("AssumeRole goes to the region of the session that assumes", () =>
    Effect.gen(function* () {
      const sbx = yield* Regions.env("sbx")
      assert.strictEqual(sbx.region, "us-east-1")
      assert.strictEqual((yield* Regions.devops).region, "eu-central-1")
      const [, assumed] = yield* (yield* LocalAws.LocalAws).requests
      assert.deepStrictEqual([assumed?.action, assumed?.region], ["AssumeRole", "eu-central-1"])
    }).pipe(Effect.provide(onPlace(Regions.layerCi, keys, world("aws"))))
  )

  it.effect("a region where STS is not active is named, with the setting that helps", () => {
    class Disabled extends BotoSesFactory.Service<Disabled>()("acme/Disabled", {
      region: "me-south-1",
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx } }
    }) {}
    class Redirected extends BotoSesFactory.Service<Redirected>()("acme/Redirected", {
      ...Disabled.options,
      stsRegion: "us-east-1"
    }) {}
    const disabled = { ...world("aws"), disabledRegions: ["me-south-1"] }
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(Disabled.env("sbx"), onPlace(Disabled.layerCi, keys, disabled)))
      assert.strictEqual("reason" in error && error.reason._tag, "StsRegionDisabled")
      assert.include(error.message, "me-south-1")
      assert.include(error.message, "stsRegion")
      const sbx = yield* Effect.provide(Redirected.env("sbx"), onPlace(Redirected.layerCi, keys, disabled))
      assert.strictEqual(sbx.region, "me-south-1")
    })
  })

  it.effect("an application's is the platform's, right after the call's", () =>
    Effect.gen(function* () {
      const app = yield* Regions.app
      assert.deepStrictEqual([app.env, app.region], ["prd", "eu-north-1"])
    }).pipe(
      Effect.provide(
        onPlace(
          Regions.layerLambda,
          (aws) => Effect.map(keys(aws), (found) => ({ ...found, AWS_REGION: "eu-north-1", ENV_NAME: "prd" })),
          world("aws")
        )
      )
    )
  )

  it.effect("that nothing tells are an error which lists where was looked", () => {
    class Nowhere extends BotoSesFactory.Service<Nowhere>()("acme/Nowhere", {
      devops: { accountId: accounts.devops },
      workloads: { sbx: { accountId: accounts.sbx } }
    }) {}
    return Effect.gen(function* () {
      const { reason } = yield* Effect.flip(Nowhere.devops)
      assert.strictEqual(reason._tag, "RegionUnknown")
      assert.include(reason.message, "AWS_DEFAULT_REGION")
    }).pipe(Effect.provide(onPlace(Nowhere.layerCi, keys, world("aws"))))
  })
})
