import { assert, describe, it } from "@effect/vitest"
import * as Effects from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as fc from "effect/testing/FastCheck"
import { ConfigProvider, fromVariables } from "../../src/platform/Environment.ts"

const segment = fc.constantFrom("A", "B", "0", "1", "01", "A_B", "", "4294967295", "__proto__")
const path = fc.array(segment, { maxLength: 3 })
const environment = fc.dictionary(
  fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("_")),
  fc.option(fc.constantFrom("", "x", "value"), { nil: undefined })
)

describe("the provider of variables", () => {
  it("gives what Effect's own gives", () =>
    fc.assert(
      fc.asyncProperty(environment, path, async (env, path) => {
        const given = env as Record<string, string>
        const load = (provider: Effects.ConfigProvider) => Effect.runPromise(provider.load(path))
        const [ours, theirs] = [fromVariables(env), Effects.fromEnv({ env: given })]
        assert.deepEqual(await load(ours), await load(theirs))
        const [twice, twiceTheirs] = [ours, theirs].map((provider) =>
          provider.mapInput((path) => ["A", ...path]).mapInput((path) => path.slice(0, 2))
        ) as [Effects.ConfigProvider, Effects.ConfigProvider]
        assert.deepEqual(await load(twice), await load(twiceTheirs))
      }),
      { numRuns: 1_000 }
    ))

  it("is piped as Effect's own is", () => {
    assert.strictEqual(
      fromVariables({}).pipe(() => 1),
      1
    )
  })

  it.effect("is found by Effect's own key, both ways", () =>
    Effect.gen(function* () {
      const given = Effects.fromEnv({ env: { A: "1" } })
      assert.strictEqual(
        yield* Effect.provideService(
          Effect.gen(function* () {
            return yield* ConfigProvider
          }),
          Effects.ConfigProvider,
          given
        ),
        given
      )
      assert.strictEqual(
        yield* Effect.provideService(
          Effect.gen(function* () {
            return yield* Effects.ConfigProvider
          }),
          ConfigProvider,
          given
        ),
        given
      )
    })
  )
})
