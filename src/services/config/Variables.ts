import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { unreadable } from "../../domain/config/ConfigProblem.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import type { CurrentEnvVariables } from "../../domain/plan/CurrentEnv.ts"

/**
 * A variable of the active `ConfigProvider`; `undefined` where it is unset or empty.
 *
 * The provider's own lookup, since a `Config` decodes each value by a Schema, which every program would pay for at its
 * start.
 */
export const variable = (name: string): Effect.Effect<string | undefined, ConfigProvider.SourceError> =>
  Effect.flatMap(ConfigProvider.ConfigProvider, (provider) =>
    Effect.map(provider.load([name]), (node) => (node?.value === "" ? undefined : node?.value))
  )

/** The same, for the configuration: a source that cannot be read is a mistake in it. */
export const readVariable = (name: string): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.mapError(variable(name), (error) =>
    BotoSesError.of(
      new ConfigInvalid({
        source: "environment variables",
        problems: [unreadable(name, error)]
      })
    )
  )

/** The variables that name the current env. */
export const currentEnvVariables: Effect.Effect<CurrentEnvVariables, BotoSesError> = Effect.gen(function* () {
  const user = yield* readVariable("USER_ENV_NAME")
  const env = yield* readVariable("ENV_NAME")
  return {
    ...(user === undefined ? {} : { USER_ENV_NAME: user }),
    ...(env === undefined ? {} : { ENV_NAME: env })
  }
})
