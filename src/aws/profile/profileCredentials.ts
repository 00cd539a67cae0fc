import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { SourcedCredentials } from "../../services/CredentialOrigin.ts"
import { SourceUnusable, type SsoSignInExpired } from "../../services/CredentialSource.ts"
import { Sts } from "../../services/Sts.ts"
import { containerCredentials } from "../ambient/container.ts"
import { environmentKeys } from "../ambient/environmentKeys.ts"
import { instanceCredentials } from "../ambient/instance.ts"
import { stsRegion } from "../ambient/stsRegion.ts"
import { webIdentityCredentials } from "../ambient/webIdentity.ts"
import type { ProfileFiles } from "./profileFiles.ts"
import type { ProfilePlan } from "./profilePlan.ts"
import { sdkCredentials } from "./sdkCredentials.ts"

type Failure = SourceUnusable | SsoSignInExpired
type Needs = Sts | FileSystem.FileSystem

export const profileSource = (profile: string): string => `the AWS CLI profile ${profile}`

const unusable = (profile: string, detail: string, cause?: unknown): SourceUnusable =>
  new SourceUnusable({ source: profileSource(profile), detail, ...(cause === undefined ? {} : { cause }) })

/** Performs a profile's plan: first the base, then each role on top of what came before. */
export const profileCredentials = (
  files: ProfileFiles,
  plan: ProfilePlan
): Effect.Effect<SourcedCredentials, Failure, Needs> => {
  const { profile } = plan
  const sourced = (fields: Pick<SourcedCredentials, "credentials"> & Partial<SourcedCredentials>) => ({
    source: profileSource(profile),
    region: files.profiles.get(profile)?.get("region"),
    principalArn: undefined,
    userId: undefined,
    renew: undefined,
    ...fields
  })
  switch (plan.kind) {
    case "keys":
      return Effect.succeed(sourced({ credentials: plan.credentials }))
    case "sso":
    case "login":
    case "process":
      return Effect.map(sdkCredentials(files, profile, plan.kind), (credentials) => sourced({ credentials }))
    case "webIdentity":
      return webIdentityCredentials({
        source: plan.fromEnvironment ? "the web identity of AWS_ROLE_ARN" : profileSource(profile),
        roleArn: plan.roleArn,
        tokenFile: plan.tokenFile,
        roleSessionName: plan.roleSessionName,
        profileRegion: plan.region
      })
    case "named":
      return Effect.map(namedSource(profile, plan.name), ({ credentials }) => sourced({ credentials }))
    case "role":
      return Effect.map(assumed(files, plan), (role) =>
        sourced({ credentials: role.credentials, principalArn: role.arn, userId: role.userId })
      )
  }
}

const namedSource = Effect.fnUntraced(function* (
  profile: string,
  name: Extract<ProfilePlan, { readonly kind: "named" }>["name"]
) {
  switch (name) {
    case "Environment":
      return (
        (yield* environmentKeys) ??
        (yield* unusable(profile, "It has credential_source = Environment, and AWS_ACCESS_KEY_ID is not set."))
      )
    case "EcsContainer":
      return (
        (yield* containerCredentials) ??
        (yield* unusable(
          profile,
          "It has credential_source = EcsContainer, and no AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI is set."
        ))
      )
    case "Ec2InstanceMetadata": {
      const answer = yield* instanceCredentials
      return "absent" in answer
        ? yield* unusable(profile, `It has credential_source = Ec2InstanceMetadata, and ${answer.absent}.`)
        : answer
    }
  }
})

const assumed = Effect.fnUntraced(function* (
  files: ProfileFiles,
  plan: Extract<ProfilePlan, { readonly kind: "role" }>
) {
  const { profile, roleArn } = plan
  if (plan.mfaSerial !== undefined) {
    return yield* unusable(
      profile,
      `Its role is assumed with a code of the device ${plan.mfaSerial} (mfa_serial), and nobody is asked for one here. ` +
        "Use a profile without mfa_serial, or assume the role from its source profile's session with the device and a code."
    )
  }
  const base = yield* profileCredentials(files, plan.from)
  const region = yield* stsRegion(profileSource(profile), plan.region ?? base.region)
  const sts = yield* Sts
  return yield* Effect.mapError(
    sts.assumeRole({
      caller: { credentials: base.credentials, region },
      roleArn,
      roleSessionName: plan.roleSessionName ?? `boto-ses-${yield* Clock.currentTimeMillis}`,
      ...(plan.externalId === undefined ? {} : { externalId: plan.externalId }),
      ...(plan.durationSeconds === undefined ? {} : { durationSeconds: plan.durationSeconds })
    }),
    (cause) => unusable(profile, `Its role ${roleArn} was not assumed: ${cause.code}: ${cause.detail}`, cause)
  )
})
