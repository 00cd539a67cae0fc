/**
 * The accounts, users and roles that a local AWS holds, with their ARNs and
 * ids: the options with every default filled in.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { stableId } from "./Ids.ts"
import { LocalAwsError } from "./LocalAwsError.ts"
import { impliedProviders, type OidcProviders, registeredProviders } from "./OidcProviders.ts"
import {
  type AccountOptions,
  type Options,
  optionsSchema,
  type RoleOptions,
  type Trust,
  type UserOptions
} from "./Options.ts"
import { trustDocument } from "./TrustDocument.ts"
import { readTrustPolicy, type Statement, statementOf } from "./TrustStatement.ts"

/** An IAM user of a local AWS. */
export interface User {
  /** The account's twelve digits. */
  readonly accountId: string
  /** Without the path. */
  readonly name: string
  /** `/`, or a path such as `/ci/`. */
  readonly path: string
  /** With the user's path. */
  readonly arn: string
  /** `AIDA…`, the same for every server that describes the user alike. */
  readonly userId: string
  /** The ARN or serial number of the user's MFA device, where it has one. */
  readonly mfaSerial: string | undefined
}

/** An IAM role of a local AWS. */
export interface Role {
  /** The account's twelve digits. */
  readonly accountId: string
  /** Without the path. */
  readonly name: string
  /** `/`, or a path such as `/ci/`. */
  readonly path: string
  /** With the role's path; the ARN of a session drops it. */
  readonly arn: string
  /** `AROA…`, the same for every server that describes the role alike. */
  readonly roleId: string
  /** Who may assume it, as the options say. */
  readonly trust: ReadonlyArray<Trust>
  /** The trust policy as IAM tells it. */
  readonly trustDocument: string
  /** What its trust policy says of OpenID Connect providers. */
  readonly federation: ReadonlyArray<Statement>
  /** Seconds. */
  readonly maxSessionDuration: number
  /** The external id that a caller must send, where one is asked for. */
  readonly externalId: string | undefined
  /** Whether a caller must have signed in with an MFA device. */
  readonly requireMfa: boolean
  /** Seconds. */
  readonly mfaMaxAge: number | undefined
  /** Whether a caller may give session tags. */
  readonly allowTagSession: boolean
  /** Whether a caller may give a source identity. */
  readonly allowSetSourceIdentity: boolean
}

/** An account of a local AWS. */
export interface Account {
  /** The account's twelve digits. */
  readonly accountId: string
  /** `arn:aws:iam::111111111111:root`. */
  readonly rootArn: string
  /** What ListAccountAliases gives. */
  readonly alias: string | undefined
  /** The names of the buckets at the start. */
  readonly buckets: ReadonlyArray<string>
  /** The users, by name. */
  readonly users: { readonly [name: string]: User }
  /** The roles, by name. */
  readonly roles: { readonly [name: string]: Role }
  /** The OpenID Connect providers. */
  readonly oidcProviders: OidcProviders
}

/** Everything that exists in a local AWS before its first request. */
export interface World {
  /** The partition of every ARN, such as `aws`. */
  readonly partition: string
  /** The accounts, by their twelve digits. */
  readonly accounts: { readonly [accountId: string]: Account }
}

const mapValues = <A, B>(self: { readonly [key: string]: A }, f: (value: A, key: string) => B): { [key: string]: B } =>
  Object.fromEntries(Object.entries(self).map(([key, value]) => [key, f(value, key)]))

const makeUser = (prefix: string, accountId: string, name: string, options: UserOptions): User => {
  const arn = `${prefix}:user${options.path ?? "/"}${name}`
  return {
    accountId,
    name,
    path: options.path ?? "/",
    arn,
    userId: stableId("AIDA", arn),
    mfaSerial: options.mfaSerial
  }
}

const makeRole = (partition: string, accountId: string, name: string, options: RoleOptions): Role => {
  const arn = `arn:${partition}:iam::${accountId}:role${options.path ?? "/"}${name}`
  const { allowTagSession = true, allowSetSourceIdentity = true } = options
  const written = options.trustPolicy === undefined ? [] : readTrustPolicy(options.trustPolicy)
  const short = (options.trust ?? []).filter((trust) => typeof trust !== "string")
  return {
    accountId,
    name,
    path: options.path ?? "/",
    arn,
    roleId: stableId("AROA", arn),
    trust: options.trust ?? [],
    trustDocument: trustDocument(partition, accountId, options),
    federation: [
      ...short.map((trust) => statementOf(trust, partition, accountId, { allowTagSession, allowSetSourceIdentity })),
      ...(typeof written === "string" ? [] : written)
    ],
    maxSessionDuration: options.maxSessionDuration ?? 3600,
    externalId: options.externalId,
    requireMfa: options.requireMfa ?? false,
    mfaMaxAge: options.mfaMaxAge,
    allowTagSession,
    allowSetSourceIdentity
  }
}

