/**
 * An AWS that fits into a test: a real HTTP server on loopback that speaks as
 * much of STS, IAM and S3 as sessions need, checks every signature, and refuses
 * in AWS's own words.
 *
 * Programs talk to it with the SDK clients they have, given nothing but its
 * `endpoint`. Accounts, users, roles and who trusts whom are described as data;
 * what was asked is read from a log; what should go wrong is scripted. Session
 * expiry follows the `Clock` that the server was started with, so that a
 * `TestClock` ages sessions. Any number of servers run side by side.
 *
 * What it does not have is permissions: a principal that a role trusts may
 * assume it, session policies are checked and recorded but not applied, and
 * IAM and S3 answer everyone in an account.
 *
 * @example
 * ```ts
 * import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 * import { LocalAws } from "effect-boto-ses/testing"
 *
 * const program = Effect.gen(function*() {
 *   const aws = yield* LocalAws
 *   const keys = yield* aws.userCredentials("111111111111", "alice")
 *   const sts = new STSClient({
 *     region: "us-east-1",
 *     endpoint: aws.endpoint,
 *     credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: Redacted.value(keys.secretAccessKey) }
 *   })
 *   const identity = yield* Effect.promise(() => sts.send(new GetCallerIdentityCommand()))
 *   sts.destroy()
 *   return identity.Arn // arn:aws:iam::111111111111:user/alice
 * })
 *
 * const layer = LocalAws.layer({
 *   accounts: {
 *     "111111111111": { alias: "acme-devops", users: { alice: {} } },
 *     "222222222222": { roles: { deploy: { trust: ["111111111111"] } } }
 *   }
 * })
 *
 * await Effect.runPromise(Effect.provide(program, layer))
 * ```
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { LocalAwsSession } from "./localAws/Credentials.ts"
import type { LocalAwsFault, LocalAwsFaultOptions, LocalAwsRequestMatch } from "./localAws/Faults.ts"
import type { LocalAwsError } from "./localAws/LocalAwsError.ts"
import type { LocalAwsOptions } from "./localAws/LocalAwsOptions.ts"
import { makeLocalAws } from "./localAws/make.ts"
import type { LocalAwsRequest, LocalAwsRequestFilter } from "./localAws/RequestLog.ts"
import type { LocalAwsWorld } from "./localAws/World.ts"

export type { LocalAwsSession } from "./localAws/Credentials.ts"
export type { LocalAwsFault, LocalAwsFaultOptions, LocalAwsRequestMatch } from "./localAws/Faults.ts"
export { LocalAwsError } from "./localAws/LocalAwsError.ts"
export type {
  LocalAwsAccountOptions,
  LocalAwsContainerOptions,
  LocalAwsFederatedTrust,
  LocalAwsOptions,
  LocalAwsPlatformRoleOptions,
  LocalAwsRoleOptions,
  LocalAwsTrust,
  LocalAwsUserOptions
} from "./localAws/LocalAwsOptions.ts"
export type { LocalAwsRequest, LocalAwsRequestFilter } from "./localAws/RequestLog.ts"
export type { LocalAwsAccount, LocalAwsRole, LocalAwsUser, LocalAwsWorld } from "./localAws/World.ts"

/** The long-term keys of a user or of root: no token, no end. */
export interface LocalAwsLongTermCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
}

/** The keys of a session. */
export interface LocalAwsSessionCredentials extends LocalAwsLongTermCredentials {
  readonly sessionToken: Redacted.Redacted
  /** By the `Clock` of the server. */
  readonly expiration: Date
}

/** How a session is to be made that no request asks for. */
export interface LocalAwsMintOptions {
  /** Default: `local-aws`. */
  readonly sessionName?: string
  /** Default: one hour. */
  readonly duration?: Duration.Input
  readonly tags?: { readonly [key: string]: string }
  readonly transitiveTagKeys?: ReadonlyArray<string>
  readonly sourceIdentity?: string
}

/** The claims of a web identity token. */
export interface LocalAwsWebIdentityTokenOptions {
  /** With or without `https://`. */
  readonly issuer: string
  readonly subject: string
  /** Default: `sts.amazonaws.com`. */
  readonly audience?: string
  /** From now, by the `Clock` of the server. Default: one hour. */
  readonly expiresIn?: Duration.Input
  /** Session tags that the token itself carries. */
  readonly tags?: { readonly [key: string]: string }
  readonly transitiveTagKeys?: ReadonlyArray<string>
  readonly sourceIdentity?: string
}

