import * as Config from "effect/Config"
import type * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { schemaProblems } from "../../domain/config/SchemaProblems.ts"
import { isPlainObject } from "../../domain/text/Describe.ts"

/** A `Config` that found nothing. */
export interface MissingField {
  readonly path: ReadonlyArray<string>
  readonly detail: string
}

/** Options whose `Config` values have been read. */
export interface ReadFields {
  readonly value: unknown
  readonly missing: ReadonlyArray<MissingField>
  readonly problems: ReadonlyArray<ConfigProblem>
}

/** Options nest three deep (`workloads`, an env, a field); deeper values are for the Schema to judge. */
const deepest = 3

const variableOf = (path: ReadonlyArray<string>): string => path.join("_")

const whyUnread = (error: Config.ConfigError): string =>
  error.cause._tag === "SourceError"
    ? error.cause.message
    : schemaProblems(error.cause.issue)
        .map(({ path, expected }) => `${variableOf(path) || "the value"}: expected ${expected ?? "nothing"}`)
        .join("; ")

const detailOf = (error: Config.ConfigError): string => {
  const names =
    error.cause._tag === "SourceError"
      ? []
      : schemaProblems(error.cause.issue).flatMap(({ path }) => (path.length === 0 ? [] : [variableOf(path)]))
  return names.length === 0 ? "no value is set" : `${[...new Set(names)].join(", ")} is not set`
}

/**
 * Reads one `Config`. `Config.option` around it tells absence from a malformed value; what the user's own
 * `Config.option` gives is an `Option` inside that one.
 */
const readConfig = (
  config: Config.Config<unknown>,
  provider: ConfigProvider.ConfigProvider,
  path: ReadonlyArray<string>
): Effect.Effect<ReadFields> =>
  Effect.matchEffect(Config.option(config).parse(provider), {
    onFailure: (error) =>
      Effect.succeed({
        value: undefined,
        missing: [],
        problems: [
          {
            path: path.join("."),
            expected: "a Config that can be read",
            found: `one that cannot (${whyUnread(error)})`,
            next: "Correct the value where the Config reads it."
          }
        ]
      }),
    onSuccess: (found) =>
      Option.isSome(found)
        ? Effect.succeed({
            value: Option.isOption(found.value) ? Option.getOrUndefined(found.value) : found.value,
            missing: [],
            problems: []
          })
        : Effect.match(config.parse(provider), {
            onFailure: (error) => ({ value: undefined, missing: [{ path, detail: detailOf(error) }], problems: [] }),
            onSuccess: (value) => ({ value, missing: [], problems: [] })
          })
  })

/** Reads every `Config` in the options. Fields that are, or turn out to be, absent are left out. */
export const readFields = (
  given: unknown,
  provider: ConfigProvider.ConfigProvider,
  path: ReadonlyArray<string> = []
): Effect.Effect<ReadFields> => {
  if (Config.isConfig(given)) return readConfig(given, provider, path)
  if (!isPlainObject(given) || path.length >= deepest) {
    return Effect.succeed({ value: given, missing: [], problems: [] })
  }
  return Effect.map(
    Effect.forEach(Object.keys(given), (key) =>
      Effect.map(readFields(given[key], provider, [...path, key]), (read) => ({ key, read }))
    ),
    (fields) => ({
      value: Object.fromEntries(
        fields.flatMap(({ key, read }) => (read.value === undefined ? [] : [[key, read.value] as const]))
      ),
      missing: fields.flatMap(({ read }) => read.missing),
      problems: fields.flatMap(({ read }) => read.problems)
    })
  )
}
