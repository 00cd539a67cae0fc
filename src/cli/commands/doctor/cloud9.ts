import * as Effect from "effect/Effect"
import { CredentialSource } from "../../../services/CredentialSource.ts"

/**
 * Whether the ambient credentials look like those that Cloud9 manages itself: it writes temporary keys into the default
 * profile, where an instance profile has none in a file. They may ask STS who they are, and assume no role.
 *
 * Source: AWS Cloud9 User Guide, "AWS managed temporary credentials".
 */
export const looksManaged: Effect.Effect<boolean, never, CredentialSource> = Effect.flatMap(
  CredentialSource,
  ({ ambient }) =>
    Effect.match(ambient, {
      onFailure: () => false,
      onSuccess: ({ credentials, origin, identity }) =>
        origin._tag === "Profile" && credentials.sessionToken !== undefined && identity === undefined
    })
)