/** What a running local AWS offers. */
export interface LocalAwsShape {
  /** `http://127.0.0.1:PORT`, for every service. */
  readonly endpoint: string
  /** The accounts, users and roles, with their ARNs and ids. */
  readonly world: LocalAwsWorld

  /** The keys of an IAM user. */
  readonly userCredentials: (
    accountId: string,
    user: string
  ) => Effect.Effect<LocalAwsLongTermCredentials, LocalAwsError>
  /** The keys of an account's root user. */
  readonly rootCredentials: (accountId: string) => Effect.Effect<LocalAwsLongTermCredentials, LocalAwsError>
  /** A session of a role as a platform (Lambda, an instance, a CI job) has it: trust is not asked. */
  readonly roleCredentials: (
    accountId: string,
    role: string,
    options?: LocalAwsMintOptions
  ) => Effect.Effect<LocalAwsSessionCredentials, LocalAwsError>
  /** A federated user's session, as `GetFederationToken` would make it. */
  readonly federatedUserCredentials: (
    accountId: string,
    name: string,
    options?: Pick<LocalAwsMintOptions, "duration">
  ) => Effect.Effect<LocalAwsSessionCredentials, LocalAwsError>
  /** A token of an OpenID Connect provider, signed with a key that this server trusts. */
  readonly webIdentityToken: (options: LocalAwsWebIdentityTokenOptions) => Effect.Effect<Redacted.Redacted>
  /**
   * The six digits that an MFA device shows now. They change every 30 seconds
   * of the server's `Clock`, and AWS takes each only once.
   */
  readonly mfaCode: (serial: string) => Effect.Effect<string, LocalAwsError>

  /** Ends a session now. */
  readonly expire: (accessKeyId: string) => Effect.Effect<void, LocalAwsError>
  /** Every session made so far, oldest first: what each was given, without its secrets. */
  readonly sessions: Effect.Effect<ReadonlyArray<LocalAwsSession>>
  /** The session of an access key. */
  readonly session: (accessKeyId: string) => Effect.Effect<Option.Option<LocalAwsSession>>

  /** Every request since the start or the last `clear`, oldest first. */
  readonly requests: Effect.Effect<ReadonlyArray<LocalAwsRequest>>
  /** How many requests there were: all, those of an action, or those that a filter means. */
  readonly count: (filter?: string | LocalAwsRequestFilter) => Effect.Effect<number>
  /** Waits until that many such requests are in the log: a request that hangs has arrived, or was given up. */
  readonly awaitRequests: (
    count: number,
    filter?: string | LocalAwsRequestFilter
  ) => Effect.Effect<ReadonlyArray<LocalAwsRequest>>
  /** Empties the log. */
  readonly clear: Effect.Effect<void>

  /** Scripts a fault. */
  readonly fault: (options: LocalAwsFaultOptions) => Effect.Effect<void>
  /** Scripts a fault for the next `times` requests that match. */
  readonly failNext: (times: number, fault: LocalAwsFault, when?: LocalAwsRequestMatch) => Effect.Effect<void>
  /** Forgets every scripted fault. */
  readonly clearFaults: Effect.Effect<void>
  /** Sets the server's own clock, by which signing dates are judged, ahead of real time by so much (negative: behind). */
  readonly clockSkew: (duration: Duration.Input) => Effect.Effect<void>

  /** Where container credentials are served, where the options ask for them. */
  readonly containerCredentials: Option.Option<{
    /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
    readonly fullUri: string
    /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
    readonly authorizationToken: Redacted.Redacted
  }>
}

const LocalAwsBase: Context.ServiceClass<LocalAws, "effect-boto-ses/testing/LocalAws", LocalAwsShape> = Context.Service<
  LocalAws,
  LocalAwsShape
>()("effect-boto-ses/testing/LocalAws")

/** The service of a running local AWS. */
export class LocalAws extends LocalAwsBase {
  /**
   * Starts a server on a free port of 127.0.0.1; it ends with its scope, and
   * with it every connection and every request that still waits.
   */
  static readonly make: (options: LocalAwsOptions) => Effect.Effect<LocalAwsShape, LocalAwsError, Scope.Scope> =
    makeLocalAws

  /** A server for as long as the layer lives. */
  static readonly layer = (options: LocalAwsOptions): Layer.Layer<LocalAws, LocalAwsError> =>
    Layer.effect(LocalAws, makeLocalAws(options))
}
