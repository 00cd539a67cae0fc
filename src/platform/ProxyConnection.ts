import { Buffer } from "node:buffer"
import type * as http from "node:http"
import type * as net from "node:net"

/** Milliseconds for a proxy to connect, as botocore's `connect_timeout`; the library's own requests are given up earlier. */
const patience = 60_000

/** Bytes of the head of an answer to CONNECT, as of any answer. Source: Node.js, `http.maxHeaderSize`. */
const longestHead = 16 * 1024

/** An error of a proxy, with a code by which it is told whether another try may help. */
const proxyError = (message: string, code: "ProxyUnavailable" | "ProxyRefused" | "ETIMEDOUT"): Error =>
  Object.assign(new Error(message), { code })

/** The connections of an agent that are being made, which Node's own agent knows nothing of. */
export class Connecting {
  readonly #given = new Set<() => void>()
  readonly #patience: number

  constructor(limit: number = patience) {
    this.#patience = limit
  }

  /**
   * Connects for a request. The signal ends the connection where the request is given up meanwhile (a request without a
   * socket only notes that, and no event tells of it), at the end of the patience, or with the agent.
   */
  async run<A>(request: http.ClientRequest, connect: (signal: AbortSignal) => Promise<A>): Promise<A> {
    const controller = new AbortController()
    const end = (): void => controller.abort()
    const { destroy } = request
    request.destroy = (error) => {
      end()
      return destroy.call(request, error)
    }
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, this.#patience)
    this.#given.add(end)
    if (request.destroyed) end()
    try {
      return await connect(controller.signal)
    } catch (cause) {
      throw isLate ? proxyError(`it does not connect within ${this.#patience / 1000} s`, "ETIMEDOUT") : cause
    } finally {
      request.destroy = destroy
      clearTimeout(timer)
      this.#given.delete(end)
    }
  }

  end(): void {
    for (const end of this.#given) end()
  }
}

/** The head of a proxy's answer; the socket is left where the tunnel begins. */
const headOf = (socket: net.Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    const leave = (): void => {
      socket.off("readable", onReadable).off("error", onError).off("end", onEnd).off("close", onEnd)
    }
    const onError = (error: Error): void => {
      leave()
      reject(error)
    }
    const onEnd = (): void => onError(proxyError("it ends the connection without an answer", "ProxyUnavailable"))
    const onReadable = (): void => {
      let end = -1
      while (end < 0 && read.length <= longestHead) {
        const part: Buffer | null = socket.read()
        if (part === null) break
        read = Buffer.concat([read, part])
        end = read.indexOf("\r\n\r\n")
      }
      if ((end < 0 ? read.length : end) > longestHead) {
        onError(proxyError(`its answer has a head of more than ${longestHead} bytes`, "ProxyRefused"))
      } else if (end >= 0) {
        leave()
        if (read.length > end + 4) socket.unshift(read.subarray(end + 4))
        resolve(read.toString("latin1", 0, end))
      }
    }
    socket.on("readable", onReadable).on("error", onError).on("end", onEnd).on("close", onEnd)
  })

/** Asks a proxy for a tunnel to a host and port. Source: RFC 9110, CONNECT, and RFC 7617. */
export const openTunnel = async (socket: net.Socket, proxy: URL, authority: string): Promise<void> => {
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(user === ":" ? [] : [`Proxy-Authorization: Basic ${Buffer.from(user).toString("base64")}`])
  ]
  const head = headOf(socket)
  socket.write(`${lines.join("\r\n")}\r\n\r\n`)
  const [, status, words = ""] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r]*))?(?:\r|$)/.exec(await head) ?? []
  if (status === undefined) throw proxyError("its answer is none of a proxy of HTTP", "ProxyRefused")
  if (status === "200") return
  const code = status >= "500" ? "ProxyUnavailable" : "ProxyRefused"
  throw proxyError(`it does not connect (status ${status} ${words})`, code)
}
