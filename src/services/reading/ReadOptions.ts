import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Accounts } from "../../domain/config/ConfigFile.ts"
import { type ConfigProblem, notExpected } from "../../domain/config/ConfigProblem.ts"
import { configProblems, dotted, unknownNameProblem } from "../../domain/config/FindProblems.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import type { CurrentEnvVariables } from "../../domain/plan/CurrentEnv.ts"
import { isPlainObject, valueAt } from "../../domain/text/Describe.ts"
import { EnvConfig, make, type Options } from "../EnvConfig.ts"
import { currentEnvVariables } from "./CheckedVariables.ts"
import { readFields } from "./ConfigValues.ts"
import { toEntries } from "./ToEntries.ts"

/** What a factory's options hold besides the configuration; other parts of the library read it. */
const factoryOnly: ReadonlyArray<string> = ["rolePolicy", "refreshMargin", "identityCheck", "sessionStore"]

/** Fields that no file may have, since it is not one program's. */
const programOnly: ReadonlyArray<string> = [...factoryOnly, "currentEnv"]

const without = (options: unknown, names: ReadonlyArray<string>): unknown =>
  isPlainObject(options)
    ? Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
    : options

/** What the program says of the current env: a name written in it is judged at once, one read where it is used. */
const readCurrentEnv: (
  options: unknown
) => Effect.Effect<{ readonly problems: ReadonlyArray<ConfigProblem>; readonly current: CurrentEnvVariables }> =
  Effect.fnUntraced(function* (options) {
    const given = valueAt(options, ["currentEnv"])
    if (given === undefined) return { problems: [], current: {} }
    const { value, missing, problems } = yield* readFields(given, ["currentEnv"])
    const [absent] = missing
    if (absent !== undefined) return { problems, current: { missing: absent.detail } }
    if (typeof value === "string") {
      const workloads = valueAt(options, ["workloads"])
      const known = [...(isPlainObject(workloads) ? Object.keys(workloads) : []), "devops"]
      const isUnknown = value === given && !known.includes(value)
      return {
        problems: isUnknown ? [unknownNameProblem("currentEnv", value, known)] : problems,
        current: { stated: value }
      }
    }
    return {
      problems:
        problems.length > 0 || value === undefined
          ? problems
          : [notExpected("currentEnv", "the name of an environment", value)],
      current: {}
    }
  })

/** `beside` are the fields that a misspelt one may have meant, besides those of the configuration. */
const read = (
  options: Options,
  source: string,
  beside: ReadonlyArray<string>
): Effect.Effect<EnvConfig, BotoSesError> =>
  Effect.gen(function* () {
    const fields = yield* readFields(without(options, programOnly))
    const stated = yield* readCurrentEnv(options)
    // A missing value leaves its key out, which the form allows wherever a `Config` may stand.
    const problems = [...fields.problems, ...configProblems(Accounts, fields.value, dotted, beside), ...stated.problems]
    if (problems.length > 0) return yield* BotoSesError.of(new ConfigInvalid({ source, problems }))
    return make({
      entries: toEntries(fields.value as Accounts, fields.missing),
      currentEnv: { ...(yield* currentEnvVariables), ...stated.current },
      sources: [source]
    })
  })

/**
 * The configuration written in the program. Each field is a value, or a `Config` that is read when the layer is built.
 *
 * **Details**: all mistakes are reported together as `ConfigInvalid`. A `Config` that finds nothing fails no layer, but
 * every ask that needs its entry, with `ConfigMissing`. The options of a class may be spread here, whatever they hold
 * (`EnvConfig.layer({ ...Aws.options, region: "eu-west-1" })`): what is no part of the configuration, such as `rolePolicy`
 * and `refreshMargin`, stays the class's.
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
  Layer.effect(EnvConfig, read(options, "the options given to EnvConfig.layer", ["currentEnv"]))

/** The configuration in the options of a factory, which hold more than the configuration. */
export const fromOptions = (options: Options): Effect.Effect<EnvConfig, BotoSesError> =>
  read(options, "the options of the factory", programOnly)
