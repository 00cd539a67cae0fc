/**
 * What tests of programs on effect-boto-ses need: an AWS on loopback, and the layers that put a factory on it.
 *
 * @module
 */
export * as LocalAws from "./LocalAws.ts"
export * as LocalCi from "./LocalCi.ts"
export { type LayerTestOptions, layerTest } from "./layerTest.ts"
export { layerTestCredentials, type TestCredentialsOptions, type TestPrincipal } from "./TestCredentials.ts"
export type { TestEndpoints } from "./TestEndpoints.ts"
