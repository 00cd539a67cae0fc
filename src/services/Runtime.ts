import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid, UnknownRuntime } from "../domain/errors/Config.ts"
import { type Detection, detect, detectionVariables, unknownRuntimeName } from "../domain/runtime/RuntimeDetection.ts"
import { groupOf, isRuntimeName, type RuntimeName } from "../domain/runtime/RuntimeName.ts"
import { describeValue } from "../domain/text/Describe.ts"

/** Where the program runs: the runtime's name, its group, and the evidence that gave it away. */
export type RuntimeShape = Detection

const chosen = (name: RuntimeName, by: string): RuntimeShape => ({
  name,
  group: groupOf(name),
  evidence: `chosen by Runtime.${by}`,
  alsoMatched: [],
  forced: true
})

/** The variables that detection reads, and no others, from the active `ConfigProvider`. */
const environment: Effect.Effect<ReadonlyMap<string, string>, BotoSesError> = Effect.gen(function* () {
  const provider = yield* ConfigProvider.ConfigProvider
  const env = new Map<string, string>()
  for (const name of detectionVariables) {
    // The provider's own lookup: a marker may be a value and the beginning of longer names at once (CI, C9), and a
    // Config decodes each by a Schema, which every program would pay for at its start.
    const node = yield* Effect.mapError(provider.load([name]), (error) =>
      BotoSesError.of(
        new ConfigInvalid({ source: "environment", problems: [`${name} could not be read: ${error.message}.`] }),
        error
      )
    )
    if (node?.value !== undefined) env.set(name, node.value)
  }
  return env
})

/** The one place that reads the process: its arguments are no part of a `ConfigProvider`. */
const processArguments: Effect.Effect<ReadonlyArray<string>> = Effect.sync(() => globalThis.process?.argv ?? [])

const detected = (argv: Effect.Effect<ReadonlyArray<string>>): Effect.Effect<RuntimeShape, BotoSesError> =>
  Effect.flatMap(Effect.all({ env: environment, argv }), (surroundings) =>
    Effect.mapError(Effect.fromResult(detect(surroundings)), ({ given, known }) =>
      BotoSesError.of(new UnknownRuntime({ given, known }))
    )
  )

const RuntimeBase: Context.ServiceClass<Runtime, "effect-boto-ses/Runtime", RuntimeShape> = Context.Service<
  Runtime,
  RuntimeShape
>()("effect-boto-ses/Runtime")

/**
 * The place where the program runs, which decides how credentials are had.
 *
 * **Gotchas**: the name is that of a module of Effect's; import one of the two as a namespace.
 */
export class Runtime extends RuntimeBase {
  /**
   * Detects the runtime from the environment (through the active `ConfigProvider`) and the program's arguments.
   * `USER_RUNTIME_NAME` decides alone; a name there that is no runtime's fails with `UnknownRuntime`.
   */
  static readonly layer: Layer.Layer<Runtime, BotoSesError> = Layer.effect(Runtime, detected(processArguments))

  /** As `layer`, with the arguments given, for a program that is started inside another one's process. */
  static layerDetect(options: { readonly argv: ReadonlyArray<string> }): Layer.Layer<Runtime, BotoSesError> {
    return Layer.effect(Runtime, detected(Effect.succeed(options.argv)))
  }

  /** A person's machine with profiles. */
  static readonly layerLocal: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("local", "layerLocal"))

  /** A CI job of whatever vendor. */
  static readonly layerCi: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("ci", "layerCi"))

  /** A person's machine with an instance role. */
  static readonly layerCloud9: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("aws_cloud9", "layerCloud9"))

  /** A deployed application. */
  static readonly layerLambda: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("aws_lambda", "layerLambda"))

  /** The runtime of that name, whatever the surroundings say. From untyped code, an unknown name is `ConfigInvalid`. */
  static layerOf(name: RuntimeName): Layer.Layer<Runtime, BotoSesError> {
    return isRuntimeName(name)
      ? Layer.succeed(Runtime, chosen(name, `layerOf("${name}")`))
      : Layer.effect(Runtime, Effect.fail(notARuntime(name)))
  }
}

const notARuntime = (given: unknown): BotoSesError => {
  const text = typeof given === "string" ? given : describeValue(given)
  return BotoSesError.of(
    new ConfigInvalid({
      source: "Runtime.layerOf",
      problems: [`"${text}" is no runtime's name. Use one of: ${unknownRuntimeName(text).known.join(", ")}.`]
    })
  )
}
