import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { chainOfKeys } from "../../src/domain/aws/SourceChain.ts"
import { keepCredentials } from "../../src/services/KeepSession.ts"
import { make, none, SessionNeed } from "../../src/services/SessionStore.ts"
import { stsErrorText } from "../../src/services/Sts.ts"
import { key, makeSts } from "../sessionStore/sessionStoreSuite.ts"

describe("keepCredentials", () => {
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
      const sts = makeSts()
      const made = yield* sts.obtain
      const request = { ...key, chain: chainOfKeys(made.credentials), failures: stsErrorText }
      const ask = keepCredentials({ store, sts: {} }, request, sts.obtain)
      yield* ask
      assert.deepStrictEqual(paced, [], "what a store keeps it paces itself")
      yield* Effect.provideService(ask, SessionNeed, { life: 0, uncached: true })
      yield* keepCredentials({ store, sts: {} }, { ...request, chain: undefined }, sts.obtain)
      assert.deepStrictEqual(paced, [key.endpoint.url, key.endpoint.url])
    })
  )
})
