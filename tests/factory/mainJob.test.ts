import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts, mainJob } from "./acme.ts"

describe("the main job", () => {
  it.effect("gives four sessions of the right accounts on a laptop", () =>
    Effect.gen(function* () {
      const { devops, sbx, prd, app } = yield* mainJob
      assert.deepStrictEqual(
        [devops, sbx, prd, app].map(({ accountId }) => accountId),
        [accounts.devops, accounts.sbx, accounts.prd, accounts.sbx]
      )
    }).pipe(Effect.provide(layerTest(Aws)))
  )
  it.effect("gives in CI", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      const aws = yield* LocalAws
      assert.strictEqual(yield* aws.count(), 2)
      yield* Effect.all([Aws.env("sbx"), Aws.env("prd"), Aws.env("tst"), Aws.env("stg"), Aws.devops], {
        concurrency: "unbounded"
      })
      assert.strictEqual(yield* aws.count(), 5)
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )
})
