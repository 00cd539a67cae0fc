/** What a test has of a running local AWS. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Session } from "./Credentials.ts"
import type { Fault, FaultOptions, RequestMatch } from "./Faults.ts"
import type { LocalAwsError } from "./LocalAwsError.ts"
import type { LoggedRequest, RequestFilter } from "./RequestLog.ts"
import type { SigningAlgorithm } from "./SigningKeys.ts"
import type { World } from "./World.ts"

/** The long-term keys of a user or of root: no token, no end. */
export interface LongTermCredentials {
  /** `AKIA…`; of a session `ASIA…`. */
  readonly accessKeyId: string
  /** What signs requests. */
  readonly secretAccessKey: Redacted.Redacted
}

/** The keys of a session. */
export interface SessionCredentials extends LongTermCredentials {
  /** What a request with a session's keys must carry, too. */
  readonly sessionToken: Redacted.Redacted
  /** By the `Clock` of the server. */
  readonly expiration: Date
}

/** How a session is to be made that no request asks for. */
export interface MintOptions {
  /** Default: `local-aws`. */
  readonly sessionName?: string
  /** Default: one hour. */
  readonly duration?: Duration.Input
  /** The session tags. Default: none. */
  readonly tags?: { readonly [key: string]: string }
  /** The keys of those tags that a next role in the chain inherits. Default: none. */
  readonly transitiveTagKeys?: ReadonlyArray<string>
  /** The source identity, which a next role in the chain keeps. Default: none. */
  readonly sourceIdentity?: string
}

/** The claims of a web identity token. */
export interface WebIdentityTokenOptions {
  /** With or without `https://`. */
  readonly issuer: string
  /** Which job or user it is of, as the provider writes it (`sub`). */
  readonly subject: string
  /** Default: `sts.amazonaws.com`. */
  readonly audience?: string | ReadonlyArray<string>
  /** From now, by the `Clock` of the server. Default: one hour. */
  readonly expiresIn?: Duration.Input
  /** Session tags that the token itself carries. */
  readonly tags?: { readonly [key: string]: string }
  /** The keys of those tags that a next role in the chain inherits. Default: none. */
  readonly transitiveTagKeys?: ReadonlyArray<string>
  /** The source identity, which a next role in the chain keeps. Default: none. */
  readonly sourceIdentity?: string
  /** More claims (`azp`, `nbf`, `amr`, a vendor's own), or others in the place of those above. */
  readonly claims?: { readonly [name: string]: unknown }
  /** Default: `ES256`. */
  readonly algorithm?: SigningAlgorithm
}

/** What marks a value as a local AWS. */
export const TypeId = "~effect-boto-ses/testing/LocalAws"

/** A running local AWS. */
export interface LocalAws {
  /** Tells a local AWS from every other object. */
  readonly [TypeId]: typeof TypeId
  /** `http://127.0.0.1:PORT`, for every service. */
  readonly endpoint: string
  /** The accounts, users and roles, with their ARNs and ids. */
  readonly world: World

  /** The keys of an IAM user. */
  readonly userCredentials: (accountId: string, user: string) => Effect.Effect<LongTermCredentials, LocalAwsError>
  /** The keys of an account's root user. */
  readonly rootCredentials: (accountId: string) => Effect.Effect<LongTermCredentials, LocalAwsError>
  /** A session of a role as a platform (Lambda, an instance, a CI job) has it: trust is not asked. */
  readonly roleCredentials: (
    accountId: string,
    role: string,
    options?: MintOptions
  ) => Effect.Effect<SessionCredentials, LocalAwsError>
  /** A federated user's session, as `GetFederationToken` would make it. */
  readonly federatedUserCredentials: (
    accountId: string,
    name: string,
    options?: Pick<MintOptions, "duration">
  ) => Effect.Effect<SessionCredentials, LocalAwsError>
  /**
   * A token of an OpenID Connect provider, signed with a key that this server trusts. The public keys are served at
   * `/.well-known/openid-configuration` and `/jwks` of the endpoint.
   */
  readonly webIdentityToken: (options: WebIdentityTokenOptions) => Effect.Effect<Redacted.Redacted>
  /**
   * The six digits that an MFA device shows now. They change every 30 seconds
   * of the server's `Clock`, and AWS takes each only once.
   */
  readonly mfaCode: (serial: string) => Effect.Effect<string, LocalAwsError>

  /** Ends a session now. */
  readonly expire: (accessKeyId: string) => Effect.Effect<void, LocalAwsError>
  /**
   * Denies the sessions of a role or a user that were made before a time whatever they ask but GetCallerIdentity, which
   * needs no permission: "Revoke active sessions" of IAM's console, whose policy `AWSRevokeOlderSessions` compares
   * `aws:TokenIssueTime`. Sessions that were made later, and a user's long-term keys, are not touched. A later call
   * replaces an earlier one. Source: IAM User Guide, "Revoke IAM role temporary security credentials".
   *
   * @param arn the role or user, with its path
   * @param before by the `Clock` of the server; default: every session made so far
   */
  readonly revoke: (arn: string, before?: Date) => Effect.Effect<void, LocalAwsError>
  /** Every session made so far, oldest first: what each was given, without its secrets. */
  readonly sessions: Effect.Effect<ReadonlyArray<Session>>
  /** The session of an access key. */
  readonly session: (accessKeyId: string) => Effect.Effect<Option.Option<Session>>

  /** Every request since the start or the last `clear`, oldest first. */
  readonly requests: Effect.Effect<ReadonlyArray<LoggedRequest>>
  /** How many requests there were: all, those of an action, or those that a filter means. */
  readonly count: (filter?: string | RequestFilter) => Effect.Effect<number>
  /** Waits until that many such requests are in the log: a request that hangs has arrived, or was given up. */
  readonly awaitRequests: (
    count: number,
    filter?: string | RequestFilter
  ) => Effect.Effect<ReadonlyArray<LoggedRequest>>
  /** Empties the log. */
  readonly clear: Effect.Effect<void>

  /** Scripts a fault. */
  readonly fault: (options: FaultOptions) => Effect.Effect<void>
  /** Scripts a fault for the next `times` requests that match. */
  readonly failNext: (times: number, fault: Fault, when?: RequestMatch) => Effect.Effect<void>
  /** Forgets every scripted fault. */
  readonly clearFaults: Effect.Effect<void>
  /** Sets the server's own clock, by which signing dates are judged, ahead of real time by so much (negative: behind). */
  readonly clockSkew: (duration: Duration.Input) => Effect.Effect<void>
  /**
   * Sets the server's whole time ahead by so much (negative: behind), as a machine whose own clock is wrong sees AWS:
   * signing dates, the `Date` of answers, and the ends of the sessions that it makes and judges.
   */
  readonly serverTime: (offset: Duration.Input) => Effect.Effect<void>

  /** Where container credentials are served, where the options ask for them. */
  readonly containerCredentials: Option.Option<{
    /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
    readonly fullUri: string
    /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
    readonly authorizationToken: Redacted.Redacted
  }>
}

/** The tag of a running local AWS. */
export const LocalAws: Context.Service<LocalAws, LocalAws> = Context.Service<LocalAws>(
  "effect-boto-ses/testing/LocalAws"
)
