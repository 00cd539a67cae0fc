import { assert, describe, it } from "@effect/vitest"
import * as Effects from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ConfigProvider, fromVariables } from "../../src/platform/Environment.ts"

const Segment = Schema.Literals(["A", "B", "0", "1", "01", "A_B", "", "4294967295", "__proto__"])
const Path = Schema.Array(Segment).check(Schema.isMaxLength(3))
const Value = Schema.Literals(["", "x", "value"])
const Variables = Schema.Array(Schema.Tuple([Path, Value])).check(Schema.isMaxLength(8))

describe("the provider of variables", () => {
  it.effect.prop("gives what Effect's own gives", [Variables, Path], ([variables, path]) =>
    Effect.gen(function* () {
      const env = Object.fromEntries(variables.map(([name, value]) => [name.join("_"), value]))
      const [ours, theirs] = [fromVariables(env), Effects.fromEnv({ env })]
      assert.deepEqual(yield* ours.load(path), yield* theirs.load(path))
      const mapped = (provider: Effects.ConfigProvider) =>
        provider.mapInput((path) => ["A", ...path]).mapInput((path) => path.slice(0, 2))
      assert.deepEqual(yield* mapped(ours).load(path), yield* mapped(theirs).load(path))
    })
  )

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
