import type * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { variable } from "../services/config/Variables.ts"

/** Several variables, by name. */
export const variables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<{ readonly [Name in Names[number]]: string | undefined }, ConfigProvider.SourceError> =>
  Effect.map(
    Effect.forEach(names, (name) => Effect.map(variable(name), (value) => [name, value] as const)),
    (entries) => Object.fromEntries(entries) as { readonly [Name in Names[number]]: string | undefined }
  )

/** Whether a variable says `true`, as AWS's boolean settings are read: in any case, and nothing else is true. */
export const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true"
