import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import type { RuntimeName } from "../../src/domain/runtime/RuntimeName.ts"
import * as Runtime from "../../src/services/Runtime.ts"

const where = (
  layer: Layer.Layer<Runtime.Runtime, BotoSesError>,
  env: Record<string, string> = {}
): Effect.Effect<Runtime.Runtime, BotoSesError> =>
  Runtime.Runtime.pipe(Effect.provide(Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))

describe("Runtime.layer", () => {
  it.effect("detects from the ConfigProvider's variables", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* where(Runtime.layer, { CI: "true", GITHUB_ACTIONS: "true" }),
        Runtime.make({
          name: "github_action",
          group: "ci",
          evidence: "GITHUB_ACTIONS is set",
          alsoMatched: [{ name: "ci", evidence: "CI is set" }],
          forced: false
        })
      )
    })
  )

  it.effect("sees nothing of the process's own environment", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* where(Runtime.layer)).name, "local")
    })
  )

  it.effect("tells a marker from the names that it begins", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* where(Runtime.layer, { CI_SERVER: "yes", C9_PORT: "8080" })).name, "local")
      assert.strictEqual((yield* where(Runtime.layer, { CI: "1", CI_SERVER: "yes" })).name, "ci")
      assert.strictEqual((yield* where(Runtime.layer, { C9: "1", C9_0: "x" })).name, "aws_cloud9")
    })
  )

  it.effect("takes an empty variable for none, whatever the provider keeps", () =>
    Effect.gen(function* () {
      const env = { USER_RUNTIME_NAME: "", CI: "" }
      const provider = ConfigProvider.fromEnv({ env, preserveEmptyStrings: true })
      const runtime = yield* Runtime.Runtime.pipe(
        Effect.provide(Layer.provide(Runtime.layer, ConfigProvider.layer(provider)))
      )
      assert.strictEqual(runtime.name, "local")
    })
  )

  it.effect("lets USER_RUNTIME_NAME decide", () =>
    Effect.gen(function* () {
      const runtime = yield* where(Runtime.layer, { USER_RUNTIME_NAME: "dev_server", CI: "true" })
      assert.strictEqual(runtime.name, "dev_server")
      assert.strictEqual(runtime.group, "cloud9")
      assert.isTrue(runtime.forced)
    })
  )

  it.effect("fails with UnknownRuntime for a name that is no runtime's", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(where(Runtime.layer, { USER_RUNTIME_NAME: "aws_lamda" }))
      if (reason._tag !== "UnknownRuntime") return assert.fail(reason._tag)
      assert.strictEqual(reason.given, "aws_lamda")
      assert.strictEqual(reason.known[0], "aws_lambda")
    })
  )

  it.effect("fails with ConfigInvalid where the provider cannot be read", () =>
    Effect.gen(function* () {
      const broken = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "store is down" }))
      )
      const error = yield* Effect.flip(
        Runtime.Runtime.pipe(Effect.provide(Layer.provide(Runtime.layer, ConfigProvider.layer(broken))))
      )
      assert.strictEqual(error.reason._tag, "ConfigInvalid")
      assert.include(error.message, "store is down")
    })
  )
})

describe("Runtime.layerDetect", () => {
  it.effect("takes the arguments that it is given", () =>
    Effect.gen(function* () {
      const runtime = yield* where(Runtime.layerDetect({ argv: ["job.js", "--JOB_RUN_ID", "jr_1"] }))
      assert.strictEqual(runtime.name, "aws_glue")
      assert.strictEqual((yield* where(Runtime.layerDetect({ argv: [] }))).name, "local")
    })
  )
})

describe("the swapped layers", () => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: "orders", USER_RUNTIME_NAME: "aws_batch" }

  it.effect.each([
    { layer: Runtime.layerLocal, name: "local", group: "local", by: "layerLocal" },
    { layer: Runtime.layerCi, name: "ci", group: "ci", by: "layerCi" },
    { layer: Runtime.layerCloud9, name: "aws_cloud9", group: "cloud9", by: "layerCloud9" },
    { layer: Runtime.layerLambda, name: "aws_lambda", group: "app", by: "layerLambda" },
    { layer: Runtime.layerOf("aws_ecs"), name: "aws_ecs", group: "app", by: 'layerOf("aws_ecs")' },
    { layer: Runtime.layerOf("unknown"), name: "unknown", group: "unknown", by: 'layerOf("unknown")' }
  ] as const)("Runtime.$by", ({ by, group, layer, name }) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* where(layer, lambda),
        Runtime.make({
          name,
          group,
          evidence: `chosen by Runtime.${by}`,
          alsoMatched: [],
          forced: true
        })
      )
    })
  )

  it.effect.each(["aws_lamda", "", null, undefined, 7, {}, Symbol("x")])("layerOf refuses untyped input", (given) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(where(Runtime.layerOf(given as RuntimeName)))
      assert.strictEqual(error.reason._tag, "ConfigInvalid")
      assert.include(error.message, "aws_lambda")
    })
  )
})
