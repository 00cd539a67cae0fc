import * as Result from "effect/Result"
import { type Credentials, makeCredentials, unfitPart, unfitWords } from "../../domain/aws/Credentials.ts"
import { headerAdvice } from "../../domain/aws/ProfileHeader.ts"
import type { Profile, ProfileFiles } from "./ProfileFiles.ts"

/** A source outside the shared files that a profile's `credential_source` names. */
export type CredentialSourceName = "Environment" | "EcsContainer" | "Ec2InstanceMetadata"

/** How a profile's credentials are had: a base, and the roles assumed one after the other on top of it. */
export type ProfilePlan =
  | {
      readonly kind: "role"
      readonly profile: string
      readonly roleArn: string
      readonly roleSessionName: string | undefined
      readonly externalId: string | undefined
      readonly durationSeconds: number | undefined
      readonly mfaSerial: string | undefined
      readonly from: ProfilePlan
    }
  | { readonly kind: "named"; readonly profile: string; readonly name: CredentialSourceName }
  | {
      readonly kind: "webIdentity"
      readonly profile: string
      readonly roleArn: string
      readonly tokenFile: string
      readonly roleSessionName: string | undefined
      /** Whether the environment names the token file or the role, in the profile's place. */
      readonly fromEnvironment: boolean
    }
  | {
      readonly kind: "keys"
      readonly profile: string
      readonly credentials: Credentials
    }
  | {
      readonly kind: "sso"
      readonly profile: string
      /** The `sso-session` by whose name the sign-in is kept; without one it is kept by the start URL. */
      readonly session: string | undefined
      readonly startUrl: string
      readonly region: string
      readonly accountId: string
      readonly roleName: string
    }
  | { readonly kind: "login"; readonly profile: string }
  | { readonly kind: "process"; readonly profile: string; readonly command: string }

/** A sentence on what to change in the profile. */
export interface ProfileProblem {
  readonly detail: string
}

/** A setting's value; an empty one says nothing, as for botocore and other readers. */
export const stated = (profile: Profile | undefined, name: string): string | undefined =>
  profile?.get(name) || undefined

/** `undefined`: the profile configures nothing of the sort. */
export type Planned = Result.Result<ProfilePlan | undefined, ProfileProblem>

const nothing: Planned = Result.succeed(undefined)
const problem = (detail: string): Planned => Result.fail({ detail })

const sourceNames: ReadonlyArray<string> = ["Environment", "EcsContainer", "Ec2InstanceMetadata"]
const isSourceName = (name: string): name is CredentialSourceName => sourceNames.includes(name)

const hasKeys = (profile: Profile): boolean =>
  stated(profile, "aws_access_key_id") !== undefined || stated(profile, "aws_secret_access_key") !== undefined

const isRole = (profile: Profile): boolean =>
  profile.has("role_arn") && stated(profile, "web_identity_token_file") === undefined

/** AWS_ROLE_ARN and its companions, which the AWS CLI puts over the settings of the same meaning in the profile. */
export interface WebIdentityVariables {
  readonly tokenFile: string | undefined
  readonly roleArn: string | undefined
  readonly roleSessionName: string | undefined
}

const noVariables: WebIdentityVariables = { tokenFile: undefined, roleArn: undefined, roleSessionName: undefined }

/** A profile with `role_arn`: which role, and from which credentials. */
const rolePlan = (files: ProfileFiles, name: string, visited: ReadonlyArray<string> = [name]): Planned => {
  const profile = files.profiles.get(name)
  if (profile === undefined || !isRole(profile)) return nothing
  const roleArn = stated(profile, "role_arn")
  if (roleArn === undefined) {
    return problem(`The profile "${name}" has role_arn without a value. Set it to the role's ARN, or remove it.`)
  }
  const sourceProfile = profile.get("source_profile")
  const credentialSource = profile.get("credential_source")
  if (sourceProfile !== undefined && credentialSource !== undefined) {
    return problem(`The profile "${name}" has both source_profile and credential_source. Remove one.`)
  }
  return Result.map(
    credentialSource !== undefined
      ? namedPlan(name, credentialSource)
      : sourceProfile !== undefined
        ? sourcePlan(files, name, sourceProfile, visited)
        : problem(`The profile "${name}" has role_arn, but no source_profile or credential_source. Add one.`),
    (from) =>
      from && {
        kind: "role",
        profile: name,
        roleArn,
        roleSessionName: stated(profile, "role_session_name"),
        externalId: stated(profile, "external_id"),
        durationSeconds: wholeNumber(stated(profile, "duration_seconds")),
        mfaSerial: stated(profile, "mfa_serial"),
        from
      }
  )
}

/** As Python's `int` reads it, by which botocore does. */
const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[+-]?\d+(?:_\d+)*$/.test(text) ? Number(text.replaceAll("_", "")) : undefined

const namedPlan = (profile: string, name: string): Planned =>
  isSourceName(name)
    ? Result.succeed({ kind: "named", profile, name })
    : problem(`The profile "${profile}" has credential_source = ${name}. Use one of: ${sourceNames.join(", ")}.`)

