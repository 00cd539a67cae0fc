import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { LocalAws, layerTest, type TestEndpoints } from "../../src/testing/mod.ts"
import { Aws, accounts, world } from "../factory/acme.ts"
import { signedClient } from "./signedClient.ts"

const Logs = signedClient("CloudWatch Logs", "logs")
const Ssm = signedClient("SSM", "ssm")

const endpointOf = (Class: typeof Logs) =>
  Effect.gen(function* () {
    const sbx = yield* Aws.env("sbx")
    const { config } = yield* sbx.client(Class)
    return config.endpoint
  })

const mistake = (endpoints: TestEndpoints) =>
  Effect.map(Effect.flip(Effect.provide(Aws.env("sbx"), layerTest(Aws, { endpoints }))), ({ message }) => message)

describe("layerTest sends the clients of a service", () => {
  it.effect("to the endpoint that is given for it, however its name is written, and the others to the local AWS", () =>
    Effect.gen(function* () {
      const address = "http://127.0.0.1:9"
      for (const endpoints of [
        { cloudwatchlogs: address },
        { "CloudWatch Logs": new URL(address) },
        { "cloudwatch-logs": address },
        { CLOUDWATCH_LOGS: address }
      ]) {
        yield* Effect.gen(function* () {
          const { endpoint } = yield* LocalAws.LocalAws
          assert.include(yield* endpointOf(Logs), address)
          assert.strictEqual(yield* endpointOf(Ssm), endpoint)
        }).pipe(Effect.provide(layerTest(Aws, { endpoints })))
      }
    })
  )

  it.live("with the session's keys, and leaves who the sessions are to the local AWS", () =>
    Effect.gen(function* () {
      const other = yield* LocalAws.make(world)
      yield* Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const sbx = yield* Aws.env("sbx")
        assert.strictEqual(yield* sbx.accountId, accounts.sbx)
        const asked = sbx.use(S3Client, (s3, abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
        const { reason } = yield* Effect.flip(asked)
        assert.include(reason.message, "InvalidAccessKeyId")
        assert.deepStrictEqual([yield* aws.count({ service: "s3" }), yield* other.count({ service: "s3" })], [0, 1])
        assert.strictEqual(yield* other.count({ service: "sts" }), 0)
      }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci", endpoints: { s3: other.endpoint } })))
    }).pipe(Effect.scoped)
  )

  it.live("that is nowhere to be told so by the local AWS", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      const asked = sbx.use(Ssm, (ssm) => ssm.send("AmazonSSM.GetDocument", { Name: "deploy" }))
      const { reason } = yield* Effect.flip(asked)
      assert.include(reason.message, "the local AWS has no ssm; give `endpoints: { ssm: … }` to layerTest")
    }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
  )

  it.effect("nowhere, where the name or the address is none", () =>
    Effect.gen(function* () {
      for (const [endpoints, words] of [
        [{ monitoring: "http://127.0.0.1:9" }, "endpoints.monitoring: expected a service as the SDK calls its client"],
        [{ "cognito-idp": "http://127.0.0.1:9" }, "Write cognitoidentityprovider."],
        [{ ssm: "127.0.0.1:5000" }, "Write it as http://127.0.0.1:5000 or https://127.0.0.1:5000."],
        [{ ssm: "" }, "endpoints.ssm: expected an http or https address"],
        [
          { "ssm.us-east-1": "http://127.0.0.1:9" },
          'expected names of services, such as ssm or dynamodb, found "ssm.us'
        ],
        [{ ssm: "http://127.0.0.1:9", SSM: "http://127.0.0.1:8" }, "endpoints.SSM: expected one address for a service"],
        [{ ssm: undefined } as unknown as TestEndpoints, "endpoints.ssm: expected an http or https address"]
      ] as const) {
        assert.include(yield* mistake(endpoints), words)
      }
    })
  )
})
