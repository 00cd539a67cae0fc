import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Equal from "effect/Equal"
import type * as Inspectable from "effect/Inspectable"
import type * as Option from "effect/Option"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import type { Origin } from "../domain/aws/Origin.ts"
import type { ChildEnvironment } from "../domain/child/ChildEnvironment.ts"
import type { RoleOptions } from "../domain/config/RoleOptions.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Purpose } from "../domain/Purpose.ts"
import type { Performable } from "../domain/plan/Plan.ts"

/**
 * A session's identity for people and logs: the account masked, wherever it is printed (`toString`, `Effect.log`,
 * `console.log`, JSON).
 */
export interface WhoAmI {
  /** What the session is for. */
  readonly purpose: Purpose
  /** The env that it belongs to; none where it belongs to none, such as an application that does not know its own. */
  readonly env: string | undefined
  /** The region that its clients talk to. */
  readonly region: string
  /** The account, masked: `12********12`. */
  readonly accountId: string
  /** The account's alias; none where it has none, or the session may not ask for it. */
  readonly accountAlias: string | undefined
  /** The principal's ARN, its account masked. */
  readonly arn: string
  /** How the credentials were had, for people. */
  readonly source: string
  /** The account and the ARN in full; it is printed nowhere. */
  readonly identity: Identity
  /** All of it in one line. */
  readonly toString: () => string
  /** The same as data. */
  readonly toJSON: () => unknown
}

/** Credentials in the AWS SDK's own form. */
export interface AwsCredentialIdentity {
  /** `ASIA…` for a session, `AKIA…` for an IAM user's long-lived key. */
  readonly accessKeyId: string
  /** In clear, as the SDK wants it: never log the object. */
  readonly secretAccessKey: string
  /** In clear, too; left out for long-lived keys. */
  readonly sessionToken?: string
  /** When they end; left out where they do not, or it is not known. */
  readonly expiration?: Date
  /** The account's twelve digits, where they are known. */
  readonly accountId?: string
}

/** What every AWS SDK v3 client takes as `credentials`: asked for each request, and answered from the session's cache. */
export type CredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<AwsCredentialIdentity>

/** The class of an AWS SDK v3 client, or anything built and closed alike. */
// biome-ignore lint/suspicious/noExplicitAny: a constructor of any parameters is accepted, whatever their types
export type ClientClass<Client extends AwsClient> = new (...args: ReadonlyArray<any>) => Client

/** What is asked of an AWS SDK v3 client beyond its class. */
export interface AwsClient {
  /** Closes its connections. Clients of a session are closed with its layer, and need no call. */
  destroy(): void
}

/** The configuration that a client's constructor takes. */
export type ClientConfig<Class extends ClientClass<AwsClient>> = ConstructorParameters<Class>[0]

/**
 * Whether a session's credentials renew by themselves (`auto`), or never: after their end it fails with
 * `SessionExpired`.
 */
export type Refresh = "auto" | "never"

/** Options of `assumeRole`: the role, what AWS can be asked of it, and how the handle behaves. */
export interface AssumeRoleOptions extends RoleOptions {
  /** The role, which must trust the session that assumes it. */
  readonly roleArn: string
  /** The region of the new session. Default: that of the session that assumes. */
  readonly region?: string
  /** Whether the credentials renew by themselves. Default: `"auto"`. */
  readonly refresh?: Refresh
}

/** Options of `env(name, …)`. They make a handle of its own: two different asks never share one. */
export interface EnvOptions extends RoleOptions {
  /** The region of this handle. Default: that of the entry, of the configuration, of the source, then `AWS_REGION`. */
  readonly region?: string
  /** Whether the credentials renew by themselves. Default: `"auto"`. */
  readonly refresh?: Refresh
}

/**
 * A live AWS session: not a bag of keys, but something that always gives valid ones.
 *
 * **Details**: `credentials` and `provider` answer from one cache shared by all handles of the same source; they renew
 * the credentials before they end. Printing a session shows purpose, env, region and the masked account, and no secret.
 */
