import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import { readProfileFiles } from "../../../aws/profile/ProfileFiles.ts"
import { profilePlan } from "../../../aws/profile/ProfilePlan.ts"
import { type VariableUnreadable, variables } from "../../../platform/Variables.ts"
import type { SourceUnusable } from "../../../services/CredentialSource.ts"
import { failed, ok } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/**
 * Whether the ambient credentials look like those that Cloud9 manages itself: it writes temporary keys into the default
 * profile, where an instance profile has none in a file. They may ask STS who they are, and assume no role.
 *
 * Source: AWS Cloud9 User Guide, "AWS managed temporary credentials".
 */
export const looksManaged: Effect.Effect<boolean, SourceUnusable | VariableUnreadable, FileSystem.FileSystem> =
  Effect.gen(function* () {
    const env = yield* variables([
      "AWS_ACCESS_KEY_ID",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      "AWS_DEFAULT_PROFILE",
      "AWS_PROFILE"
    ])
    if (env.AWS_ACCESS_KEY_ID !== undefined || env.AWS_WEB_IDENTITY_TOKEN_FILE !== undefined) return false
    const files = yield* readProfileFiles("the process")
    const plan = Result.getOrUndefined(profilePlan(files, env.AWS_DEFAULT_PROFILE ?? env.AWS_PROFILE ?? "default"))
    return plan?.kind === "keys" && plan.credentials.sessionToken !== undefined
  })

export const cloud9Row = (managed: boolean): PlaceRow =>
  managed
    ? failed("cloud9", {
        code: "Cloud9ManagedCredentials",
        found: "These look like the temporary credentials that Cloud9 manages: they can assume no role.",
        next: "Attach an instance profile to the environment's instance, and switch AWS managed temporary credentials off (Preferences, AWS Settings).",
        exitCode: 5
      })
    : ok("cloud9", "the credentials are not those that Cloud9 manages")
