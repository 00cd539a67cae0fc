import * as Schema from "effect/Schema"
import { AccountId } from "../aws/AccountId.ts"
import { RoleArnText } from "../aws/Arn.ts"
import { Region } from "../aws/Partition.ts"
import { patternText } from "../text/PatternText.ts"
import { EnvName } from "./EnvName.ts"
import { policyOptionFields, type RoleOptions } from "./RoleOptions.ts"
import { RoleNameTemplate, RoleSessionNameTemplate } from "./RoleTemplate.ts"

const describe = <S extends Schema.Top>(schema: S, description: string): Schema.optionalKey<S["Rebuild"]> =>
  Schema.optionalKey(schema.annotate({ description }))

/**
 * The name of an AWS CLI profile: any text that can stand between the brackets of a section's head.
 *
 * Source: AWS CLI User Guide, "Configuration and credential file settings".
 */
const ProfileName = patternText(
  /^[^\s[\]\p{Cc}](?:[^[\]\p{Cc}]{0,254}[^\s[\]\p{Cc}])?$/u,
  "the name of an AWS CLI profile (no brackets, no line breaks, no blanks at its ends)"
)

/** The envs of a role policy: the workloads, and devops. */
const PolicyEnvName = patternText(
  /^(?!(?:app|session)$)(?=.{1,32}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*$/u,
  "devops or the name of a workload"
)

const Entry = Schema.Struct({
  accountId: describe(AccountId, "The AWS account: 12 digits, in quotes."),
  profile: describe(ProfileName, "The AWS CLI profile that a laptop uses."),
  roleArn: describe(RoleArnText, "The role to assume; for devops, the role that is recognised as devops."),
  region: describe(Region, "The region of this entry's sessions.")
})

const accounts = {
  region: describe(Region, "The region of every entry that names none."),
  stsRegion: describe(Region, "The region whose STS endpoint answers AssumeRole."),
  devops: Entry.annotate({ description: "The account that builds and deploys." }),
  workloads: Schema.Record(EnvName, Entry).annotate({ description: "The workload environments, by name." }),
  defaultAppEnv: describe(EnvName, "The workload of the app session on a laptop and on Cloud9; else sbx."),
  guardApp: describe(Schema.Boolean, "Whether the account is checked in a deployed application, too: one request.")
}

const naming = {
  roleName: describe(RoleNameTemplate, "The roles' name (with its path), {env} standing for the env's name."),
  roleSessionName: describe(RoleSessionNameTemplate, "The name of the roles' sessions, {env} standing for the env's."),
  durationSeconds: describe(policyOptionFields.durationSeconds, 'Seconds from 900 to 43200, or "max".'),
  tags: describe(policyOptionFields.tags, "Session tags."),
  transitiveTagKeys: describe(policyOptionFields.transitiveTagKeys, "The keys of tags that a next role inherits."),
  externalId: describe(policyOptionFields.externalId, "The external id that the roles' trust policies ask for."),
  sourceIdentity: describe(policyOptionFields.sourceIdentity, "The source identity of the roles' sessions."),
  policy: describe(policyOptionFields.policy, "A session policy, as JSON text: it limits the sessions."),
  policyArns: describe(policyOptionFields.policyArns, "Managed policies that limit the sessions likewise.")
}

const envRole = { roleArn: describe(RoleArnText, "The role's ARN."), ...naming }

/** What `RolePolicy` says of one env, as it may be written in a file. */
export interface EnvPolicy extends Omit<RoleOptions, "mfa"> {
  readonly roleArn?: string
  readonly roleName?: string
}

/** What `RolePolicy` says, as it may be written in a file. */
export interface FilePolicy extends Omit<RoleOptions, "mfa"> {
  readonly roleName?: string
  readonly envs?: { readonly [env: string]: EnvPolicy }
}

/** One account's entry, as it may be written in a file. */
export interface FileEntry {
  readonly accountId?: string
  readonly profile?: string
  readonly roleArn?: string
  readonly region?: string
}

/** The accounts, as they may be written in a file: the part of it that makes an `EnvConfig`. */
export interface Accounts {
  readonly region?: string
  readonly stsRegion?: string
  readonly devops: FileEntry
  readonly workloads: { readonly [env: string]: FileEntry }
  readonly defaultAppEnv?: string
  readonly guardApp?: boolean
}

/** A whole `boto-ses.config.json` (or `.yaml`, `.toml`). */
export interface ConfigFile extends Accounts {
  readonly $schema?: string
  readonly rolePolicy?: FilePolicy
}

/** The form of the accounts, from whatever source: every source's values pass this one Schema. */
export const Accounts: Schema.Codec<Accounts, unknown> = Schema.Struct(accounts) as never

/** The form of the role policy. */
const policy = Schema.Struct({
  ...naming,
  envs: describe(Schema.Record(PolicyEnvName, Schema.Struct(envRole)), "What differs for one env.")
})
export const FilePolicy: Schema.Codec<FilePolicy, unknown> = policy as never

/**
 * The form of a configuration file. `config.schema.json`, which editors use, is made from it.
 *
 * **Gotchas**: what holds between two values (equal role ARNs, a default env that is no workload) is not of the form;
 * it is checked after it, and reported with it.
 */
export const ConfigFile: Schema.Codec<ConfigFile, unknown> = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  ...accounts,
  rolePolicy: Schema.optionalKey(policy)
}) as never
