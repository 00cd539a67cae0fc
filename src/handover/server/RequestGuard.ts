import type { IncomingMessage } from "node:http"

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 403 | 405
  readonly message: string
}

const refuse = (status: Refusal["status"], message: string): Refusal => ({ status, message })

/**
 * What is wrong with a request before anyone asks for its token. A web page that a browser shows on this machine can
 * reach a loopback address, and by a name that resolves to it even read the answer: such requests carry a foreign Host,
 * an Origin or fetch metadata, which no AWS client sends.
 *
 * Source: W3C, "Fetch Metadata Request Headers"; RFC 9110, 7.2 (Host).
 */
export const refusalOf = (request: Pick<IncomingMessage, "method" | "headers">, host: string): Refusal | undefined => {
  const { method, headers } = request
  if (headers.host !== host) return refuse(403, "The Host of the request is not this server's address.")
  if (headers.origin !== undefined) return refuse(403, "Requests of web pages are refused.")
  if (Object.keys(headers).some((name) => name.startsWith("sec-fetch-"))) {
    return refuse(403, "Requests of web pages are refused.")
  }
  if (method !== "GET") return refuse(405, "Only GET is answered.")
  const length = headers["content-length"]
  if (headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0")) {
    return refuse(400, "A request has no body here.")
  }
  return undefined
}