const makeAccount = (partition: string, accountId: string, options: AccountOptions): Account => {
  const prefix = `arn:${partition}:iam::${accountId}`
  const roles = mapValues(options.roles ?? {}, (role, name) => makeRole(partition, accountId, name, role))
  return {
    accountId,
    rootArn: `${prefix}:root`,
    alias: options.alias,
    buckets: options.buckets ?? [],
    users: mapValues(options.users ?? {}, (user, name) => makeUser(prefix, accountId, name, user)),
    roles,
    oidcProviders:
      options.oidcProviders === undefined
        ? impliedProviders(Object.values(roles).flatMap(({ federation }) => federation))
        : registeredProviders(options.oidcProviders)
  }
}

const duplicates = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from(new Set(values.filter((value, index) => values.indexOf(value) !== index)))

/** What the schema cannot say: facts that must agree with each other. */
const contradictions = (options: Options, world: World): ReadonlyArray<string> => {
  const accounts = Object.values(world.accounts)
  const users = Object.values(options.accounts).flatMap((account) => Object.values(account.users ?? {}))
  const foreign = accounts
    .flatMap((account) => Object.values(account.roles))
    .flatMap((role) => role.trust.map((trust) => ({ role, trust })))
    .filter(
      ({ trust }) =>
        typeof trust === "string" && trust.startsWith("arn:") && !trust.startsWith(`arn:${world.partition}:`)
    )
  const policies = Object.entries(options.accounts).flatMap(([accountId, { roles = {} }]) =>
    Object.entries(roles).flatMap(([name, { trustPolicy }]) => {
      const read = trustPolicy === undefined ? [] : readTrustPolicy(trustPolicy)
      return typeof read === "string" ? `the trust policy of role ${name} of account ${accountId}: ${read}` : []
    })
  )
  const platform = [
    ["containerCredentials", options.containerCredentials],
    ["instanceProfile", options.instanceProfile],
    ...(options.ssoSignIns ?? []).flatMap(({ roles }) => roles.map((role) => ["ssoSignIns", role] as const))
  ] as const
  const tokens = (options.ssoSignIns ?? []).flatMap(({ accessToken, renewal }) => [
    accessToken,
    ...(renewal === undefined ? [] : [renewal.refreshToken])
  ])
  return [
    ...duplicates(users.flatMap((user) => user.accessKeyId ?? [])).map((id) => `access key ${id} belongs to two users`),
    ...duplicates(users.flatMap((user) => user.mfaSerial ?? [])).map((id) => `MFA device ${id} belongs to two users`),
    ...duplicates(tokens).map(() => "two sign-ins of ssoSignIns have a token in common"),
    ...policies,
    ...foreign.map(({ role, trust }) => `${role.arn} trusts ${trust}, which is not of partition ${world.partition}`),
    ...platform.flatMap(([name, it]) =>
      it === undefined || Object.hasOwn(world.accounts[it.accountId]?.roles ?? {}, it.role)
        ? []
        : `${name} names role ${it.role} of account ${it.accountId}, which does not exist`
    )
  ]
}

const decode = Schema.decodeUnknownEffect(optionsSchema, { errors: "all", onExcessProperty: "error" })

/** Checks the options as a whole and builds the world they describe. */
export const makeWorld: (options: Options) => Effect.Effect<World, LocalAwsError> = Effect.fnUntraced(function* (
  options: Options
) {
  yield* Effect.mapError(
    decode(options),
    (error) => new LocalAwsError({ message: `The options of the local AWS are not valid: ${error.message}` })
  )
  const partition = options.partition ?? "aws"
  const world: World = {
    partition,
    accounts: mapValues(options.accounts, (account, accountId) => makeAccount(partition, accountId, account))
  }
  const found = contradictions(options, world)
  if (found.length > 0) {
    return yield* new LocalAwsError({
      message: `The options of the local AWS contradict themselves: ${found.join("; ")}`
    })
  }
  return world
})

/** The role that an ARN with its full path names. */
export const roleByArn = (world: World, arn: string): Role | undefined => {
  const [, , , , accountId, resource] = arn.split(":")
  const name = resource?.split("/").at(-1)
  if (accountId === undefined || name === undefined) return undefined
  const roles = Object.hasOwn(world.accounts, accountId) ? world.accounts[accountId]?.roles : undefined
  const role = roles !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined
  return role?.arn === arn ? role : undefined
}
