import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { unreadable } from "../domain/config/ConfigProblem.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigInvalid, UnknownRuntime } from "../domain/errors/Config.ts"
import type { Surroundings } from "../domain/runtime/Condition.ts"
import { type Detection, detect, detectionVariables, unknownRuntimeName } from "../domain/runtime/RuntimeDetection.ts"
import { groupOf, isRuntimeName, type RuntimeName } from "../domain/runtime/RuntimeName.ts"
import { describeValue } from "../domain/text/Describe.ts"
import { variables } from "../platform/Variables.ts"

export type { CiVendorId, CiVendorName, SeedNames } from "../domain/runtime/CiVendors.ts"
export type { Detection, RuntimeMatch } from "../domain/runtime/RuntimeDetection.ts"
export type { OwnName, RuntimeGroup, RuntimeName } from "../domain/runtime/RuntimeName.ts"

/** What marks a value as a runtime: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/Runtime"

/**
 * The place where the program runs, which decides where credentials come from: the runtime's name, its group, and the
 * evidence that gave it away.
 */
export interface Runtime extends Detection {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
}

/** The tag of the place where the program runs. */
export const Runtime: Context.Service<Runtime, Runtime> = Context.Service<Runtime>("effect-boto-ses/Runtime")

/** A runtime from what is known of it. */
export const make = (detection: Detection): Runtime => ({ [TypeId]: TypeId, ...detection })

/** A runtime that somebody chose; `by` says who. */
export const chosen = (name: RuntimeName, by: string): Runtime =>
  make({ name, group: groupOf(name), evidence: `chosen by ${by}`, alsoMatched: [], forced: true })

/** The variables that detection reads, and no others, from the active `ConfigProvider`. */
const environment: Effect.Effect<Surroundings["env"], BotoSesError> = Effect.mapBoth(variables(detectionVariables), {
  onFailure: (failure) =>
    BotoSesError.of(
      new ConfigInvalid({ source: "environment", problems: [unreadable(failure.name, failure)] }),
      failure.cause
    ),
  onSuccess: (found) => new Map(Object.entries(found))
})

/** The one place that reads the process: its arguments are no part of a `ConfigProvider`. */
const processArguments: Effect.Effect<ReadonlyArray<string>> = Effect.sync(() => globalThis.process?.argv ?? [])

const detected = (argv: Effect.Effect<ReadonlyArray<string>>): Effect.Effect<Runtime, BotoSesError> =>
  Effect.flatMap(Effect.all({ env: environment, argv }), (surroundings) =>
    Effect.mapBoth(Effect.fromResult(detect(surroundings)), {
      onFailure: ({ given, known }) => BotoSesError.of(new UnknownRuntime({ given, known })),
      onSuccess: make
    })
  )

/**
 * Detects the runtime from the environment (through the active `ConfigProvider`) and the program's arguments.
 * `USER_RUNTIME_NAME` decides alone; a name there that is no runtime's fails with `UnknownRuntime`.
 */
export const layer: Layer.Layer<Runtime, BotoSesError> = Layer.effect(Runtime, detected(processArguments))

/** As `layer`, with the arguments given, for a program that is started inside another one's process. */
export const layerDetect = (options: { readonly argv: ReadonlyArray<string> }): Layer.Layer<Runtime, BotoSesError> =>
  Layer.effect(Runtime, detected(Effect.succeed(options.argv)))

/** A person's machine with AWS CLI profiles. */
export const layerLocal: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("local", "Runtime.layerLocal"))

/** A CI job of whatever vendor. */
export const layerCi: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("ci", "Runtime.layerCi"))

/** A person's machine with an instance role. */
export const layerCloud9: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("aws_cloud9", "Runtime.layerCloud9"))

/** An application on AWS Lambda: its own role, and no other. */
export const layerLambda: Layer.Layer<Runtime> = Layer.succeed(Runtime, chosen("aws_lambda", "Runtime.layerLambda"))

/**
 * The runtime of that name, whatever the surroundings say. From untyped code, an unknown name is `ConfigInvalid`.
 *
 * **Example** (a place by its name)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Runtime } from "effect-boto-ses"
 *
 * const group = Effect.map(Runtime.Runtime, ({ group }) => group)
 * const found = await Effect.runPromise(Effect.provide(group, Runtime.layerOf("aws_ecs")))
 * if (found !== "app") throw new Error(`expected app, found ${found}`)
 * ```
 */
export const layerOf = (name: RuntimeName): Layer.Layer<Runtime, BotoSesError> =>
  isRuntimeName(name)
    ? Layer.succeed(Runtime, chosen(name, `Runtime.layerOf("${name}")`))
    : Layer.effect(Runtime, Effect.fail(notARuntime(name)))

const notARuntime = (given: unknown): BotoSesError => {
  const text = typeof given === "string" ? given : describeValue(given)
  return BotoSesError.of(
    new ConfigInvalid({
      source: "Runtime.layerOf",
      problems: [
        {
          path: "the name",
          expected: "that of a runtime",
          found: `"${text}"`,
          next: `Use one of: ${unknownRuntimeName(text).known.join(", ")}.`
        }
      ]
    })
  )
}
