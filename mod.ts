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
/** The reasons of a `BotoSesError`, each a class with its facts. */
export * as Reason from "./src/domain/errors/Reason.ts"
/** The decision as a pure function, and the values that it takes and gives. */
export * as Plan from "./src/domain/plan/mod.ts"
/** Makes factories: `BotoSesFactory.Service` for a class whose env names are types, `BotoSesFactory.make` without one. */
export * as BotoSesFactory from "./src/live/BotoSesFactory.ts"
/** The port to the credentials that a place has by itself: the ambient ones and AWS CLI profiles. */
export * as CredentialSource from "./src/live/CredentialSource.ts"
/** The accounts, profiles, roles and regions: from options, variables and files. */
export * as EnvConfig from "./src/live/EnvConfig.ts"
/** A session for a child process: `Handover.exec` runs a command with it, `Handover.environment` gives its variables. */
export * as Handover from "./src/live/Handover.ts"
/** The port to the token by which a CI job tells who it is (OpenID Connect). */
export * as IdentityToken from "./src/live/IdentityToken.ts"
/** Where the codes of multi-factor devices come from, such as a prompt at the terminal. */
export * as MfaCode from "./src/live/MfaCode.ts"
/** Which role belongs to an env, and how it is assumed. */
export * as RolePolicy from "./src/live/RolePolicy.ts"
/** The types of sessions and of what they give; `Session.Session` is what all of them have. */
export * as Session from "./src/live/Session.ts"
/** What is kept of sessions beyond the process, so that many processes share one. */
export * as SessionStore from "./src/live/SessionStore.ts"
/** How devops is handed to a child process, and taken by it. */
export * as SnapshotStore from "./src/live/SnapshotStore.ts"
/** The port to AWS's Security Token Service. */
export * as Sts from "./src/live/Sts.ts"
/** What every AWS SDK client is made with: endpoints, request handler, user agent. */
export * as AwsClientDefaults from "./src/services/AwsClientDefaults.ts"
/** The place where a program runs, detected or chosen. */
export * as Runtime from "./src/services/Runtime.ts"
export {
  type AppSession,
  CurrentSession,
  type DevopsSession,
  type EnvSession,
  type RoleSession
} from "./src/services/Session.ts"
