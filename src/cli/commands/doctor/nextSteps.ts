import { variablePrefix } from "../../../domain/config/EnvName.ts"
import type { Reason } from "../../../domain/errors/Reason.ts"

const again = "then run boto-ses doctor again."

const oneOf = (names: ReadonlyArray<string>): string => names.slice(0, 5).join(", ")

type Steps = { readonly [Tag in Reason["_tag"]]: (reason: Extract<Reason, { readonly _tag: Tag }>) => string }

const steps: Steps = {
  UnknownRuntime: ({ known }) => `Set USER_RUNTIME_NAME to a runtime's name, such as ${oneOf(known)}; or unset it.`,
  ConfigInvalid: ({ problems }) =>
    problems.some((problem) => problem.path === "")
      ? "Run: boto-ses init"
      : `Correct ${problems.length === 1 ? "it" : "them"}, ${again}`,
  ConfigConflict: () => `Make the sources agree, or remove one, ${again}`,
  ConfigMissing: ({ env, field }) => `Give the ${field} of ${env}: set what its Config reads.`,
  UnknownEnv: ({ source, known }) => `Correct the name in ${source}: one of ${oneOf(known)}.`,
  CurrentEnvUnknown: ({ known }) => `Set USER_ENV_NAME to one of ${oneOf(known)}.`,
  DefaultAppEnvUnknown: ({ known }) => `Set defaultAppEnv in the configuration to one of ${oneOf(known)}.`,
  ProfileNotConfigured: ({ env }) =>
    `Add profile to the entry "${env}" of the configuration, or set ${variablePrefix(env)}_AWS_PROFILE.`,
  RoleUnknown: ({ env }) => `Give accountId or roleArn in the entry "${env}" of the configuration.`,
  RoleOptionInvalid: ({ field }) => `Correct ${field} in the configuration's rolePolicy.`,
  OptionNotApplicable: ({ options }) => `Leave ${options.join(", ")} out of the configuration's rolePolicy.`,
  RegionUnknown: () => "Set region in the configuration, or AWS_REGION.",
  NotFromApplication: () => "Set USER_RUNTIME_NAME where this is no application.",
  RuntimeUnknown: () => "Set USER_RUNTIME_NAME, for example to local or ci.",
  AmbientAbsent: () => "Give this place a role or keys; or set USER_RUNTIME_NAME=local to use AWS CLI profiles.",
  AmbientUnusable: ({ source }) => `Repair ${source}, or take it away so that the next source is asked.`,
  DevopsNotRecognised: ({ advice }) =>
    advice ?? "Run this with the devops credentials, or correct devops.accountId or devops.roleArn.",
  AccountMismatch: ({ target }) => `Correct the accountId of ${target} in the configuration, or its credentials.`,
  ProfileMissing: ({ profile, known }) =>
    `Run: aws configure --profile ${profile}` +
    (known.length === 0 ? "" : `. Or correct the name in the configuration; the nearest: ${oneOf(known)}.`),
  ProfileUnusable: ({ profile }) => `See what is wrong: aws sts get-caller-identity --profile ${profile}`,
  SsoExpired: ({ profile }) => `Run: aws sso login --profile ${profile}`,
  PartitionMismatch: () => "Correct the role ARN or the region: both must be of one partition.",
  AssumeRoleDenied: ({ actions, advice }) =>
    advice ?? `Create the role, or let its trust policy allow ${actions.join(" and ")} to that principal.`,
  CredentialsRejected: ({ source, advice }) => advice ?? `Renew the credentials of ${source}.`,
  SessionExpired: ({ renew }) => renew,
  SessionClosed: () => "Report this: doctor has asked after the end of its own sessions.",
  StsRegionDisabled: ({ region }) => `Activate ${region} (IAM, Account settings), or set stsRegion to an active one.`,
  StsUnavailable: () => `Check the network and AWS_ENDPOINT_URL, ${again}`,
  AwsRequestFailed: ({ code }) => `Look up ${code} in AWS's documentation, or try again later.`,
  HandoverUnusable: () => "Start this program once more by boto-ses exec with --handover, or without a hand-over."
}

/** The one next step of a failure. */
export const nextStep = (reason: Reason): string => (steps[reason._tag] as (reason: Reason) => string)(reason)
