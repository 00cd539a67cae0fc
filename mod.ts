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

export { BotoSesError } from "./src/domain/errors/BotoSesError.ts"
export * as Reason from "./src/domain/errors/Reason.ts"
export * as Plan from "./src/domain/plan/mod.ts"
export * as BotoSesFactory from "./src/live/BotoSesFactory.ts"
export * as CredentialSource from "./src/live/CredentialSource.ts"
export * as EnvConfig from "./src/live/EnvConfig.ts"
export * as Handover from "./src/live/Handover.ts"
export * as RolePolicy from "./src/live/RolePolicy.ts"
export * as Session from "./src/live/Session.ts"
export * as SnapshotStore from "./src/live/SnapshotStore.ts"
export * as Sts from "./src/live/Sts.ts"
export * as AwsClientDefaults from "./src/services/AwsClientDefaults.ts"
export * as MfaCode from "./src/services/MfaCode.ts"
export * as Runtime from "./src/services/Runtime.ts"
export {
  type AppSession,
  CurrentSession,
  type DevopsSession,
  type EnvSession,
  type RoleSession
} from "./src/services/Session.ts"
