import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"
import {
  AccountMismatch,
  AmbientAbsent,
  AmbientUnusable,
  DevopsNotRecognised,
  NotFromApplication,
  RuntimeUnknown
} from "./Ambient.ts"
import {
  ConfigConflict,
  ConfigInvalid,
  ConfigMissing,
  CurrentEnvUnknown,
  DefaultAppEnvUnknown,
  OptionNotApplicable,
  ProfileNotConfigured,
  RegionUnknown,
  RoleOptionInvalid,
  RoleUnknown,
  UnknownEnv,
  UnknownRuntime
} from "./Config.ts"
import { HandoverUnusable } from "./Handover.ts"
import { ProfileMissing, ProfileUnusable, SsoExpired } from "./Profile.ts"
import {
  AssumeRoleDenied,
  AwsRequestFailed,
  CredentialsRejected,
  PartitionMismatch,
  SessionClosed,
  SessionExpired,
  StsRegionDisabled,
  StsUnavailable
} from "./Sts.ts"

/** Every reason for which the library fails: a closed set, so that a caller can handle each. */
export const Reason: Schema.Union<
  readonly [
    typeof UnknownRuntime,
    typeof ConfigInvalid,
    typeof ConfigConflict,
    typeof ConfigMissing,
    typeof UnknownEnv,
    typeof CurrentEnvUnknown,
    typeof DefaultAppEnvUnknown,
    typeof ProfileNotConfigured,
    typeof RoleUnknown,
    typeof RoleOptionInvalid,
    typeof OptionNotApplicable,
    typeof RegionUnknown,
    typeof NotFromApplication,
    typeof RuntimeUnknown,
    typeof AmbientAbsent,
    typeof AmbientUnusable,
    typeof DevopsNotRecognised,
    typeof AccountMismatch,
    typeof ProfileMissing,
    typeof ProfileUnusable,
    typeof SsoExpired,
    typeof PartitionMismatch,
    typeof AssumeRoleDenied,
    typeof CredentialsRejected,
    typeof SessionExpired,
    typeof SessionClosed,
    typeof StsRegionDisabled,
    typeof StsUnavailable,
    typeof AwsRequestFailed,
    typeof HandoverUnusable
  ]
> = Schema.Union([
  UnknownRuntime,
  ConfigInvalid,
  ConfigConflict,
  ConfigMissing,
  UnknownEnv,
  CurrentEnvUnknown,
  DefaultAppEnvUnknown,
  ProfileNotConfigured,
  RoleUnknown,
  RoleOptionInvalid,
  OptionNotApplicable,
  RegionUnknown,
  NotFromApplication,
  RuntimeUnknown,
  AmbientAbsent,
  AmbientUnusable,
  DevopsNotRecognised,
  AccountMismatch,
  ProfileMissing,
  ProfileUnusable,
  SsoExpired,
  PartitionMismatch,
  AssumeRoleDenied,
  CredentialsRejected,
  SessionExpired,
  SessionClosed,
  StsRegionDisabled,
  StsUnavailable,
  AwsRequestFailed,
  HandoverUnusable
])

export type Reason = typeof Reason.Type

const BotoSesErrorBase: Schema.Class<
  BotoSesError,
  Schema.TaggedStruct<
    "BotoSesError",
    { readonly reason: typeof Reason; readonly cause: Schema.optionalKey<Schema.Defect> }
  >,
  Cause.YieldableError
> = Schema.TaggedError<BotoSesError>()("BotoSesError", { reason: Reason, cause: Schema.optionalKey(Schema.Defect()) })

/**
 * The one error of the library: what happened is its `reason`, told by its `message` as expected, found and next step.
 *
 * **When to use**: handle one reason with `Effect.catchReason("BotoSesError", "AccountMismatch", …)`.
 * A `cause`, where there is one, is the error of the AWS SDK beneath.
 */
export class BotoSesError extends BotoSesErrorBase {
  static of(reason: Reason, cause?: unknown): BotoSesError {
    return new BotoSesError(cause === undefined ? { reason } : { reason, cause })
  }
  override get message(): string {
    return this.reason.message
  }
}

/** The exit code with which the command line ends for each reason: 3 configuration, 4 place, 5 credentials, 6 refused by AWS, 7 AWS out of reach. */
export const exitCodes: { readonly [Tag in Reason["_tag"]]: number } = {
  UnknownRuntime: 3,
  ConfigInvalid: 3,
  ConfigConflict: 3,
  ConfigMissing: 3,
  UnknownEnv: 3,
  CurrentEnvUnknown: 3,
  DefaultAppEnvUnknown: 3,
  ProfileNotConfigured: 3,
  RoleUnknown: 3,
  RoleOptionInvalid: 3,
  OptionNotApplicable: 3,
  RegionUnknown: 3,
  NotFromApplication: 4,
  RuntimeUnknown: 4,
  AmbientAbsent: 5,
  AmbientUnusable: 5,
  DevopsNotRecognised: 5,
  AccountMismatch: 5,
  ProfileMissing: 5,
  ProfileUnusable: 5,
  SsoExpired: 5,
  HandoverUnusable: 5,
  SessionExpired: 5,
  SessionClosed: 5,
  PartitionMismatch: 6,
  AssumeRoleDenied: 6,
  CredentialsRejected: 6,
  StsRegionDisabled: 6,
  AwsRequestFailed: 6,
  StsUnavailable: 7
}
