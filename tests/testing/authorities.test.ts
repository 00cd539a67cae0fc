import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { layerTest } from "../../src/testing/mod.ts"
import { Aws, accounts } from "../factory/acme.ts"

const onMachine = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { AWS_CA_BUNDLE: "/nobody/has/this.pem" } }))

const accountThen = Effect.gen(function* () {
  const sbx = yield* Aws.env("sbx")
  yield* sbx.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
  return yield* sbx.accountId
})

describe("layerTest on a machine that states authorities", () => {
  it.effect("needs no such file, since the local AWS is plain HTTP", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* accountThen, accounts.sbx)
    }).pipe(Effect.provide(layerTest(Aws)), Effect.provide(onMachine))
  )

  it.effect(
    "keeps them for a server of the test's that is asked by https, and names whose session was asked with",
    () =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(Aws.env("sbx"))
        assert.include(message, "A request with the session of the AWS CLI profile acme-sbx failed: CaBundleUnusable")
      }).pipe(Effect.provide(layerTest(Aws, { endpoints: { ssm: "https://127.0.0.1:9" } })), Effect.provide(onMachine))
  )
})
