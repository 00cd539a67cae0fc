/**
 * A plug-in of the AWS CDK's command line: each stack is deployed with the session of its account, by the configuration
 * that `boto-ses` finds, checked against the account that CDK named.
 *
 * **Example** (`cdk.json`; for one command it is `cdk deploy --plugin effect-boto-ses/cdk`)
 *
 * ```json
 * { "app": "node app.ts", "plugin": ["effect-boto-ses/cdk"] }
 * ```
 *
 * @module
 */
export type { CdkCredentials, CdkHost, CdkProvider, CdkRefreshable, CdkSource } from "./Contract.ts"
export { init, version } from "./Plugin.ts"
