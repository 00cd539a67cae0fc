import * as Effect from "effect/Effect"
import { type ChildEnvironment, childEnvironment } from "../domain/child/ChildEnvironment.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { HandoverUnusable } from "../domain/errors/Handover.ts"
import { ConfigProvider } from "../platform/Environment.ts"
import { type Variables, type VariableUnreadable, variables } from "../platform/Variables.ts"

/** The variables in which a parent tells its child how to get devops. */
export const handoverVariables = {
  serverUri: "BOTO_SES_HANDOVER_URI",
  /** The secret of the server, of which its token and its key are made. */
  serverSecret: "BOTO_SES_HANDOVER_TOKEN",
  snapshotFile: "BOTO_SES_SNAPSHOT_FILE",
  snapshotKey: "BOTO_SES_SNAPSHOT_KEY",
  plainFile: "BOTO_SES_PLAIN_SNAPSHOT_FILE",
  memory: "BOTO_SES_SNAPSHOT_ID"
} as const

/**
 * The variables of one hand-over, and the removal of every other: a child has one at most, the innermost. Without
 * variables it removes them all.
 */
export const handoverEnvironment = (set: ChildEnvironment["set"] = {}): ChildEnvironment =>
  childEnvironment(set, Object.values(handoverVariables))

/** The error of a hand-over, on either side. `detail` is a sentence with the next step. */
export const unusable = (detail: string, cause?: unknown): BotoSesError =>
  BotoSesError.of(new HandoverUnusable({ detail }), cause)

/**
 * The `ConfigProvider` with which a layer is built, for effects that run later: a program that swaps the environment
 * gives it to the layer, and the caller of the service may have another.
 */
export const withConfigOfLayer: Effect.Effect<<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>> =
  Effect.map(ConfigProvider, (provider) => (effect) => Effect.provideService(effect, ConfigProvider, provider))

export const variableUnusable = ({ name, message, grant, cause }: VariableUnreadable): BotoSesError =>
  unusable(`the variable ${name} could not be read: ${grant ?? message}`, cause)

/** Variables for a hand-over, by name; an environment that cannot be read is one that hands over nothing of use. */
export const readVariables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<Variables<Names[number]>, BotoSesError> => Effect.mapError(variables(names), variableUnusable)

/** Two variables that only make sense together; `undefined` where neither is set. */
export const readPair: (
  first: string,
  second: string
) => Effect.Effect<readonly [string, string] | undefined, BotoSesError> = Effect.fnUntraced(function* (first, second) {
  const { [first]: a, [second]: b } = yield* readVariables([first, second])
  if (a === undefined && b === undefined) return undefined
  if (a === undefined || b === undefined) {
    const [set, unset] = a === undefined ? [second, first] : [first, second]
    return yield* unusable(
      `${set} is set and ${unset} is not. Pass both of them on to the child, or remove both and let it find devops itself.`
    )
  }
  return [a, b]
})
