import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { missingFlag } from "./Denied.ts"
import { type Network, type Stated, straight } from "./Network.ts"

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

/** Bytes; the whole list of a system's authorities holds some hundred thousand. */
const largest = 16 * 1024 * 1024

/** A file's text, by the runtime's own means; why not, where it is none that a program could read to its end. */
const textOf = async (path: string): Promise<string | { readonly why: string }> => {
  const { readFile, stat } = globalThis.process.getBuiltinModule("node:fs/promises")
  const info = await stat(path)
  if (!info.isFile()) return { why: `is ${info.isDirectory() ? "a folder" : "a device or a FIFO"} and no file` }
  return info.size > largest ? { why: `is longer than ${largest} bytes` } : readFile(path, "utf8")
}

const unreadable = (error: unknown): string => {
  const flag = missingFlag(error)
  return flag === undefined
    ? `cannot be read (${(error as NodeJS.ErrnoException).code})`
    : `may not be read without Deno's ${flag}`
}

/** Deno asks for a permission, which only who has set the variable need give: without it the file's authorities are all. */
const extraAuthorities = (): ReadonlyArray<string> => {
  const { getCACertificates } = globalThis.process.getBuiltinModule("node:tls")
  try {
    return typeof getCACertificates === "function" ? getCACertificates("extra") : []
  } catch (error) {
    if (missingFlag(error) === undefined) throw error
    return []
  }
}

/**
 * The authorities in the file, with those of `NODE_EXTRA_CA_CERTS`. They replace the runtime's own, as in the AWS CLI.
 */
const authorities = Effect.fnUntraced(function* ({ value: path, from }: Stated) {
  const text = yield* Effect.tryPromise({
    try: () => textOf(path),
    catch: (error) =>
      new CaBundleUnusable({
        path,
        from,
        why: unreadable(error)
      })
  })
  if (typeof text === "object") return yield* new CaBundleUnusable({ path, from, why: text.why })
  if (!text.includes("-----BEGIN")) return yield* new CaBundleUnusable({ path, from, why: "holds no PEM certificate" })
  return [text, ...extraAuthorities()]
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
  if (network.https === undefined && network.http === undefined)
    return { httpsAgent: { ...straight, keepAlive, ...trust } }
  const { RoutedAgent, SecureRoutedAgent } = yield* Effect.promise(() => import("./RoutedAgent.ts"))
  const settings = { keepAlive, maxSockets, ...trust }
  return {
    httpAgent: new RoutedAgent(network, settings),
    httpsAgent: new SecureRoutedAgent(network, settings)
  }
})
