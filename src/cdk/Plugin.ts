import type { CdkHost, CdkSource } from "./Contract.ts"

/** The version of CDK's contract with its plug-ins. */
export const version = "1" as const

/**
 * The source, whose code is loaded for the first account: CDK loads its plug-ins for every command, `cdk synth` too.
 *
 * **Gotchas**: CDK goes on with other credentials where it cannot be told whether the plug-in has an account. So where
 * the code cannot be loaded that is for `getProvider` to fail.
 */
export const sourceAtFirstUse = (load: () => Promise<CdkSource>): CdkSource => {
  let made: Promise<CdkSource> | undefined
  const source = (): Promise<CdkSource> => {
    made ??= load()
    return made
  }
  return {
    name: "effect-boto-ses",
    isAvailable: () => Promise.resolve(true),
    canProvideCredentials: (accountId) =>
      source().then(
        (loaded) => loaded.canProvideCredentials(accountId),
        () => true
      ),
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
export const init = (host: CdkHost): void =>
  host.registerCredentialProviderSource(
    sourceAtFirstUse(() => import("./Source.ts").then(({ makeSource }) => makeSource()))
  )
