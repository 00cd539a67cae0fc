import * as Effect from "effect/Effect"
import { type Variables, variables } from "../platform/Variables.ts"
import { SourceUnusable } from "../services/CredentialSource.ts"

/** Variables for a credential source; an environment that cannot be read is an unusable source. */
export const sourceVariables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<Variables<Names[number]>, SourceUnusable> => Effect.mapError(variables(names), environmentUnreadable)

export const environmentUnreadable = (error: { readonly message: string; readonly grant?: string }): SourceUnusable =>
  new SourceUnusable({ origin: { _tag: "Variables" }, detail: `It could not be read: ${error.grant ?? error.message}` })

/** Whether a variable says `true`, as AWS's boolean settings are read: in any case, and nothing else is true. */
export const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true"
