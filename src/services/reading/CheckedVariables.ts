import * as Effect from "effect/Effect"
import { unreadable } from "../../domain/config/ConfigProblem.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import type { CurrentEnvVariables } from "../../domain/plan/CurrentEnv.ts"
import { type Variables, type VariableUnreadable, variable, variables } from "../../platform/Variables.ts"

const mistake = (failure: VariableUnreadable): BotoSesError =>
  BotoSesError.of(new ConfigInvalid({ source: "environment variables", problems: [unreadable(failure.name, failure)] }))

/** A variable for the configuration: a source that cannot be read is a mistake in it. */
export const readVariable = (name: string): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.mapError(variable(name), mistake)

/** Several of them, by name. */
export const readVariables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<Variables<Names[number]>, BotoSesError> => Effect.mapError(variables(names), mistake)

/** The variables that name the current env. */
export const currentEnvVariables: Effect.Effect<CurrentEnvVariables, BotoSesError> = Effect.map(
  readVariables(["USER_ENV_NAME", "ENV_NAME"]),
  ({ USER_ENV_NAME, ENV_NAME }) => ({
    ...(USER_ENV_NAME === undefined ? {} : { USER_ENV_NAME }),
    ...(ENV_NAME === undefined ? {} : { ENV_NAME })
  })
)
