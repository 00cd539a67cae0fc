import type { CdkHost, CdkSource } from "./Contract.ts"

/** The version of CDK's contract with its plug-ins. */
export const version = "1" as const

/** CDK loads its plug-ins for every command, `cdk synth` too: all that takes time waits for the first account. */
const makeSource = (): CdkSource => {
  let made: Promise<CdkSource> | undefined
  const source = (): Promise<CdkSource> => {
    made ??= import("./Source.ts").then(({ makeSource }) => makeSource())
    return made
  }
  return {
    name: "effect-boto-ses",
    isAvailable: () => Promise.resolve(true),
    canProvideCredentials: async (accountId) => (await source()).canProvideCredentials(accountId),
    getProvider: async (accountId, mode, options) => (await source()).getProvider(accountId, mode, options)
  }
}

/**
 * Registers the source with CDK, which calls this by itself.
 *
 * **Example** (what CDK does with the plug-in)
 *
 * ```ts
 * import { init, version } from "effect-boto-ses/cdk"
 *
 * const names: Array<string> = []
 * init({ registerCredentialProviderSource: ({ name }) => void names.push(name) })
 * if (version !== "1" || names[0] !== "effect-boto-ses") throw new Error("expected one source")
 * ```
 */
export const init = (host: CdkHost): void => host.registerCredentialProviderSource(makeSource())
