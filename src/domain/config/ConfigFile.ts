import { AccountId } from "../aws/AccountId.ts"
import { RoleArnText } from "../aws/Arn.ts"
import { Region } from "../aws/Partition.ts"
import type { IdentityTokenFields } from "../oidc/TokenPlace.ts"
import { type FieldsForm, type Form, patternText, type TextForm } from "../text/Form.ts"
import { EnvName } from "./EnvName.ts"
import { type RoleOptions, roleOptionNames, roleOptions } from "./RoleOptions.ts"
import { RoleNameTemplate, RoleSessionNameTemplate } from "./RoleTemplate.ts"

/**
 * The name of an AWS CLI profile: any text that can stand between the brackets of a section's head.
 *
 * Source: AWS CLI User Guide, "Configuration and credential file settings".
 */
const ProfileName = patternText(
  /^[^\s[\]\p{Cc}](?:[^[\]\p{Cc}]{0,254}[^\s[\]\p{Cc}])?$/u,
  "the name of an AWS CLI profile (no brackets, no line breaks, no blanks at its ends)"
)

/** The workloads, and devops. */
export const TargetName: TextForm = patternText(
  /^(?!(?:app|session)$)(?=.{1,32}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*$/u,
  "devops or the name of a workload"
)

/** What may be said of one account. */
export interface EntryFields {
  /** The account's twelve digits: no session of another account is given out for this entry. */
  readonly accountId?: string
  /** The AWS CLI profile that a laptop uses. */
  readonly profile?: string
  /** The role to assume; for devops, the role that is recognised as devops. */
  readonly roleArn?: string
  /** The role that a CI job takes by its own token (OpenID Connect), with no other credentials. */
  readonly oidcRoleArn?: string
  /**
   * The region of this entry's sessions, where a call names no other; in an application `AWS_REGION` comes before it.
   */
  readonly region?: string
}

/** What may be said of all accounts together. */
export interface CommonFields {
  /** The region of the entries that name none. Default: that of the credentials' source, then `AWS_REGION`. */
  readonly region?: string
  /** The region whose STS endpoint answers AssumeRole; otherwise that of the session which assumes. */
  readonly stsRegion?: string
  /** The env of the app session on a laptop and on Cloud9; `sbx` where it is left out and there is one. */
  readonly defaultAppEnv?: string
  /** Whether the account guard also asks in an application, where the platform chose the role: one request. */
  readonly guardApp?: boolean
  /** The token of the job for `oidcRoleArn`, where the place's own needs a word more. */
  readonly identityToken?: IdentityTokenFields
  /** For the CDK plug-in: the target whose session an account's stacks are deployed with, by account id. */
  readonly cdk?: { readonly [accountId: string]: string }
}

/** What is to be known of a field: a new one is added here and to its type, and nowhere else. */
interface ConfigField {
  readonly form: Form
  /** What it is, for the file's schema and the documents. */
  readonly about: string
  /** The variable that holds it: of an entry without the env's name before it. */
  readonly variable: string
  /** What to do about a wrong value. */
  readonly next?: string
}

/** The fields of an entry: of devops, and of each workload. */
export const entryFields: { readonly [Name in keyof EntryFields]-?: ConfigField } = {
  accountId: {
    form: AccountId,
    about: "The AWS account: 12 digits, in quotes.",
    variable: "AWS_ACCOUNT_ID",
    next: "Write the account's 12 digits as text, in quotes."
  },
  profile: {
    form: ProfileName,
    about: "The AWS CLI profile that a laptop uses.",
    variable: "AWS_PROFILE",
    next: "Write the name of a profile of ~/.aws/config."
  },
  roleArn: {
    form: RoleArnText,
    about: "The role to assume; for devops, the role that is recognised as devops.",
    variable: "IAM_ROLE_ARN",
    next: "Copy the role's ARN from IAM."
  },
  oidcRoleArn: {
    form: RoleArnText,
    about: "The role that a CI job takes by its own token (OpenID Connect).",
    variable: "OIDC_ROLE_ARN",
    next: "Copy the role's ARN from IAM."
  },
  region: {
    form: Region,
    about: "The region of this entry's sessions.",
    variable: "AWS_REGION",
    next: "Write a region as AWS names it."
  }
}

/** A line of text that is no secret itself: where a token is, or whom it is for. */
const line = (expected: string): Form => patternText(/^[^\p{Cc}]{1,1024}$/u, expected)

/** What may be said of a job's own token. */
export const identityTokenFields: { readonly [Name in keyof IdentityTokenFields]-?: ConfigField } = {
  audience: {
    form: line("the audience of a token, on one line"),
    about: "For whom the token is: sts.amazonaws.com where the place lets it be chosen.",
    variable: "BOTO_SES_IDENTITY_TOKEN_AUDIENCE",
    next: "Write the audience that the identity provider in IAM has."
  },
  variable: {
    form: patternText(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/u, "the name of an environment variable"),
    about: "The variable that holds the token.",
    variable: "BOTO_SES_IDENTITY_TOKEN_VARIABLE",
    next: "Write the variable's name, and never the token itself."
  },
  file: {
    form: line("the path of a file, on one line"),
    about: "The file that holds the token; it is read again when the last one has ended.",
    variable: "BOTO_SES_IDENTITY_TOKEN_FILE",
    next: "Write the path of the file that holds the token."
  },
  command: {
    form: line("a command, on one line"),
    about: "The command that prints the token, past every shell; it is run again when the last one has ended.",
    variable: "BOTO_SES_IDENTITY_TOKEN_COMMAND",
    next: "Write a program and its arguments."
  },
  serviceConnection: {
    form: patternText(/^[\w-]{1,128}$/u, "the id of a service connection of Azure Pipelines"),
    about: "The id of the service connection that an Azure pipeline asks for its token through.",
    variable: "BOTO_SES_IDENTITY_TOKEN_SERVICE_CONNECTION",
    next: "Copy the resource id from the service connection's page."
  }
}

/** The fields that hold for all entries together. */
export const commonFields: { readonly [Name in keyof CommonFields]-?: ConfigField } = {
  region: {
    form: Region,
    about: "The region of every entry that names none.",
    variable: "BOTO_SES_REGION",
    next: "Write a region as AWS names it."
  },
  stsRegion: {
    form: Region,
    about: "The region whose STS endpoint answers AssumeRole.",
    variable: "BOTO_SES_STS_REGION",
    next: "Write a region as AWS names it."
  },
  defaultAppEnv: {
    form: EnvName,
    about: "The workload of the app session on a laptop and on Cloud9; else sbx.",
    variable: "BOTO_SES_DEFAULT_APP_ENV",
    next: "Write the name of one of the workloads."
  },
  guardApp: {
    form: { kind: "yes or no" },
    about: "Whether the account is checked in a deployed application, too: one request.",
    variable: "BOTO_SES_GUARD_APP"
  },
  identityToken: {
    form: { kind: "fields", fields: identityTokenFields },
    about: "The job's own token, where the place's needs a word more.",
    variable: "BOTO_SES_IDENTITY_TOKEN"
  },
  cdk: {
    form: {
      kind: "record",
      key: AccountId,
      of: TargetName
    },
    about: "For the CDK plug-in: the target of an account, by account id; else the one with that accountId.",
    variable: "BOTO_SES_CDK",
    next: "Write devops or the name of a workload."
  }
}

/** Whether a field is a yes or a no: a variable then says `true` or `false`. */
export const isYesOrNo = ({ form }: ConfigField): boolean => form.kind === "yes or no"

const entry: FieldsForm = { kind: "fields", fields: entryFields }

const { region, stsRegion, ...afterEntries } = commonFields

const accounts: FieldsForm["fields"] = {
  region,
  stsRegion,
  devops: { form: entry, about: "The account that builds and deploys." },
  workloads: { form: { kind: "record", key: EnvName, of: entry }, about: "The workload environments, by name." },
  ...afterEntries
}

const fileOptions: FieldsForm["fields"] = Object.fromEntries(
  roleOptionNames.flatMap((name) => {
    const { form, about } = roleOptions[name]
    return about === undefined ? [] : [[name, { form, about }]]
  })
)

const naming: FieldsForm["fields"] = {
  roleName: { form: RoleNameTemplate, about: "The roles' name (with its path), {env} standing for the env's name." },
  roleSessionName: {
    form: RoleSessionNameTemplate,
    about: "The name of the roles' sessions, {env} standing for the env's."
  },
  ...fileOptions
}

const envRole: FieldsForm["fields"] = { roleArn: { form: RoleArnText, about: "The role's ARN." }, ...naming }

/** The names of the accounts' fields. */
export const accountsFields: ReadonlyArray<string> = Object.keys(accounts)

/** The names of what a role policy in a file may say: of one env, and of all. */
export const envRoleFields: ReadonlyArray<string> = Object.keys(envRole)
export const policyFields: ReadonlyArray<string> = [...Object.keys(naming), "envs"]

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

/** The accounts, as they may be written in a file: the part of it that makes an `EnvConfig`. */
export interface Accounts extends CommonFields {
  readonly devops: EntryFields
  readonly workloads: { readonly [env: string]: EntryFields }
}

/** A whole `boto-ses.config.json` (or `.yaml`, `.toml`). */
export interface ConfigFile extends Accounts {
  readonly $schema?: string
  readonly rolePolicy?: FilePolicy
}

const mustBe = ["devops", "workloads"]

/** The form of the accounts, from whatever source: every source's values pass this one. */
export const Accounts: FieldsForm = { kind: "fields", fields: accounts, must: mustBe }

const policy: FieldsForm = {
  kind: "fields",
  fields: {
    ...naming,
    envs: {
      form: { kind: "record", key: TargetName, of: { kind: "fields", fields: envRole } },
      about: "What differs for one env."
    }
  }
}

/**
 * The form of a configuration file. `config.schema.json`, which editors use, is made from it.
 *
 * **Gotchas**: what holds between two values (equal role ARNs, a default env that is no workload) is not of the form;
 * it is checked after it, and reported with it.
 */
export const ConfigFile: FieldsForm = {
  kind: "fields",
  fields: { $schema: { form: patternText(/^[\s\S]*$/u, "text") }, ...accounts, rolePolicy: { form: policy } },
  must: mustBe
}
