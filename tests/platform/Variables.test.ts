import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { variable, variables } from "../../src/platform/Variables.ts"

const within = (env: { readonly [name: string]: string }) =>
  Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env, preserveEmptyStrings: true }))

const broken = Effect.provideService(
  ConfigProvider.ConfigProvider,
  ConfigProvider.make((path) =>
    path[0] === "AWS_REGION"
      ? Effect.succeed(ConfigProvider.makeValue("eu-west-1"))
      : Effect.fail(new ConfigProvider.SourceError({ message: "store is down" }))
  )
)

describe("variable", () => {
  it.effect("is what the provider says, and undefined where it is unset or empty", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* variable("CI"), "true")
      assert.isUndefined(yield* variable("EMPTY"))
      assert.isUndefined(yield* variable("UNSET"))
      assert.isUndefined(yield* variable("constructor"))
    }).pipe(within({ CI: "true", EMPTY: "" }))
  )

  it.effect("may be the beginning of longer names", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* variable("C9"), "yes")
      assert.isUndefined(yield* variable("CI"))
    }).pipe(within({ C9: "yes", C9_PID: "1", CI_NAME: "acme" }))
  )

  it.effect("that cannot be read is named, with what the source says", () =>
    Effect.gen(function* () {
      const { _tag, name, message, cause } = yield* Effect.flip(variable("CI"))
      assert.deepStrictEqual(
        { _tag, name, message },
        { _tag: "VariableUnreadable", name: "CI", message: "store is down" }
      )
      assert.instanceOf(cause, ConfigProvider.SourceError)
    }).pipe(broken)
  )
})

describe("variables", () => {
  it.effect("are a record of the names asked for", () =>
    Effect.gen(function* () {
      const found: { readonly A: string | undefined; readonly B: string | undefined } = yield* variables(["A", "B"])
      assert.deepStrictEqual(found, { A: "1", B: undefined })
    }).pipe(within({ A: "1", C: "3" }))
  )

  it.effect("fail with the first that cannot be read", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(variables(["AWS_REGION", "CI", "ENV_NAME"]))).name, "CI")
    }).pipe(broken)
  )
})
