/**
 * A plug-in of the AWS CDK's command line: `cdk deploy --plugin effect-boto-ses/cdk`.
 *
 * @module
 */
export type { CdkCredentials, CdkHost, CdkProvider, CdkRefreshable, CdkSource } from "./Contract.ts"
export { init, version } from "./Plugin.ts"
