import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/BotoSesError.ts"
import { type AwsClientDefaultsShape, statedEndpoint } from "../services/AwsClientDefaults.ts"
import type { AwsClient, ClientClass, CredentialProvider } from "../services/Session.ts"

/** What a session gives to each of its clients. */
export interface ClientBase {
  readonly region: string
  readonly credentials: CredentialProvider
}

/** The SDK clients of one session: one for each class and configuration, closed together. */
export interface ClientCache {
  readonly get: (Class: ClientClass<AwsClient>, config: object | undefined) => Effect.Effect<AwsClient, BotoSesError>
  readonly close: Effect.Effect<void>
}

/** Reads a variable of the environment; absent ones are `undefined`. */
export type ReadVariable = (name: string) => Effect.Effect<string | undefined, BotoSesError>

const isPlain = (value: unknown): boolean => {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return true
  if (Array.isArray(value)) return value.every(isPlain)
  return (
    typeof value === "object" &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isPlain)
  )
}

const ordered = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, ordered(inner)])
      )
    : value

/** Plain data is compared by value; a configuration with functions or instances only by its own identity. */
const configKey = (config: object | undefined): string | object =>
  config === undefined ? "" : isPlain(config) ? JSON.stringify(ordered(config)) : config

/** The SDK's name of the service behind a client, such as `CloudWatch Logs`. */
const serviceId = (client: AwsClient): string | undefined => {
  const { config } = client as { readonly config?: { readonly serviceId?: unknown } }
  return typeof config?.serviceId === "string" ? config.serviceId : undefined
}

export const makeClientCache = (
  base: ClientBase,
  defaults: AwsClientDefaultsShape,
  read: ReadVariable
): ClientCache => {
  const clients = new Map<ClientClass<AwsClient>, Map<string | object, AwsClient>>()

  const shared = {
    ...base,
    ...(defaults.requestHandler === undefined ? {} : { requestHandler: defaults.requestHandler }),
    ...(defaults.userAgentAppId === undefined ? {} : { userAgentAppId: defaults.userAgentAppId })
  }

  /** The endpoint that our own configuration states; without one the SDK finds AWS's. */
  const endpointOf = Effect.fnUntraced(function* (service: string) {
    const stated = statedEndpoint(defaults, service.replaceAll(" ", "").toLowerCase())
    if (stated !== undefined) return stated
    return (
      (yield* read(`AWS_ENDPOINT_URL_${service.replaceAll(" ", "_").toUpperCase()}`)) ??
      (yield* read("AWS_ENDPOINT_URL"))
    )
  })

  const make = Effect.fnUntraced(function* (
    Class: ClientClass<AwsClient>,
    config: object | undefined
  ): Effect.fn.Return<AwsClient, BotoSesError> {
    const client = new Class({ ...shared, ...config })
    const service = serviceId(client)
    if (service === undefined || (config !== undefined && "endpoint" in config)) return client
    const endpoint = yield* endpointOf(service)
    if (endpoint === undefined) return client
    client.destroy()
    return new Class({ ...shared, endpoint, ...config })
  })

  return {
    get: (Class, config) =>
      Effect.suspend(() => {
        const key = configKey(config)
        const ofClass = clients.get(Class)
        const known = ofClass?.get(key)
        if (known !== undefined) return Effect.succeed(known)
        return Effect.map(make(Class, config), (client) => {
          const present = clients.get(Class) ?? new Map<string | object, AwsClient>()
          clients.set(Class, present)
          const first = present.get(key)
          if (first !== undefined) {
            client.destroy()
            return first
          }
          present.set(key, client)
          return client
        })
      }),
    close: Effect.sync(() => {
      for (const ofClass of clients.values()) for (const client of ofClass.values()) client.destroy()
      clients.clear()
    })
  }
}
