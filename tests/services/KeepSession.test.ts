import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { keepIdentity } from "../../src/services/KeepSession.ts"
import { make, none, SessionNeed } from "../../src/services/SessionStore.ts"
import { stsErrorText } from "../../src/services/Sts.ts"
import { arn, key } from "../sessionStore/asks.ts"

describe("keepIdentity", () => {
  it.effect("paces also what is kept nowhere", () =>
    Effect.gen(function* () {
      const paced: Array<string | undefined> = []
      const store = make({
        ...none,
        pace: ({ endpoint }, obtain) =>
          Effect.andThen(
            Effect.sync(() => paced.push(endpoint?.url)),
            obtain
          )
      })
      const request = { ...key, failures: stsErrorText }
      const asked = Effect.succeed({ accountId: "111111111111", arn, userId: "AROACI:build" })
      const ask = keepIdentity({ store, sts: {} }, request, asked)
      yield* ask
      assert.deepStrictEqual(paced, [], "what a store keeps it paces itself")
      yield* Effect.provideService(ask, SessionNeed, { life: 0, uncached: true })
      yield* keepIdentity({ store, sts: {} }, { ...request, chain: undefined }, asked)
      assert.deepStrictEqual(paced, [key.endpoint.url, key.endpoint.url])
    })
  )
})
