import type * as http from "node:http"
import process from "node:process"
import { Agent, type AgentConnectOpts } from "agent-base"
import { HttpProxyAgent } from "http-proxy-agent"
import { HttpsProxyAgent } from "https-proxy-agent"
import { type Network, proxyFor, proxyUrl, type Stated } from "./Network.ts"

type Settings = http.AgentOptions & { readonly ca?: Array<string> }

/** An error that says which proxy it is about: the address asked for is not to blame. */
const proxyFailure = (url: URL, from: string, cause: Error & { readonly code?: string }): Error =>
  Object.assign(new Error(`the proxy ${url.host} (${from}): ${cause.message || cause.code}`), { code: cause.code })

class Forward extends HttpProxyAgent<string> {
  readonly #from: string
  constructor(url: URL, from: string, settings: Settings) {
    super(url.href, settings)
    this.#from = from
  }
  override async connect(...given: Parameters<HttpProxyAgent<string>["connect"]>) {
    try {
      return await super.connect(...given)
    } catch (cause) {
      throw proxyFailure(this.proxy, this.#from, cause as Error)
    }
  }
}

class Tunnel extends HttpsProxyAgent<string> {
  readonly #from: string
  constructor(url: URL, from: string, settings: Settings) {
    super(url.href, settings)
    this.#from = from
    // The package hands a refusal on as if AWS had said it.
    const refused = ({ statusCode, statusText }: { statusCode: number; statusText: string }, request: unknown) => {
      if (statusCode === 200) return
      const code = statusCode >= 500 ? "ProxyUnavailable" : "ProxyRefused"
      const cause = Object.assign(new Error(`it does not connect (status ${statusCode} ${statusText})`), { code })
      ;(request as http.ClientRequest).destroy(proxyFailure(url, from, cause))
    }
    this.on("proxyConnect", refused)
  }
  override async connect(...given: Parameters<HttpsProxyAgent<string>["connect"]>) {
    try {
      return await super.connect(...given)
    } catch (cause) {
      throw proxyFailure(this.proxy, this.#from, cause as Error)
    }
  }
}

/** Sends each request the way that the environment states for its host: through a proxy, or straight there. */
export class RoutedAgent extends Agent {
  readonly #network: Network
  readonly #secure: boolean
  readonly #settings: Settings
  readonly #agents = new Map<string, http.Agent>()

  constructor(network: Network, secure: boolean, settings: Settings) {
    super(settings)
    this.#network = network
    this.#secure = secure
    this.#settings = settings
  }

  override isSecureEndpoint(): boolean {
    return this.#secure
  }

  override async connect(_: http.ClientRequest, { host, port }: AgentConnectOpts): Promise<http.Agent> {
    const proxy = proxyFor(this.#network, { secure: this.#secure, host: host ?? "localhost", port: Number(port) })
    const key = proxy?.value ?? ""
    const known = this.#agents.get(key)
    if (known !== undefined) return known
    const agent = proxy === undefined ? this.#straight() : this.#through(proxy)
    this.#agents.set(key, agent)
    return agent
  }

  override destroy(): void {
    for (const agent of this.#agents.values()) agent.destroy()
    super.destroy()
  }

  /** Without the proxy that a runtime may take from the environment by itself. */
  #straight(): http.Agent {
    const { Agent } = process.getBuiltinModule(this.#secure ? "node:https" : "node:http")
    return new Agent({ ...this.#settings, proxyEnv: {} })
  }

  #through(proxy: Stated): http.Agent {
    const url = proxyUrl(proxy)
    return new (this.#secure ? Tunnel : Forward)(url, proxy.from, this.#settings)
  }
}
