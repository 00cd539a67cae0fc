import * as Effect from "effect/Effect"
import { CredentialSource } from "../../../services/CredentialSource.ts"
import { failed, ok, waiting } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

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
      onSuccess: ({ credentials, source, principalArn }) =>
        source.startsWith("the AWS CLI profile") && credentials.sessionToken !== undefined && principalArn === undefined
    })
)

/** `factory`: whether there is one, so that what its sessions can do is known. */
export const cloud9Row = (managed: boolean, factory: boolean): PlaceRow => {
  if (!factory) return waiting("cloud9", "the configuration")
  return managed
    ? failed("cloud9", {
        code: "Cloud9ManagedCredentials",
        found: "These look like the temporary credentials that Cloud9 manages: they can assume no role.",
        next: "Attach an instance profile to the environment's instance, and switch AWS managed temporary credentials off (Preferences, AWS Settings).",
        exitCode: 5
      })
    : ok("cloud9", "the credentials are not those that Cloud9 manages")
}
