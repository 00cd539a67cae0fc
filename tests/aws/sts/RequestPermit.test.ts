/** Each try of a request to STS takes leave of its own, and what AWS throttles is heard. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { stsError as translated } from "../../../src/factory/credentials/Translate.ts"
import { PermitRefused, RequestPermit } from "../../../src/services/RequestPermit.ts"
import { Sts } from "../../../src/services/Sts.ts"
import { identity, instantClock, keys, type Reply, serve, stsError, stsLayer } from "../fixture.ts"

/** Asks a scripted STS with a permit that is refused from some request on. */
const ask = (reply: (count: number) => Reply, refusedFrom = Number.POSITIVE_INFINITY) =>
  Effect.gen(function* () {
    let taken = 0
    const heard: Array<boolean> = []
    const permit: RequestPermit = {
      take: Effect.suspend(() =>
        ++taken < refusedFrom
          ? Effect.void
          : Effect.fail(new PermitRefused({ limit: "50 requests in 1 s", waitedSeconds: 60 }))
      ),
      heard: (isThrottled) => Effect.sync(() => heard.push(isThrottled))
    }
    const server = yield* serve((_, count) => reply(count))
    const outcome = yield* Effect.flatMap(Sts, (sts) =>
      Effect.result(sts.getCallerIdentity({ credentials: keys, region: "eu-west-1" }))
    ).pipe(
      Effect.provideService(RequestPermit, permit),
      Effect.provideService(Clock.Clock, instantClock().clock),
      Effect.provide(stsLayer({ endpoint: server.endpoint }))
    )
    return { outcome, taken, heard, requests: server.received.length }
  })

const throttle = stsError(400, "Throttling", "Rate exceeded")

describe("RequestPermit", () => {
  it.live("is taken for each retry, and hears of throttling", () =>
    Effect.gen(function* () {
      const { outcome, taken, heard, requests } = yield* ask((count) => (count <= 2 ? throttle : identity))
      assert.deepStrictEqual([outcome._tag, taken, requests], ["Success", 3, 3])
      assert.deepStrictEqual(heard, [true, true, false])
    })
  )

  it.live("that is refused is a reason of its own, and no request", () =>
    Effect.gen(function* () {
      const { outcome, taken, requests } = yield* ask(() => throttle, 2)
      assert.deepStrictEqual([taken, requests], [2, 1])
      if (outcome._tag === "Success") return assert.fail("it was to fail")
      assert.deepStrictEqual([outcome.failure.kind, outcome.failure.code], ["limited", "RateLimited"])
      const { reason, message } = translated("the session", outcome.failure, {
        source: "the keys",
        renew: undefined,
        principal: "the keys"
      })
      assert.strictEqual(reason._tag, "StsRateLimited")
      assert.include(message, "50 requests in 1 s left no room for it within 60 s")
    })
  )
})
