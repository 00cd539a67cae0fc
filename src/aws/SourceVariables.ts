import * as Effect from "effect/Effect"
import { SourceUnusable } from "../services/CredentialSource.ts"
import { variables } from "./Environment.ts"

/** Variables for a credential source; an environment that cannot be read is an unusable source. */
export const sourceVariables = <const Names extends ReadonlyArray<string>>(
  names: Names
): Effect.Effect<{ readonly [Name in Names[number]]: string | undefined }, SourceUnusable> =>
  Effect.mapError(variables(names), environmentUnreadable)

export const environmentUnreadable = (error: { readonly message: string }): SourceUnusable =>
  new SourceUnusable({ origin: { _tag: "Variables" }, detail: `It could not be read: ${error.message}` })
