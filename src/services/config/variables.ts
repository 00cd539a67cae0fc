import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { BotoSesError } from "../../domain/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/config.ts"
import type { CurrentEnvVariables } from "../../domain/plan/CurrentEnv.ts"

/** One variable of the active `ConfigProvider`; an empty one is unset. */
export const readVariable = (name: string): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.gen(function* () {
    const provider = yield* ConfigProvider.ConfigProvider
    const node = yield* Effect.mapError(provider.load([name]), (error) =>
      BotoSesError.of(
        new ConfigInvalid({
          source: "environment variables",
          problems: [`${name} could not be read: ${error.message}. Repair the ConfigProvider's source.`]
        })
      )
    )
    return node?.value === "" ? undefined : node?.value
  })

/** The variables that name the current env. */
export const currentEnvVariables: Effect.Effect<CurrentEnvVariables, BotoSesError> = Effect.gen(function* () {
  const user = yield* readVariable("USER_ENV_NAME")
  const env = yield* readVariable("ENV_NAME")
  return {
    ...(user === undefined ? {} : { USER_ENV_NAME: user }),
    ...(env === undefined ? {} : { ENV_NAME: env })
  }
})
