import type { SourceError } from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { grantFlag } from "./Denied.ts"
import { ConfigProvider } from "./Environment.ts"

/** Variables by name; one that is unset or empty is `undefined`. */
export type Variables<Name extends string = string> = { readonly [Key in Name]: string | undefined }

/** The source of variables could not be read, which is another matter than a variable that is not set. */
export interface VariableUnreadable {
  readonly _tag: "VariableUnreadable"
  readonly name: string
  /** What the source says. */
  readonly message: string
  /** What to do about it, where Deno keeps the variable from the program. */
  readonly grant?: string
  readonly cause: SourceError
}

const unreadable = (name: string, cause: SourceError): VariableUnreadable => {
  const grant = grantFlag(cause)
  const { message } = cause
  return { _tag: "VariableUnreadable", name, message, cause, ...(grant === undefined ? {} : { grant }) }
}

/**
 * A variable of the active `ConfigProvider`; `undefined` where it is unset or empty.
 *
 * The provider's own lookup, since a `Config` decodes each value by a Schema, which every program would pay for at its
 * start; and a name may be a value and the beginning of longer names at once (CI, C9).
 */
export const variable = (name: string): Effect.Effect<string | undefined, VariableUnreadable> =>
  Effect.flatMap(ConfigProvider, (provider) =>
    Effect.mapBoth(provider.load([name]), {
      onFailure: (cause) => unreadable(name, cause),
      onSuccess: (node) => node?.value || undefined
    })
  )

/** Several variables, by name. */
export const variables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<Variables<Names[number]>, VariableUnreadable> =>
  Effect.map(
    Effect.forEach(names, (name) => Effect.map(variable(name), (value) => [name, value] as const)),
    (entries) => Object.fromEntries(entries) as Variables<Names[number]>
  )

/**
 * Whether a variable is set and empty, which `variable` does not tell from one that is not set: most providers leave an
 * empty value out, and still name it among what begins like it.
 */
export const isSetEmpty = (name: string): Effect.Effect<boolean, VariableUnreadable> =>
  Effect.flatMap(ConfigProvider, (provider) => {
    const parts = name.split("_")
    const last = parts.pop() ?? ""
    return Effect.all([provider.load([name]), provider.load([...parts, last]), provider.load(parts)]).pipe(
      Effect.map(
        ([own, below, above]) =>
          own?.value === "" ||
          (own === undefined && below === undefined && above?._tag === "Record" && above.keys.has(last))
      ),
      Effect.mapError((cause) => unreadable(name, cause))
    )
  })
