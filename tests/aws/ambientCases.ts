/**
 * Environments and homes, with the principal whose credentials the ambient chain takes there: a table for our own
 * chain and for its conformance with boto3.
 */
import type * as LocalAws from "../../src/testing/LocalAws.ts"

const account = "111111111111"
export const issuer = "token.actions.githubusercontent.com"
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`

export const users = ["in-env", "in-default", "in-acme", "in-other", "in-config", "in-process", "in-self"] as const
type User = (typeof users)[number]

export const id = (user: User): string => `AKIA${user.toUpperCase().replace("-", "").padEnd(16, "0")}`
const secret = (user: User): string => `secret-of-${user}`

export const byUser = (user: User) => `arn:aws:iam::${account}:user/${user}`

export const world: LocalAws.Options = {
  accounts: {
    [account]: {
      users: Object.fromEntries(users.map((user) => [user, { accessKeyId: id(user), secretAccessKey: secret(user) }])),
      roles: {
        first: { trust: [account] },
        second: { trust: [role("first")] },
        web: { trust: [{ federated: issuer }] },
        container: {},
        instance: {}
      }
    }
  },
  containerCredentials: { accountId: account, role: "container" },
  instanceProfile: { accountId: account, role: "instance" }
}

const keysOf = (user: User): string => `aws_access_key_id = ${id(user)}\naws_secret_access_key = ${secret(user)}\n`
const envKeys = { AWS_ACCESS_KEY_ID: id("in-env"), AWS_SECRET_ACCESS_KEY: secret("in-env") }
const processOf = (user: User): string =>
  `credential_process = sh -c 'printf "%s" "{\\"Version\\":1,\\"AccessKeyId\\":\\"${id(user)}\\",\\"SecretAccessKey\\":\\"${secret(user)}\\"}"'\n`

/** What the local AWS and a home folder put at a case's disposal. */
interface Surroundings {
  readonly container: { readonly [name: string]: string }
  readonly instance: { readonly [name: string]: string }
  readonly web: { readonly AWS_WEB_IDENTITY_TOKEN_FILE: string }
}

export interface AmbientCase {
  readonly name: string
  readonly env: (around: Surroundings) => { readonly [name: string]: string }
  readonly config?: string
  readonly credentials?: string
  /** The principal's ARN without a session name; `none`, `not found` (a profile that is not there) or `error`. */
  readonly takes: string
}

const byRole = (name: string) => `assumed-role/${name}`

export const cases: ReadonlyArray<AmbientCase> = [
  { name: "keys in the environment", env: () => envKeys, takes: byUser("in-env") },
  {
    name: "keys in the environment before those of the default profile",
    env: () => envKeys,
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: byUser("in-env")
  },
  {
    name: "keys in the environment before those of AWS_PROFILE",
    env: () => ({ ...envKeys, AWS_PROFILE: "acme" }),
    credentials: `[acme]\n${keysOf("in-acme")}`,
    takes: byUser("in-env")
  },
  {
    name: "keys in the environment before a web identity",
    env: ({ web }) => ({ ...envKeys, ...web, AWS_ROLE_ARN: role("web") }),
    takes: byUser("in-env")
  },
  {
    name: "nothing where AWS_PROFILE is not there, keys in the environment or not",
    env: () => ({ ...envKeys, AWS_PROFILE: "missing" }),
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: "not found"
  },
  {
    name: "AWS_PROFILE before the default profile",
    env: () => ({ AWS_PROFILE: "acme" }),
    credentials: `[default]\n${keysOf("in-default")}[acme]\n${keysOf("in-acme")}`,
    takes: byUser("in-acme")
  },
  {
    name: "AWS_DEFAULT_PROFILE before AWS_PROFILE",
    env: () => ({ AWS_PROFILE: "acme", AWS_DEFAULT_PROFILE: "other" }),
    credentials: `[acme]\n${keysOf("in-acme")}[other]\n${keysOf("in-other")}`,
    takes: byUser("in-other")
  },
  {
    name: "a profile's role before a web identity of the environment",
    env: ({ web }) => ({ ...web, AWS_ROLE_ARN: role("web") }),
    config: `[default]\nrole_arn = ${role("first")}\nsource_profile = acme\n`,
    credentials: `[acme]\n${keysOf("in-acme")}`,
    takes: byRole("first")
  },
  {
    name: "a web identity of the environment before a profile's keys",
    env: ({ web }) => ({ ...web, AWS_ROLE_ARN: role("web") }),
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: byRole("web")
  },
  {
    name: "a web identity with the token of the environment and the role of the profile",
    env: ({ web }) => web,
    config: `[default]\nrole_arn = ${role("web")}\nweb_identity_token_file = /nowhere\n`,
    takes: byRole("web")
  },
  {
    name: "a profile's web identity",
    env: () => ({}),
    config: `[default]\nrole_arn = ${role("web")}\nweb_identity_token_file = HOME/token\n`,
    takes: byRole("web")
  },
  {
    name: "AWS_ROLE_ARN without a token file is nothing",
    env: () => ({ AWS_ROLE_ARN: role("web") }),
    takes: "none"
  },
  { name: "a token file without AWS_ROLE_ARN is an error", env: ({ web }) => web, takes: "error" },
  {
    name: "a token file that is not there is an error",
    env: () => ({ AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token", AWS_ROLE_ARN: role("web") }),
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: "error"
  },
  {
    name: "keys of the credentials file before those of the config file",
    env: () => ({}),
    config: `[default]\n${keysOf("in-config")}`,
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: byUser("in-default")
  },
  {
    name: "credential_process before the config file's keys",
    env: () => ({}),
    config: `[default]\n${keysOf("in-config")}${processOf("in-process")}`,
    takes: byUser("in-process")
  },
  {
    name: "keys of the credentials file before credential_process",
    env: () => ({}),
    config: `[default]\n${processOf("in-process")}`,
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: byUser("in-default")
  },
  {
    name: "keys of the config file",
    env: () => ({}),
    config: `[default]\n${keysOf("in-config")}`,
    takes: byUser("in-config")
  },
  {
    name: "a chain of roles",
    env: () => ({ AWS_PROFILE: "second" }),
    config: `[profile second]\nrole_arn = ${role("second")}\nsource_profile = first\n[profile first]\nrole_arn = ${role("first")}\nsource_profile = acme\n`,
    credentials: `[acme]\n${keysOf("in-acme")}`,
    takes: byRole("second")
  },
  {
    name: "a profile that is its own source",
    env: () => ({ AWS_PROFILE: "self" }),
    config: `[profile self]\nrole_arn = ${role("first")}\nsource_profile = self\n`,
    credentials: `[self]\n${keysOf("in-self")}`,
    takes: byRole("first")
  },
  {
    name: "a source profile's keys before its role",
    env: () => ({ AWS_PROFILE: "top" }),
    config: `[profile top]\nrole_arn = ${role("first")}\nsource_profile = base\n[profile base]\nrole_arn = ${role("second")}\nsource_profile = top\n${keysOf("in-config")}`,
    takes: byRole("first")
  },
  {
    name: "a role on a source profile with credential_process",
    env: () => ({ AWS_PROFILE: "top" }),
    config: `[profile top]\nrole_arn = ${role("first")}\nsource_profile = base\n[profile base]\n${processOf("in-process")}`,
    takes: byRole("first")
  },
  {
    name: "a role on the container's credentials",
    env: ({ container }) => ({ ...container, AWS_PROFILE: "top" }),
    config: `[profile top]\nrole_arn = ${role("first")}\ncredential_source = EcsContainer\n`,
    takes: byRole("first")
  },
  {
    name: "a role on the instance's role",
    env: ({ instance }) => ({ ...instance, AWS_PROFILE: "top" }),
    config: `[profile top]\nrole_arn = ${role("first")}\ncredential_source = Ec2InstanceMetadata\n`,
    takes: byRole("first")
  },
  {
    name: "role_arn without a source is an error",
    env: ({ container }) => container,
    config: `[default]\nrole_arn = ${role("first")}\n`,
    takes: "error"
  },
  {
    name: "role_arn with two sources is an error",
    env: () => ({}),
    config: `[default]\nrole_arn = ${role("first")}\nsource_profile = acme\ncredential_source = Environment\n`,
    credentials: `[acme]\n${keysOf("in-acme")}`,
    takes: "error"
  },
  {
    name: "a source profile that is not there is an error",
    env: ({ container }) => container,
    config: `[default]\nrole_arn = ${role("first")}\nsource_profile = missing\n`,
    takes: "error"
  },
  {
    name: "a source profile without credentials is an error",
    env: ({ container }) => container,
    config: `[default]\nrole_arn = ${role("first")}\nsource_profile = acme\n[profile acme]\nregion = eu-west-1\n`,
    takes: "error"
  },
  {
    name: "a circle of profiles is an error",
    env: ({ container }) => container,
    config: `[default]\nrole_arn = ${role("first")}\nsource_profile = a\n[profile a]\nrole_arn = ${role("first")}\nsource_profile = default\n`,
    takes: "error"
  },
  {
    name: "an unknown credential_source is an error",
    env: ({ container }) => container,
    config: `[default]\nrole_arn = ${role("first")}\ncredential_source = Elsewhere\n`,
    takes: "error"
  },
  {
    name: "an access key without its secret in the environment is an error",
    env: () => ({ AWS_ACCESS_KEY_ID: id("in-env") }),
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: "error"
  },
  {
    name: "an access key without its secret in a profile is an error",
    env: ({ container }) => container,
    credentials: `[default]\naws_access_key_id = ${id("in-default")}\n`,
    takes: "error"
  },
  {
    name: "a credential_process that fails is an error",
    env: ({ container }) => container,
    config: "[default]\ncredential_process = sh -c 'exit 3'\n",
    takes: "error"
  },
  {
    name: "a default profile before the container",
    env: ({ container }) => container,
    credentials: `[default]\n${keysOf("in-default")}`,
    takes: byUser("in-default")
  },
  {
    name: "the container after a default profile without credentials",
    env: ({ container }) => container,
    config: "[default]\nregion = eu-west-1\n",
    takes: byRole("container")
  },
  {
    name: "the container before the instance",
    env: ({ container, instance }) => ({ ...container, ...instance }),
    takes: byRole("container")
  },
  {
    name: "a container that refuses is an error",
    env: ({ container, instance }) => ({ ...instance, ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN: "wrong" }),
    takes: "error"
  },
  { name: "the instance", env: ({ instance }) => instance, takes: byRole("instance") },
  {
    name: "no instance where it is switched off",
    env: ({ instance }) => ({ ...instance, AWS_EC2_METADATA_DISABLED: "TRUE" }),
    takes: "none"
  },
  { name: "nothing at all", env: () => ({}), takes: "none" },
  {
    name: "AWS_PROFILE whose profile has no credentials goes on to the container",
    env: ({ container }) => ({ ...container, AWS_PROFILE: "acme" }),
    config: "[profile acme]\nregion = eu-west-1\n",
    takes: byRole("container")
  },
  {
    name: "a name in quotes, colons, comments and capitals",
    env: () => ({ AWS_PROFILE: "acme sbx" }),
    config: `# first\n[profile "acme sbx"]\n  ; second\n  AWS_Access_Key_Id: ${id("in-acme")}\n  aws_secret_access_key : ${secret("in-acme")}\n`,
    takes: byUser("in-acme")
  },
  {
    name: "a section of the config file without the word profile is no profile",
    env: () => ({ AWS_PROFILE: "acme" }),
    config: `[acme]\n${keysOf("in-acme")}`,
    takes: "not found"
  },
  {
    name: "files where the variables say, from the home folder",
    env: () => ({ AWS_SHARED_CREDENTIALS_FILE: "~/.aws/config", AWS_CONFIG_FILE: "~/elsewhere" }),
    config: `[default]\n${keysOf("in-other")}`,
    takes: byUser("in-other")
  },
  {
    name: "a file with a line that is nothing is an error",
    env: () => ({ AWS_PROFILE: "acme" }),
    credentials: `[acme]\n${keysOf("in-acme")}what is this\n`,
    takes: "error"
  },
  {
    name: "a section that is there twice is an error",
    env: () => ({ AWS_PROFILE: "acme" }),
    credentials: `[acme]\n${keysOf("in-acme")}[acme]\n${keysOf("in-other")}`,
    takes: "error"
  }
]
