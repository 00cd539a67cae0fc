/**
 * The right AWS session for a purpose (devops, a workload env, the app itself), wherever an Effect program runs.
 *
 * A program asks for a purpose; where it runs decides how the credentials are had. Start with
 * {@link BotoSesFactory}, whose `Service` makes the class of a factory.
 *
 * **Example** (the session of a workload, in a test)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111", profile: "acme-devops" },
 *   workloads: { sbx: { accountId: "222222222222", profile: "acme-sbx" } }
 * }) {}
 *
 * const who = Effect.flatMap(Aws.env("sbx"), (sbx) => sbx.maskedAccountId)
 * const account = await Effect.runPromise(Effect.provide(who, layerTest(Aws)))
 * if (account !== "22********22") throw new Error(`expected the account of sbx, found ${account}`)
 * ```
 *
 * @module
 */

export type { Principal, RoleArn } from "./src/domain/aws/Arn.ts"
export type { Credentials } from "./src/domain/aws/Credentials.ts"
export type { ConfiguredEndpoints } from "./src/domain/aws/Endpoint.ts"
export type { Partition } from "./src/domain/aws/Partition.ts"
export type { ChildEnvironment } from "./src/domain/child/ChildEnvironment.ts"
export type { Entries, Entry } from "./src/domain/config/Entry.ts"
export type { EnvRole } from "./src/domain/config/Role.ts"
export type { MfaOptions, RoleOptionName, RoleOptions } from "./src/domain/config/RoleOptions.ts"
export * from "./src/domain/errors/Ambient.ts"
export { BotoSesError } from "./src/domain/errors/BotoSesError.ts"
export * from "./src/domain/errors/Config.ts"
export * from "./src/domain/errors/Handover.ts"
export * from "./src/domain/errors/Profile.ts"
export { exitCodes, type Reason } from "./src/domain/errors/Reason.ts"
export * from "./src/domain/errors/Sts.ts"
export type { Ask, Purpose } from "./src/domain/Purpose.ts"
export type { Ambient, ExecMarker } from "./src/domain/plan/Ambient.ts"
export type { CurrentEnvVariables } from "./src/domain/plan/CurrentEnv.ts"
export { plan } from "./src/domain/plan/Decide.ts"
export type { Facts } from "./src/domain/plan/Facts.ts"
export type {
  AssumeRole,
  Branch,
  NeedsAmbientIdentity,
  Performable,
  Plan,
  PlanFields,
  Refuse,
  SourcePlan,
  UseAmbient,
  UseHandover,
  UseProfile
} from "./src/domain/plan/Plan.ts"
export type { Recognition } from "./src/domain/plan/Recogniser.ts"
export { type RuntimeGroup, RuntimeName } from "./src/domain/runtime/RuntimeName.ts"
export {
  type BotoSesFactoryShape,
  CurrentSession,
  type FreshSessions,
  type SessionOf,
  type Target
} from "./src/factory/BotoSesFactory.ts"
export type {
  BotoSesFactoryClass,
  BotoSesFactoryOptions,
  FactoryMaker,
  FactoryServices,
  ServiceMaker
} from "./src/factory/FactoryClass.ts"
export type { Explanation } from "./src/factory/planning/Explanation.ts"
export type { ChildStdio } from "./src/handover/child/Child.ts"
export type { ExecOptions } from "./src/handover/child/Exec.ts"
export type { ServeOptions } from "./src/handover/server/CredentialServer.ts"
export type { PlainFileOptions } from "./src/handover/store/PlainFileStore.ts"
export { BotoSesFactory, type BotoSesFactoryTag } from "./src/live/BotoSesFactory.ts"
export { CredentialSource } from "./src/live/CredentialSource.ts"
export { EnvConfig, type EnvConfigFileLayers } from "./src/live/EnvConfig.ts"
export * as Handover from "./src/live/Handover.ts"
export { SnapshotStore, type SnapshotStoreLayers } from "./src/live/SnapshotStore.ts"
export { Sts } from "./src/live/Sts.ts"
export { AwsClientDefaults, type AwsClientDefaultsShape } from "./src/services/AwsClientDefaults.ts"
export type { CredentialOrigin, SourcedCredentials } from "./src/services/CredentialOrigin.ts"
export {
  type CredentialSourceError,
  type CredentialSourceShape,
  CredentialsAbsent,
  ProfileNotFound,
  SourceUnusable,
  SsoSignInExpired
} from "./src/services/CredentialSource.ts"
export type {
  AutoOptions,
  EntryOptions,
  EnvConfigOptions,
  EnvConfigShape,
  Field,
  VariableOptions
} from "./src/services/EnvConfig.ts"
export { MfaCode, type MfaCodeRequest, type MfaCodeShape } from "./src/services/MfaCode.ts"
export {
  type EnvRoleOptions,
  type NamingOptions,
  RolePolicy,
  type RolePolicyOptions,
  type RolePolicyShape
} from "./src/services/RolePolicy.ts"
export { Runtime, type RuntimeShape } from "./src/services/Runtime.ts"
export type {
  AppSession,
  AssumeRoleOptions,
  AwsClient,
  AwsCredentialIdentity,
  ClientClass,
  ClientConfig,
  CredentialProvider,
  DevopsSession,
  EnvOptions,
  EnvSession,
  Identity,
  Refresh,
  RoleSession,
  Session,
  WhoAmI
} from "./src/services/Session.ts"
export type { ShareOptions, SnapshotStoreShape } from "./src/services/SnapshotStore.ts"
export {
  type AssumedRole,
  type AssumeRoleRequest,
  type CallerIdentity,
  type SessionTokenRequest,
  type StsCaller,
  StsError,
  type StsErrorKind,
  type StsShape,
  type WebIdentityRequest
} from "./src/services/Sts.ts"