const sourcePlan = (files: ProfileFiles, name: string, source: string, visited: ReadonlyArray<string>): Planned => {
  const profile = files.profiles.get(source)
  if (profile === undefined) {
    const misnamed = files.misnamed.get(source)
    const next = misnamed === undefined ? "Correct it." : headerAdvice(source, misnamed)
    return problem(`The profile "${name}" has source_profile = ${source}, and there is no such profile. ${next}`)
  }
  // A profile may be its own source where it also holds the keys to begin with.
  if (visited.includes(source) && (source !== name || !hasKeys(profile))) {
    return problem(`The profiles refer to each other in a circle: ${[...visited, source].join(", ")}. Break it.`)
  }
  const found =
    hasKeys(profile) || !isRole(profile)
      ? basePlan(files, source, noVariables)
      : rolePlan(files, source, [...visited, source])
  return Result.flatMap(found, (plan) =>
    plan === undefined
      ? problem(`The profile "${name}" has source_profile = ${source}, which has no credentials. Add them there.`)
      : Result.succeed(plan)
  )
}

/** A web identity by the variables, by the profile, or by both together. */
const webIdentityPlan = (files: ProfileFiles, name: string, variables: WebIdentityVariables): Planned => {
  const profile = files.profiles.get(name)
  const tokenFile = variables.tokenFile ?? stated(profile, "web_identity_token_file")
  if (tokenFile === undefined) return nothing
  const roleArn = variables.roleArn ?? stated(profile, "role_arn")
  if (roleArn === undefined) {
    return problem(
      variables.tokenFile === undefined
        ? `The profile "${name}" has web_identity_token_file, but no role_arn. Add it.`
        : "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not. Set it to the role's ARN."
    )
  }
  return Result.succeed({
    kind: "webIdentity",
    profile: name,
    roleArn,
    tokenFile,
    roleSessionName: variables.roleSessionName ?? stated(profile, "role_session_name"),
    fromEnvironment: variables.tokenFile !== undefined || variables.roleArn !== undefined
  })
}

const keysPlan = (name: string, profile: Profile | undefined): Planned => {
  if (profile === undefined || !profile.has("aws_access_key_id") || !hasKeys(profile)) return nothing
  const accessKeyId = stated(profile, "aws_access_key_id")
  const secretAccessKey = stated(profile, "aws_secret_access_key")
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return problem(`The profile "${name}" needs both aws_access_key_id and aws_secret_access_key. Add what is missing.`)
  }
  const token = stated(profile, "aws_security_token") === undefined ? "aws_session_token" : "aws_security_token"
  const written = { accessKeyId, secretAccessKey, sessionToken: stated(profile, token) }
  const unfit = unfitPart(written)
  if (unfit === undefined) {
    return Result.succeed({ kind: "keys", profile: name, credentials: makeCredentials(written) })
  }
  const setting = { accessKeyId: "aws_access_key_id", secretAccessKey: "aws_secret_access_key", sessionToken: token }
  return problem(`In the profile "${name}" ${setting[unfit]} ${unfitWords}`)
}

const ssoSettings = ["sso_account_id", "sso_role_name", "sso_region", "sso_start_url"]

const ssoPlan = (files: ProfileFiles, name: string): Planned => {
  const profile = files.profiles.get(name)
  if (!profile?.has("sso_account_id") && !profile?.has("sso_role_name")) return nothing
  const sessionName = profile.get("sso_session")
  const session = sessionName === undefined ? undefined : files.ssoSessions.get(sessionName)
  if (sessionName !== undefined && session === undefined) {
    return problem(
      `The profile "${name}" has sso_session = ${sessionName}, and there is no [sso-session ${sessionName}] section. ` +
        "Add it to the config file, or correct the name."
    )
  }
  for (const [setting, value] of session ?? []) {
    if ((profile.get(setting) ?? value) !== value) {
      return problem(
        `The profile "${name}" and its sso-session do not agree on ${setting}. Remove it from the profile.`
      )
    }
  }
  const settings = ssoSettings.map(
    (setting) => [setting, stated(profile, setting) ?? stated(session, setting)] as const
  )
  const missing = settings.flatMap(([setting, value]) => (value === undefined ? [setting] : []))
  const [accountId = "", roleName = "", region = "", startUrl = ""] = settings.map(([, value]) => value)
  return missing.length === 0
    ? Result.succeed({ kind: "sso", profile: name, session: sessionName, startUrl, region, accountId, roleName })
    : problem(
        `The profile "${name}" signs in by Identity Center, but has no ${missing.join(", ")}. Add what is missing.`
      )
}

const firstSettled = (plans: ReadonlyArray<() => Planned>): Planned => {
  for (const plan of plans) {
    const planned = plan()
    if (Result.isFailure(planned) || planned.success !== undefined) return planned
  }
  return nothing
}

/** The sources of a profile that assumes no role, in the order of the AWS CLI and boto3. */
const basePlan = (files: ProfileFiles, name: string, variables: WebIdentityVariables): Planned => {
  const profile = files.profiles.get(name)
  const command = stated(profile, "credential_process")
  return firstSettled([
    () => webIdentityPlan(files, name, variables),
    () => ssoPlan(files, name),
    () => keysPlan(name, files.inCredentials.get(name)),
    () => (stated(profile, "login_session") !== undefined ? Result.succeed({ kind: "login", profile: name }) : nothing),
    () => (command === undefined ? nothing : Result.succeed({ kind: "process", profile: name, command })),
    () => keysPlan(name, files.inConfig.get(name))
  ])
}

/** How the credentials of a profile are had, as the AWS CLI and boto3 have them. */
export const profilePlan = (
  files: ProfileFiles,
  name: string,
  variables: WebIdentityVariables = noVariables
): Planned => firstSettled([() => rolePlan(files, name), () => basePlan(files, name, variables)])
