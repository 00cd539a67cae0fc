import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { Aws } from "./acme.ts"

/** Signing dates are real time, session ends are the clock's: the two begin together. */
const fromNow = Effect.suspend(() => TestClock.setTime(Date.now()))

describe("on a machine whose clock is wrong", () => {
  for (const [name, minutes] of [
    ["slow", 20],
    ["slow by less than AWS refuses", 4],
    ["fast", -20]
  ] as const) {
    it.effect(`that is ${name}, credentials are renewed ahead of their end by AWS's clock, and not sooner`, () =>
      Effect.gen(function* () {
        yield* fromNow
        const aws = yield* LocalAws.LocalAws
        yield* aws.serverTime(`${minutes} minutes`)
        const session = yield* Aws.env("sbx", { durationSeconds: 1800 })
        const first = yield* session.credentials
        // AWS gave 30 minutes; so much of them is left by this machine's clock alone.
        yield* TestClock.adjust("24 minutes")
        assert.strictEqual((yield* session.credentials).accessKeyId, first.accessKeyId)
        assert.strictEqual(yield* aws.count({ action: "AssumeRole", status: 200 }), 1)
        assert.isFalse(yield* session.isExpired())
        yield* TestClock.adjust("7 minutes")
        assert.isTrue(yield* session.isExpired())
        assert.notStrictEqual((yield* session.credentials).accessKeyId, first.accessKeyId)
        yield* session.use(STSClient, (sts) => sts.send(new GetCallerIdentityCommand()))
        assert.strictEqual(yield* aws.count({ errorCode: "ExpiredToken" }), 0)
      }).pipe(Effect.provide(layerTest(Aws, { runtime: "ci" })))
    )
  }
})
