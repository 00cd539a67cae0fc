const limits = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true }

/**
 * Options of the SDK's HTTP handler where the program hands in none. How long a request may take is the handler's to
 * say, not a timer of Effect's: it is a matter of the network, which follows real time where a program's Clock does not.
 *
 * **Details**: Deno's HTTP client sends a request once more, on a new connection, when it is aborted on one that was used
 * before; so there each request has a connection of its own.
 */
export const handlerOptions: object =
  "Deno" in globalThis ? { ...limits, httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } } : limits
