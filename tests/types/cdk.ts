/** The plug-in fits CDK's own contract, which is for development only. Compiled, not run. */
import type { IPluginHost, Plugin } from "@aws-cdk/cli-plugin-contract"
import type { CdkHost } from "../../src/cdk/Contract.ts"
import { init, version } from "../../src/cdk/Plugin.ts"

const plugin: Plugin = { version, init }

const asHost = (host: IPluginHost): CdkHost => host

export const used: ReadonlyArray<unknown> = [plugin, asHost]
