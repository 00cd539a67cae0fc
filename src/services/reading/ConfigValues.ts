import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { isPlainObject } from "../../domain/text/Describe.ts"
import type { ReadFields } from "./ReadFields.ts"

/** Options nest three deep (`workloads`, an env, a field); deeper values are for the Schema to judge. */
const deepest = 3

/** `Config.isConfig` by the mark that it looks for: its module brings Effect's Schema with it. */
const isConfig = (value: unknown): value is Config.Config<unknown> =>
  typeof value === "object" && value !== null && "~effect/Config" in value

/** Reads every `Config` in the options. Fields that are, or turn out to be, absent are left out. */
export const readFields = (given: unknown, path: ReadonlyArray<string> = []): Effect.Effect<ReadFields> => {
  if (isConfig(given)) {
    return Effect.flatMap(
      Effect.promise(() => import("./ReadConfig.ts")),
      ({ readConfig }) => readConfig(given, path)
    )
  }
  if (!isPlainObject(given) || path.length >= deepest) {
    return Effect.succeed({ value: given, missing: [], problems: [] })
  }
  return Effect.map(
    Effect.forEach(Object.keys(given), (key) =>
      Effect.map(readFields(given[key], [...path, key]), (read) => ({ key, read }))
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