export interface Session<out P extends Purpose = Purpose, out Env extends string | undefined = string | undefined>
  extends Equal.Equal,
    Inspectable.Inspectable {
  /** What the session is for. */
  readonly purpose: P
  /** The env that it belongs to: `devops`, a workload's name, or none in an application that does not know its own. */
  readonly env: Env
  /** The region that its clients talk to, unless their configuration names another. */
  readonly region: string
  /** How the credentials were had, for people. */
  readonly source: string
  /** The plan that this session performs; none for a role that the program assumed itself. */
  readonly plan: Performable | undefined

  /** Valid credentials, always. */
  readonly credentials: Effect.Effect<Credentials, BotoSesError>
  /** For every AWS SDK v3 client and the libraries on it. It rejects with the same `BotoSesError`. */
  readonly provider: CredentialProvider
  /** Where the present credentials come from. */
  readonly origin: Effect.Effect<Origin, BotoSesError>
  /** When the present credentials end; none where they do not, or where it is not known. */
  readonly expiration: Effect.Effect<Option.Option<DateTime.Utc>, BotoSesError>
  /**
   * When the present credentials were made, where another process did that and a `SessionStore` kept them; none for those
   * that were made for this session.
   */
  readonly keptSince: Effect.Effect<Option.Option<DateTime.Utc>, BotoSesError>
  /** Whether the credentials last given end within the margin (zero where none is given). Makes no request. */
  readonly isExpired: (margin?: Duration.Input) => Effect.Effect<boolean>

  /** Who AWS takes the session for; asked once per access key, where the source does not tell it. */
  readonly identity: Effect.Effect<Identity, BotoSesError>
  /** The account's twelve digits, in full: `maskedAccountId` is for logs. */
  readonly accountId: Effect.Effect<string, BotoSesError>
  /** The ARN of the user or of the role's session, its account in full. */
  readonly principalArn: Effect.Effect<string, BotoSesError>
  /** AWS's own id of the principal: `AIDA…` of a user, `AROA…:SESSION` of a role's session. */
  readonly userId: Effect.Effect<string, BotoSesError>
  /** The account's alias, if it has one (IAM ListAccountAliases). */
  readonly accountAlias: Effect.Effect<Option.Option<string>, BotoSesError>
  /** The account id as `12********12`. */
  readonly maskedAccountId: Effect.Effect<string, BotoSesError>
  /** The identity for people; without an alias where the session may not ask for it. */
  readonly whoAmI: Effect.Effect<WhoAmI, BotoSesError>

  /**
   * Runs a request on a client of this session. The signal aborts the request when the effect is interrupted; pass it on.
   * A request that fails because its credentials have expired is made once more with new ones.
   *
   * **Details**: a span `Session.use` stands around it: `rpc.service`, `rpc.method` (the first operation), `cloud.region`
   * and the session's target; nothing of what is asked or answered. The client given to `request` is one that tells the
   * span its operation, and the cached client in all else.
   */
  readonly use: <Client extends AwsClient, A>(
    Class: ClientClass<Client>,
    request: (client: Client, abortSignal: AbortSignal) => Promise<A>
  ) => Effect.Effect<A, BotoSesError>
  /** A client of this session, made once per class and configuration and closed with the layer. */
  readonly client: <Class extends ClientClass<AwsClient>>(
    Class: Class,
    config?: ClientConfig<Class>
  ) => Effect.Effect<InstanceType<Class>, BotoSesError>

  /** Another live session: the role assumed from this one. Cached by all its options. */
  readonly assumeRole: (options: AssumeRoleOptions) => Effect.Effect<RoleSession, BotoSesError>
  /** Static variables for a child process: keys, region, and the removal of what would shadow them. */
  readonly environment: Effect.Effect<ChildEnvironment, BotoSesError>
}

/** For build and deployment. A function that takes it cannot be given an application's session. */
export interface DevopsSession extends Session<"devops", "devops"> {}

/** For one workload environment. */
export interface EnvSession<out Env extends string = string> extends Session<"env", Env> {}

/** For application code. `env` is none where an application does not know its environment. */
export interface AppSession<out Env extends string = string> extends Session<"app", Env | undefined> {}

/** A role that the program assumed from a session. */
export interface RoleSession extends Session<"role", string | undefined> {}

/** Asks for the session that a program runs under, where it does not care which: provided by `layerSession(target)`. */
export interface CurrentSession {
  /** Keeps it apart from every other service in a type. */
  readonly "~effect-boto-ses/CurrentSession": "~effect-boto-ses/CurrentSession"
}

/** The tag of the session that a program runs under. */
export const CurrentSession: Context.Service<CurrentSession, Session> = Context.Service<CurrentSession, Session>(
  "effect-boto-ses/CurrentSession"
)
