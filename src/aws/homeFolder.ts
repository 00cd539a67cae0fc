import * as Effect from "effect/Effect"
import type { SourceUnusable } from "../services/CredentialSource.ts"
import { sourceVariables } from "./sourceVariables.ts"

/** The home folder of the configuration, which is not always the process's. */
export const homeFolder: Effect.Effect<string | undefined, SourceUnusable> = Effect.map(
  sourceVariables(["HOME", "USERPROFILE"]),
  ({ HOME, USERPROFILE }) => HOME ?? USERPROFILE
)
