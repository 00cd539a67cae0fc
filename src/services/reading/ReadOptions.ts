import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Accounts } from "../../domain/config/ConfigFile.ts"
import { configProblems, dotted } from "../../domain/config/FindProblems.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { isPlainObject } from "../../domain/text/Describe.ts"
import { EnvConfig, make, type Options } from "../EnvConfig.ts"
import { currentEnvVariables } from "./CheckedVariables.ts"
import { readFields } from "./ConfigValues.ts"
import { toEntries } from "./ToEntries.ts"

/** What a factory's options hold besides the configuration; other parts of the library read it. */
const factoryOnly: ReadonlyArray<string> = ["rolePolicy", "refreshMargin", "identityCheck", "sessionStore"]

const without = (options: unknown, names: ReadonlyArray<string>): unknown =>
  isPlainObject(options)
    ? Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
    : options

const read = (
  options: Options,
  source: string,
  beside: ReadonlyArray<string>
): Effect.Effect<EnvConfig, BotoSesError> =>
  Effect.gen(function* () {
    const fields = yield* readFields(without(options, beside))
    // A missing value leaves its key out, which the form allows wherever a `Config` may stand.
    const problems = [...fields.problems, ...configProblems(Accounts, fields.value, dotted, beside)]
    if (problems.length > 0) return yield* BotoSesError.of(new ConfigInvalid({ source, problems }))
    return make({
      entries: toEntries(fields.value as Accounts, fields.missing),
      currentEnv: yield* currentEnvVariables,
      sources: [source]
    })
  })

/**
 * The configuration written in the program. Each field is a value, or a `Config` that is read when the layer is built.
 *
 * **Details**: all mistakes are reported together as `ConfigInvalid`. A `Config` that finds nothing fails no layer, but
 * every ask that needs its entry, with `ConfigMissing`.
 *
 * **Example** (an account id that a variable holds)
 *
 * ```ts
 * import { Config, ConfigProvider, Effect, Layer } from "effect"
 * import { EnvConfig } from "effect-boto-ses"
 *
 * const config = EnvConfig.layer({
 *   devops: { profile: "acme-devops" },
 *   workloads: { prd: { accountId: Config.String("PRD_AWS_ACCOUNT_ID") } }
 * })
 * const variables = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { PRD_AWS_ACCOUNT_ID: "333333333333" } }))
 * const entries = Effect.map(EnvConfig.EnvConfig, ({ entries }) => entries)
 * const { workloads } = await Effect.runPromise(Effect.provide(entries, Layer.provide(config, variables)))
 * if (workloads.prd?.accountId !== "333333333333") throw new Error("expected the account of the variable")
 * ```
 */
export const layer = <const Env extends string>(options: Options<Env>): Layer.Layer<EnvConfig, BotoSesError> =>
  Layer.effect(EnvConfig, read(options, "the options given to EnvConfig.layer", []))

/** The configuration in the options of a factory, which hold more than the configuration. */
export const fromOptions = (options: Options): Effect.Effect<EnvConfig, BotoSesError> =>
  read(options, "the options of the factory", factoryOnly)
