import * as Redacted from "effect/Redacted"
import { type Credentials, rfc3339 } from "../aws/Credentials.ts"
import { shadowingVariables } from "./ShadowingVariables.ts"

/** Variables for a child process: those to set, and those to remove so that none shadows them. */
export interface ChildEnvironment {
  /** The variables to set; those that hold secrets are `Redacted`. */
  readonly set: { readonly [name: string]: string | Redacted.Redacted<string> }
  /** The names to remove: left in place, they would win over what is set. */
  readonly unset: ReadonlyArray<string>
}

/** Sets what is given, and removes of `names` whatever it does not set. */
export const childEnvironment = (
  set: ChildEnvironment["set"],
  names: ReadonlyArray<string> = []
): ChildEnvironment => ({ set, unset: names.filter((name) => !Object.hasOwn(set, name)) })

/** One environment after another: what a later one sets or removes wins. */
export const mergeEnvironments = (...environments: ReadonlyArray<ChildEnvironment>): ChildEnvironment =>
  environments.reduce<ChildEnvironment>(
    (before, { set, unset }) => ({
      set: { ...Object.fromEntries(Object.entries(before.set).filter(([name]) => !unset.includes(name))), ...set },
      unset: [...new Set([...before.unset, ...unset])].filter((name) => !Object.hasOwn(set, name))
    }),
    childEnvironment({})
  )

/** The region under both names: the AWS CLI v1 and older boto3 read only the second. */
const regionVariables = (region: string): ChildEnvironment["set"] => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region
})

/** Fixed keys for a child process: they end with the credentials. */
export const staticEnvironment = (credentials: Credentials, region: string): ChildEnvironment =>
  childEnvironment(
    {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
      ...(credentials.expiresAt === undefined ? {} : { AWS_CREDENTIAL_EXPIRATION: rfc3339(credentials.expiresAt) }),
      ...regionVariables(region)
    },
    shadowingVariables
  )

/** What a child process needs to ask a credential server. */
export interface ServerAddress {
  readonly uri: string
  readonly token: Redacted.Redacted<string>
  /** By which a child of ours knows the server again; it is never sent. */
  readonly secret: Redacted.Redacted<string>
}

/**
 * Credentials that a child process asks of a server on loopback, as often as it needs new ones. The instance's role is
 * closed to it: a client that does not know the server would go on to that, and work in another account.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
 */
export const serverEnvironment = (
  { uri, token }: Pick<ServerAddress, "uri" | "token">,
  region: string
): ChildEnvironment =>
  childEnvironment(
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      AWS_EC2_METADATA_DISABLED: "true",
      ...regionVariables(region)
    },
    shadowingVariables
  )

/**
 * A child's variables as its process takes them: over those that it would inherit, secrets in clear. On Windows
 * (`ignoresCase`) `Path` and `PATH` are one variable.
 */
export const applyEnvironment = (
  inherited: { readonly [name: string]: string | undefined },
  { set, unset }: ChildEnvironment,
  ignoresCase = false
): { [name: string]: string } => {
  const nameOf = (name: string): string => (ignoresCase ? name.toUpperCase() : name)
  const removed = new Set([...unset, ...(ignoresCase ? Object.keys(set) : [])].map(nameOf))
  const variables: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !removed.has(nameOf(name))) variables[name] = value
  }
  for (const [name, value] of Object.entries(set)) {
    variables[name] = Redacted.isRedacted(value) ? Redacted.value(value) : value
  }
  return variables
}
