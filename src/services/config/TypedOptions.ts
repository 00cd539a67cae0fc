import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { Accounts } from "../../domain/config/ConfigFile.ts"
import { configProblems, dotted } from "../../domain/config/ConfigProblems.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { isPlainObject } from "../../domain/text/Describe.ts"
import type { EnvConfigOptions, EnvConfigShape } from "../EnvConfig.ts"
import { readFields } from "./ConfigFields.ts"
import { toEntries } from "./ToEntries.ts"
import { currentEnvVariables } from "./Variables.ts"

/** What a factory's options hold besides the configuration; other parts of the library read it. */
const factoryOnly: ReadonlyArray<string> = ["rolePolicy", "refreshMargin"]

const without = (options: unknown, names: ReadonlyArray<string>): unknown =>
  isPlainObject(options)
    ? Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
    : options

const read = (
  options: EnvConfigOptions,
  source: string,
  beside: ReadonlyArray<string>
): Effect.Effect<EnvConfigShape, BotoSesError> =>
  Effect.gen(function* () {
    const fields = yield* readFields(without(options, beside), yield* ConfigProvider.ConfigProvider)
    // A missing value leaves its key out, which the form allows wherever a `Config` may stand.
    const problems = [...fields.problems, ...configProblems(Accounts, fields.value, dotted, beside)]
    if (problems.length > 0) return yield* BotoSesError.of(new ConfigInvalid({ source, problems }))
    return {
      entries: toEntries(fields.value as Accounts, fields.missing),
      currentEnv: yield* currentEnvVariables,
      sources: [source]
    }
  })

/** `EnvConfig.layer`: the `Config` values read, all mistakes reported together. */
export const fromLayerOptions = (options: EnvConfigOptions): Effect.Effect<EnvConfigShape, BotoSesError> =>
  read(options, "the options given to EnvConfig.layer", [])

/** The same for the options of a factory, which hold more than the configuration. */
export const fromOptions = (options: EnvConfigOptions): Effect.Effect<EnvConfigShape, BotoSesError> =>
  read(options, "the options of the factory", factoryOnly)
