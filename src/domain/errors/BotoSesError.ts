import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { inspected, maskedJson } from "../text/Printed.ts"
import { type Reason, schema } from "./Reason.ts"
import type { EncodedError } from "./ReasonSchema.ts"
import { shortCause } from "./ShortCause.ts"

const hide = (error: object, name: PropertyKey, value: unknown): void => {
  Object.defineProperty(error, name, { value, enumerable: false, configurable: true, writable: true })
}

/**
 * The one error of the library: what happened is its `reason`, told by its `message` as expected, found and next step.
 *
 * **When to use**: handle one reason with `Effect.catchReason("BotoSesError", "AccountMismatch", …)`.
 * A `cause`, where there is one, is the error beneath.
 *
 * **Details**: it prints as its message, accounts masked, wherever it is printed; each `cause` below it as one line. For
 * debugging `reason` has the facts in full, and `cause.original` the error with its whole stack. With Effect's `runMain`
 * the process ends with the exit code of the reason, as the command line does.
 *
 * **Example** (one reason handled, the rest left to fail)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111" },
 *   workloads: { prd: { accountId: "333333333333" } }
 * }) {}
 *
 * const who = Effect.catchReason(Aws.envOf("prdd"), "BotoSesError", "UnknownEnv", ({ known }) =>
 *   Effect.succeed(`did you mean ${known[0]}?`)
 * )
 * const said = await Effect.runPromise(Effect.provide(who, layerTest(Aws)))
 * if (said !== "did you mean prd?") throw new Error(`expected a proposal, found ${said}`)
 * ```
 */
export class BotoSesError extends Data.Error<{
  /** What happened, as facts. */
  readonly reason: Reason
  /** The error beneath, where there is one: of the AWS SDK, of the system, of a `ConfigProvider`. */
  readonly cause?: unknown
}> {
  /** The tag that `Effect.catchTag` takes. */
  declare readonly _tag: "BotoSesError"
  /** The exit code with which Effect's `runMain` ends the process: that of the reason. */
  declare readonly "~effect/Runtime/errorExitCode": number

  /** Of a reason and, where there is one, of the error beneath. */
  constructor(fields: { readonly reason: Reason; readonly cause?: unknown }) {
    // Without frames no runtime shows the line of ours that made an uncaught one: in a bundle that is all of its code.
    const { stackTraceLimit } = Error
    Reflect.set(Error, "stackTraceLimit", 0)
    super({ reason: fields.reason })
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit)
    // What is printed of an error are its stack and its enumerable fields: the message alone tells all of it.
    hide(this, "reason", fields.reason)
    hide(this, "_tag", "BotoSesError")
    hide(this, "~effect/Runtime/errorExitCode", fields.reason.exitCode)
    if (fields.cause !== undefined) hide(this, "cause", shortCause(fields.cause))
    hide(this, "stack", this.toString())
    hide(this, inspected, () => this.toString())
  }

  /** The Schema of the error, for those who send one on. Its code is loaded when it is asked for. */
  static readonly schema: Effect.Effect<Schema.Codec<BotoSesError, EncodedError>> = Effect.flatMap(schema, (reason) =>
    Effect.map(
      Effect.promise(() => import("./ReasonSchema.ts")),
      ({ errorSchema }) => errorSchema("BotoSesError", BotoSesError, reason)
    )
  )
  /** The error of a reason, with the error beneath where there is one. */
  static of(reason: Reason, cause?: unknown): BotoSesError {
    return new BotoSesError(cause === undefined ? { reason } : { reason, cause })
  }
  /** `BotoSesError`, as stacks and logs show it. */
  override get name(): string {
    return "BotoSesError"
  }
  /**
   * The reason's message: what was expected, what was found, what to do; account ids are masked, and no secret is in
   * it.
   */
  override get message(): string {
    return this.reason.message
  }
  /** The name and the message, accounts masked. */
  override toString(): string {
    return `${this.name}: ${this.message}`
  }
  /** The message and the facts, accounts masked. */
  override toJSON(): unknown {
    const { _tag, message, reason } = this
    return { _tag, message, reason: maskedJson(reason, (text) => reason.mask(text)) }
  }
}
