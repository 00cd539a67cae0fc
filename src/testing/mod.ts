/**
 * What tests of programs on effect-boto-ses need: an AWS on loopback, and the layers that put a factory on it.
 *
 * Start with {@link layerTest}: the program under test stays as it is, with no variables, files or network of the machine.
 *
 * **Example** (a deployment in CI assumes the role of prd once, and no other)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { LocalAws, layerTest } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: { accountId: "111111111111" },
 *   workloads: { sbx: { accountId: "222222222222" }, prd: { accountId: "333333333333" } }
 * }) {}
 *
 * const deploy = Effect.flatMap(Aws.env("prd"), (prd) => prd.credentials)
 *
 * const rolesAssumed = Effect.gen(function* () {
 *   yield* deploy
 *   yield* deploy
 *   const { requests } = yield* LocalAws.LocalAws
 *   return (yield* requests).filter(({ action }) => action === "AssumeRole").map(({ roleArn }) => roleArn)
 * })
 * const assumed = await Effect.runPromise(Effect.provide(rolesAssumed, layerTest(Aws, { runtime: "ci" })))
 * if (assumed.join() !== "arn:aws:iam::333333333333:role/prd_deployment_role") throw new Error(`found ${assumed}`)
 * ```
 *
 * @module
 */
/** An AWS on loopback (STS, IAM, S3, Identity Center, metadata), with a log of its requests and faults to script. */
export * as LocalAws from "./LocalAws.ts"
/** A CI job: the variables that its vendor sets, and the endpoint of its tokens on loopback. */
export * as LocalCi from "./LocalCi.ts"
export { type LayerTestOptions, layerTest } from "./layerTest.ts"
export { layerTestCredentials, type TestCredentialsOptions, type TestPrincipal } from "./TestCredentials.ts"
export type { TestEndpoints } from "./TestEndpoints.ts"
