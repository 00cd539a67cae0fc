import type * as http from "node:http"
import { connect, isIP, isIPv6, type Socket } from "node:net"
import process from "node:process"
import * as tls from "node:tls"
import { Agent, type AgentConnectOpts } from "agent-base"
import { HttpProxyAgent } from "http-proxy-agent"
import { type Network, proxyFor, proxyUrl, type Stated, straight } from "./Network.ts"
import { Connecting, openTunnel } from "./ProxyConnection.ts"

type Settings = http.AgentOptions & {
  readonly ca?: Array<string>
  /** Milliseconds that a proxy is given to connect. */
  readonly patience?: number
}

/** An error that says which proxy it is about: the address asked for is not to blame. */
const proxyFailure = (url: URL, from: string, cause: Error & { readonly code?: string }): Error =>
  Object.assign(new Error(`the proxy ${url.host} (${from}): ${cause.message || cause.code}`), { code: cause.code })

class Forward extends HttpProxyAgent<string> {
  readonly #from: string
  readonly #connecting: Connecting
  readonly #to: HttpProxyAgent<string>["connectOpts"]
  constructor(url: URL, from: string, settings: Settings) {
    super(url.href, settings)
    this.#from = from
    this.#connecting = new Connecting(settings.patience)
    this.#to = this.connectOpts
  }
  override async connect(...given: Parameters<HttpProxyAgent<string>["connect"]>) {
    try {
      return await this.#connecting.run(given[0], (signal) => {
        // The package reads them before it waits for anything.
        this.connectOpts = Object.assign({}, this.#to, { signal })
        return super.connect(...given)
      })
    } catch (cause) {
      throw proxyFailure(this.proxy, this.#from, cause as Error)
    }
  }
  override destroy(): void {
    this.#connecting.end()
    super.destroy()
  }
}

/** A name that TLS may ask a certificate for. */
const servername = (host: string): { readonly servername?: string } => (isIP(host) === 0 ? { servername: host } : {})

/**
 * Tunnels through a proxy.
 *
 * **Details**: `https-proxy-agent` takes no signal, gives its socket to nobody, and reads an answer of any length.
 */
class Tunnel extends Agent {
  readonly #proxy: URL
  readonly #from: string
  readonly #connecting: Connecting
  readonly #trust: Pick<Settings, "ca">
  constructor(url: URL, from: string, settings: Settings) {
    super(settings)
    this.#proxy = url
    this.#from = from
    this.#connecting = new Connecting(settings.patience)
    this.#trust = settings.ca === undefined ? {} : { ca: settings.ca }
  }
  override async connect(request: http.ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    try {
      return await this.#connecting.run(request, (signal) => this.#tunnel(options, signal))
    } catch (cause) {
      throw proxyFailure(this.#proxy, this.#from, cause as Error)
    }
  }
  override destroy(): void {
    this.#connecting.end()
    super.destroy()
  }
  async #tunnel(options: AgentConnectOpts, signal: AbortSignal): Promise<Socket> {
    const { host: _, path: __, port, ...ofTls } = options as AgentConnectOpts & { readonly path?: string }
    const host = options.host ?? "localhost"
    const socket = this.#socket(signal)
    try {
      await openTunnel(socket, this.#proxy, `${isIPv6(host) ? `[${host}]` : host}:${port}`)
    } catch (cause) {
      socket.destroy()
      throw cause
    }
    return tls.connect({ ...servername(host), ...ofTls, socket } as tls.ConnectionOptions)
  }
  #socket(signal: AbortSignal): Socket {
    const host = this.#proxy.hostname.replace(/^\[|\]$/g, "")
    const isSecure = this.#proxy.protocol === "https:"
    const to = { host, port: Number(this.#proxy.port) || (isSecure ? 443 : 80), signal }
    return isSecure
      ? tls.connect({
          ...this.#trust,
          ...servername(host),
          ...to,
          ALPNProtocols: ["http/1.1"]
        } as tls.ConnectionOptions)
      : connect(to)
  }
}

/** Sends each request the way that the environment states for its host: through a proxy, or straight there. */
export class RoutedAgent extends Agent {
  readonly #network: Network
  readonly #settings: Settings
  readonly #agents = new Map<string, http.Agent>()

  constructor(network: Network, settings: Settings) {
    super({ ...settings, ...straight })
    this.#network = network
    this.#settings = settings
  }

  // The package's own is not ready yet where the agent's constructor asks for it.
  override get protocol(): string {
    return "http:"
  }
  override set protocol(_: string) {}

  override isSecureEndpoint(): boolean {
    return this.protocol === "https:"
  }

  override async connect(_: http.ClientRequest, { host, port }: AgentConnectOpts): Promise<http.Agent> {
    const target = { secure: this.isSecureEndpoint(), host: host ?? "localhost", port: Number(port) }
    const proxy = proxyFor(this.#network, target)
    const key = proxy?.value ?? ""
    const known = this.#agents.get(key)
    if (known !== undefined) return known
    const agent = proxy === undefined ? this.#direct() : this.#through(proxy)
    this.#agents.set(key, agent)
    return agent
  }

  override destroy(): void {
    for (const agent of this.#agents.values()) agent.destroy()
    super.destroy()
  }

  #direct(): http.Agent {
    const { Agent } = process.getBuiltinModule(this.isSecureEndpoint() ? "node:https" : "node:http")
    return new Agent({ ...this.#settings, ...straight })
  }

  #through(proxy: Stated): http.Agent {
    const url = proxyUrl(proxy)
    return new (this.isSecureEndpoint() ? Tunnel : Forward)(url, proxy.from, this.#settings)
  }
}

/** The same for addresses of `https:`. */
export class SecureRoutedAgent extends RoutedAgent {
  override get protocol(): string {
    return "https:"
  }
  override set protocol(_: string) {}
}
