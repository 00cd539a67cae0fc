import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import { readProfileFiles } from "../../../aws/profile/ProfileFiles.ts"
import { type VariableUnreadable, variables } from "../../../platform/Variables.ts"
import type { SourceUnusable } from "../../../services/CredentialSource.ts"
import { warning } from "./row.ts"
import type { PlaceRow } from "./schema.ts"

/** What of the AWS CLI's own settings is another thing than it seems; nothing where all is plain. */
export const awsSettingRows: Effect.Effect<
  ReadonlyArray<PlaceRow>,
  SourceUnusable | VariableUnreadable,
  FileSystem.FileSystem
> = Effect.gen(function* () {
  const { AWS_DEFAULT_PROFILE, AWS_PROFILE } = yield* variables(["AWS_DEFAULT_PROFILE", "AWS_PROFILE"])
  const { unread } = yield* readProfileFiles("the user")
  const rows: Array<PlaceRow> = []
  if (unread.length > 0) {
    rows.push(
      warning(
        "aws-files",
        `${unread.map(({ path, why }) => `${path} ${why}`).join("; ")}: it counts as absent.`,
        "Put a file in its place, or let this user read it."
      )
    )
  }
  if (AWS_DEFAULT_PROFILE !== undefined && AWS_PROFILE !== undefined && AWS_DEFAULT_PROFILE !== AWS_PROFILE) {
    rows.push(
      warning(
        "aws-profile",
        `AWS_DEFAULT_PROFILE is ${AWS_DEFAULT_PROFILE}, AWS_PROFILE is ${AWS_PROFILE}: boto-ses, boto3 and the AWS CLI v1 take the former, the AWS CLI v2 and other SDKs the latter.`,
        "Unset one of them."
      )
    )
  }
  return rows
})

/** The profiles that a sign-in to IAM Identity Center gives credentials to. */
export const signInProfiles: Effect.Effect<ReadonlySet<string>, SourceUnusable, FileSystem.FileSystem> = Effect.map(
  readProfileFiles("the user"),
  ({ profiles }) =>
    new Set(
      Array.from(profiles).flatMap(([name, settings]) =>
        settings.has("sso_session") || settings.has("sso_start_url") ? [name] : []
      )
    )
)
