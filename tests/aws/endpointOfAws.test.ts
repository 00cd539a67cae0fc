import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { AwsClientDefaults } from "../../src/services/AwsClientDefaults.ts"
import { Sts } from "../../src/services/Sts.ts"
import { stsLayer } from "./fixture.ts"

const endpointOf = (defaults: AwsClientDefaults) =>
  Effect.provide(
    Sts.use(({ endpoint }) => Effect.succeed(endpoint?.({ region: "us-east-1" }))),
    stsLayer(defaults)
  )

describe("the endpoint of STS", () => {
  it.effect.each([
    ["https://sts.us-east-1.amazonaws.com", true],
    ["https://sts.amazonaws.com", true],
    ["https://sts-fips.us-gov-west-1.amazonaws.com", true],
    ["https://vpce-0a-1b.sts.us-east-1.vpce.amazonaws.com", true],
    ["https://sts.cn-north-1.amazonaws.com.cn", true],
    ["http://sts.us-east-1.amazonaws.com", false],
    ["http://localhost:4566", false],
    ["https://sts.us-east-1.amazonaws.com.example.org", false],
    ["https://abc.execute-api.us-east-1.amazonaws.com", false],
    ["https://sts-123.us-east-1.elb.amazonaws.com", false],
    ["https://ec2-1-2-3-4.compute-1.amazonaws.com", false]
  ] as const)("is AWS's or not: %s", ([endpoint, isAws]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* endpointOf({ endpoint }))?.isAws, isAws)
    })
  )

  it.effect("is nobody's that a handler of the program's own answers for", () =>
    Effect.gen(function* () {
      const requestHandler = { handle: () => Promise.reject(new Error("not asked")) }
      const [own, plain] = [yield* endpointOf({ requestHandler }), yield* endpointOf({})]
      assert.deepStrictEqual([own?.isAws, plain?.isAws], [false, true])
      assert.notStrictEqual(own?.url, plain?.url)
    })
  )
})
