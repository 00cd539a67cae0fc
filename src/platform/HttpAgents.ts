import process from "node:process"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Network, Stated } from "./Network.ts"

/** The agents of an HTTP handler, or the options that it makes its own of. */
export interface HttpAgents {
  readonly httpAgent?: object
  readonly httpsAgent?: object
}

/** The file of authorities that a variable or a profile names cannot serve. */
export class CaBundleUnusable extends Data.Error<{
  readonly path: string
  readonly from: string
  readonly why: string
}> {
  readonly _tag = "CaBundleUnusable"
  readonly code = "CaBundleUnusable"
  override get name(): string {
    return "CaBundleUnusable"
  }
  override get message(): string {
    return `the file of authorities ${this.path} (${this.from}) ${this.why}`
  }
}

/** As many connections as the SDK's handler allows by itself. */
const maxSockets = 50

/**
 * The authorities in the file, with those of `NODE_EXTRA_CA_CERTS`. They replace the runtime's own, as in the AWS CLI.
 */
const authorities = Effect.fnUntraced(function* ({ value: path, from }: Stated) {
  const { readFile } = process.getBuiltinModule("node:fs/promises")
  const { getCACertificates } = process.getBuiltinModule("node:tls")
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (error) =>
      new CaBundleUnusable({ path, from, why: `cannot be read (${(error as NodeJS.ErrnoException).code})` })
  })
  if (!text.includes("-----BEGIN")) return yield* new CaBundleUnusable({ path, from, why: "holds no PEM certificate" })
  return [text, ...(typeof getCACertificates === "function" ? getCACertificates("extra") : [])]
})

/**
 * The agents through which AWS is asked where the environment, or a profile by its `caBundle`, states a proxy or
 * authorities; `undefined` where nobody does, so that nothing is loaded for it.
 */
export const httpAgents = (
  network: Network,
  options: { readonly keepAlive: boolean; readonly caBundle?: Stated | undefined }
): Effect.Effect<HttpAgents | undefined, CaBundleUnusable> => {
  const caBundle = network.caBundle ?? options.caBundle
  const proxied = network.https !== undefined || network.http !== undefined
  return caBundle === undefined && !proxied ? Effect.undefined : makeAgents(network, options.keepAlive, caBundle)
}

const makeAgents = Effect.fnUntraced(function* (network: Network, keepAlive: boolean, caBundle: Stated | undefined) {
  const trust = caBundle === undefined ? {} : { ca: yield* authorities(caBundle) }
  if (network.https === undefined && network.http === undefined) return { httpsAgent: { keepAlive, ...trust } }
  const { RoutedAgent } = yield* Effect.promise(() => import("./RoutedAgent.ts"))
  const settings = { keepAlive, maxSockets, ...trust }
  return {
    httpAgent: new RoutedAgent(network, false, settings),
    httpsAgent: new RoutedAgent(network, true, settings)
  }
})
