/**
 * An AWS that fits into a test: a real HTTP server on loopback that speaks as
 * much of STS, IAM, S3 and IAM Identity Center as sessions need, checks every signature, and refuses
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
 * IAM and S3 answer everyone in an account whose session was not revoked.
 *
 * @example
 * ```ts
 * import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 * import { LocalAws } from "effect-boto-ses/testing"
 *
 * const program = Effect.gen(function*() {
 *   const aws = yield* LocalAws.LocalAws
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
import * as Layer from "effect/Layer"
import { LocalAws } from "./localAws/LocalAws.ts"
import type { LocalAwsError } from "./localAws/LocalAwsError.ts"
import { make } from "./localAws/Make.ts"
import type { Options } from "./localAws/Options.ts"

export type { Session, SessionContext } from "./localAws/Credentials.ts"
export type { Fault, FaultOptions, RequestMatch } from "./localAws/Faults.ts"
export type { Denial } from "./localAws/JudgeTrust.ts"
export * from "./localAws/LocalAws.ts"
export { LocalAwsError } from "./localAws/LocalAwsError.ts"
export { make } from "./localAws/Make.ts"
export type { OidcProviders } from "./localAws/OidcProviders.ts"
export type {
  AccountOptions,
  ContainerOptions,
  FederatedTrust,
  OidcProviderOptions,
  Options,
  PlatformRoleOptions,
  RoleOptions,
  SsoSignInOptions,
  Trust,
  TrustPolicyDocument,
  UserOptions
} from "./localAws/Options.ts"
export type { LoggedRequest, RequestFilter } from "./localAws/RequestLog.ts"
export type { SigningAlgorithm } from "./localAws/SigningKeys.ts"
export type { Statement as TrustStatement, Test as TrustTest } from "./localAws/TrustStatement.ts"
export type { Account, Role, User, World } from "./localAws/World.ts"

/** A server for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<LocalAws, LocalAwsError> => Layer.effect(LocalAws, make(options))
