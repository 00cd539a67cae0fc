import * as Result from "effect/Result"
import type { Variables } from "./Variables.ts"

/** The variables that say how AWS is reached. Source: botocore's URLLib3Session, and Python's `getproxies_environment`. */
export const networkVariables = [
  "https_proxy",
  "HTTPS_PROXY",
  "http_proxy",
  "HTTP_PROXY",
  "no_proxy",
  "NO_PROXY",
  "AWS_CA_BUNDLE"
] as const

/** A setting with the variable or file that says so, for people. A proxy's may hold a password, and is never shown. */
export interface Stated {
  readonly value: string
  readonly from: string
}

/** The way to AWS as the environment states it. */
export interface Network {
  /** The proxy for `https:` addresses, and the one for `http:`. */
  readonly https: Stated | undefined
  readonly http: Stated | undefined
  /** The hosts that are reached without one. */
  readonly except: ReadonlyArray<string>
  /** The file of the authorities that are trusted in place of the runtime's own. */
  readonly caBundle: Stated | undefined
}

/** The lower-case name first, as everywhere. */
export const networkOf = (env: Variables<(typeof networkVariables)[number]>): Network => {
  const stated = (...names: ReadonlyArray<(typeof networkVariables)[number]>): Stated | undefined => {
    const from = names.find((name) => env[name] !== undefined)
    const value = from === undefined ? undefined : env[from]?.trim()
    return from === undefined || value === undefined || value === "" ? undefined : { value, from }
  }
  return {
    https: stated("https_proxy", "HTTPS_PROXY"),
    http: stated("http_proxy", "HTTP_PROXY"),
    except: (stated("no_proxy", "NO_PROXY")?.value ?? "").split(/[\s,]+/).filter((entry) => entry !== ""),
    caBundle: stated("AWS_CA_BUNDLE")
  }
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, "").toLowerCase()

/** Whether a host is this machine itself. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1)\.?$/.test(bare(host))

/** This machine, and what only this machine or its neighbours answer for: the servers of instances and containers. */
const isLocal = (host: string): boolean => isLoopback(host) || /^(169\.254\.|fe80:|fd00:ec2:)/.test(bare(host))

const inRange = (host: string, network: string, prefix: number): boolean => {
  const { BlockList, isIP } = globalThis.process.getBuiltinModule("node:net")
  const family = isIP(host)
  if (family === 0 || isIP(network) !== family || prefix > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  const type = family === 4 ? "ipv4" : "ipv6"
  list.addSubnet(network, prefix, type)
  return list.check(host, type)
}

/** `*`, a name with all below it, a name with a port, an address, a range such as `10.0.0.0/8`. */
const excepts = (entry: string, host: string, port: number): boolean => {
  if (entry === "*") return true
  const [, network, prefix] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? []
  if (network !== undefined) return inRange(host, bare(network), Number(prefix))
  const name = entry.toLowerCase().replace(/^\*?\.(?=.)/, "")
  return [host, `${host}:${port}`, `[${host}]`, `[${host}]:${port}`].some(
    (candidate) => candidate === name || candidate.endsWith(`.${name}`)
  )
}

export interface Target {
  readonly secure: boolean
  readonly host: string
  readonly port: number
}

/** The proxy that a request goes through; never one for this machine and the servers of its credentials. */
export const proxyFor = (network: Network, { secure, host, port }: Target): Stated | undefined => {
  const proxy = secure ? network.https : network.http
  if (proxy === undefined || isLocal(host)) return undefined
  return network.except.some((entry) => excepts(entry, bare(host), port)) ? undefined : proxy
}

const isEncoded = (text: string): boolean => Result.isSuccess(Result.try(() => decodeURIComponent(text)))

const invalid = (message: string): Error => Object.assign(new Error(message), { code: "ProxyInvalid" })

/** The address of a proxy, which may lack its `http://`. Source: botocore's `ProxyConfiguration`. */
export const proxyUrl = ({ value, from }: Stated): URL => {
  const text = value.includes("://") ? value : `http:${value.startsWith("//") ? "" : "//"}${value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && !/^https?:$/.test(url.protocol))
    throw invalid(`${from} names a proxy of another kind; only http:// and https:// proxies are known. Correct it.`)
  if (url === undefined)
    throw invalid(`${from} is no address of a proxy, such as http://proxy.example:8080. Correct it.`)
  if (!isEncoded(url.username) || !isEncoded(url.password))
    throw invalid(`${from} has a % in its user or password that begins no escape. Correct it: a % is written as %25.`)
  return url
}

/**
 * Options of an agent that takes no proxy from the environment by itself, as Deno's do where `NODE_USE_ENV_PROXY` is set:
 * which one is ours to say.
 */
export const straight: { readonly proxyEnv: { readonly [name: string]: string } } = { proxyEnv: {} }
