import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ReadFields } from "./ReadFields.ts"
import { schemaProblems } from "./SchemaProblems.ts"

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
export const readConfig: (config: Config.Config<unknown>, path: ReadonlyArray<string>) => Effect.Effect<ReadFields> =
  Effect.fnUntraced(function* (config, path) {
    const provider = yield* ConfigProvider.ConfigProvider
    return yield* Effect.matchEffect(Config.option(config).parse(provider), {
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
  })
