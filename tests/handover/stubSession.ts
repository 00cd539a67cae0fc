import * as Effect from "effect/Effect"
import { type Credentials, makeCredentials } from "../../src/domain/aws/Credentials.ts"
import { staticEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import type { Purpose } from "../../src/domain/Purpose.ts"
import type { AppSession, DevopsSession, EnvSession, RoleSession, Session } from "../../src/services/Session.ts"

export const secretOf = (name: string): string => `secret-key-of-${name}-0123456789`
export const tokenOf = (name: string): string => `session-token-of-${name}-0123456789`

export interface StubOptions {
  /** Names the credentials: the access key id is `AKIA` + name, the secrets contain it. */
  readonly name?: string
  readonly accountId?: string
  readonly role?: string
  readonly region?: string
  readonly expiresAt?: number | undefined
  /** Long-lived keys have none. */
  readonly token?: boolean
  readonly credentials?: Effect.Effect<Credentials, BotoSesError>
  /** Whether the session takes its credentials for due, by a clock that knows better than the machine's. */
  readonly isDue?: () => boolean
}

export const stubCredentials = (options: StubOptions = {}): Credentials => {
  const { name = "devops", token = true, expiresAt } = options
  return makeCredentials({
    accessKeyId: `ASIA${name.toUpperCase()}`,
    secretAccessKey: secretOf(name),
    sessionToken: token ? tokenOf(name) : undefined,
    expiresAt
  })
}

const stub = (purpose: Purpose, env: string | undefined, options: StubOptions): Session => {
  const { accountId = "111111111111", role = "devops_role", region = "eu-west-1" } = options
  const credentials = options.credentials ?? Effect.succeed(stubCredentials(options))
  const arn = `arn:aws:sts::${accountId}:assumed-role/${role}/session`
  const identity = { accountId, arn, userId: `AROA:${role}` }
  const session: Partial<Session> = {
    purpose,
    env,
    region,
    source: "a stub",
    credentials,
    isExpired: () => Effect.sync(() => options.isDue?.() ?? false),
    identity: Effect.succeed(identity),
    accountId: Effect.succeed(accountId),
    principalArn: Effect.succeed(arn),
    userId: Effect.succeed(identity.userId),
    environment: Effect.map(credentials, (given) => staticEnvironment(given, region))
  }
  return session as Session
}

/** As much of a session as a hand-over asks of it. */
export const stubDevops = (options: StubOptions = {}): DevopsSession =>
  stub("devops", "devops", options) as DevopsSession

export const stubEnv = (env: string, options: StubOptions = {}): EnvSession =>
  stub("env", env, { name: env, accountId: "222222222222", role: `${env}_role`, ...options }) as EnvSession

export const stubApp = (env: string | undefined, options: StubOptions = {}): AppSession =>
  stub("app", env, { name: "app", accountId: "222222222222", role: "app_role", ...options }) as AppSession

export const stubRole = (options: StubOptions = {}): RoleSession =>
  stub("role", undefined, { name: "role", accountId: "333333333333", role: "some_role", ...options }) as RoleSession
