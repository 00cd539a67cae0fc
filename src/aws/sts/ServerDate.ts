import * as Effect from "effect/Effect"
import type { CaBundleUnusable } from "../../platform/HttpAgents.ts"
import type { ClientSettings } from "../ClientSettings.ts"
import { handlerFor, type RequestHandler } from "../RequestHandler.ts"

/** A GET as the SDK's handler takes it; its own class is loaded with the SDK only. */
const get = (url: URL) => {
  const request = {
    method: "GET",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: {}
  }
  return { ...request, clone: () => request } as Parameters<RequestHandler["handle"]>[0]
}

/**
 * The `Date` of whatever answers at an address of AWS's. The request is not signed; it goes the way of all others.
 */
export const serverDate = (
  settings: Pick<ClientSettings, "network" | "defaults">,
  url: URL
): Effect.Effect<string | undefined, CaBundleUnusable | Error> =>
  Effect.acquireUseRelease(
    handlerFor(settings, undefined),
    (handler) =>
      Effect.tryPromise({
        try: async (abortSignal) => (await handler.handle(get(url), { abortSignal })).response.headers.date,
        catch: (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)))
      }),
    (handler) => Effect.sync(() => handler.destroy())
  )
