import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { clientOptions, clientVariables } from "../../domain/aws/ClientOptions.ts"
import {
  type ConfiguredEndpoints,
  chosenEndpoint,
  endpointVariable,
  statedBy,
  withoutVariant
} from "../../domain/aws/Endpoint.ts"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { AwsRequestFailed } from "../../domain/errors/Sts.ts"
import { httpAgents } from "../../platform/HttpAgents.ts"
import { networkOf, networkVariables } from "../../platform/Network.ts"
import type { Variables } from "../../platform/Variables.ts"
import type { AwsClientDefaults } from "../../services/AwsClientDefaults.ts"
import type { AwsClient, ClientClass, CredentialProvider } from "../../services/Session.ts"
import { statedEndpoint } from "../../services/StatedEndpoint.ts"
import { makeBounded } from "../Bounded.ts"
import { instanceNumber } from "../credentials/Keys.ts"

/** What a session gives to each of its clients. */
export interface ClientBase {
  readonly region: string
  readonly credentials: CredentialProvider
  /** The endpoints of the profile that the credentials are from. */
  readonly endpoints?: ConfiguredEndpoints | undefined
  /** The session as code, for errors. */
  readonly target: string
}

/**
 * The SDK clients of one session: one for each class and configuration, closed together.
 *
 * One that nobody has any more is left to itself, since a request of it may still be on its way; the other side ends its
 * idle connections.
 */
export interface ClientCache {
  readonly get: (Class: ClientClass<AwsClient>, config: object | undefined) => Effect.Effect<AwsClient, BotoSesError>
  readonly close: Effect.Effect<void>
}

/** Reads a variable of the environment; absent ones are `undefined`. */
export type ReadVariable = (name: string) => Effect.Effect<string | undefined, BotoSesError>

/** Plain data by value; functions and instances by their identity. */
const parts = (value: unknown): unknown => {
  if (typeof value === "function") return ["instance", instanceNumber(value)]
  if (typeof value !== "object" || value === null) return [typeof value, String(value)]
  if (Array.isArray(value)) return ["array", value.map(parts)]
  if (Object.getPrototypeOf(value) !== Object.prototype) return ["instance", instanceNumber(value)]
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, parts(inner)])
}

const configKey = (config: object | undefined): string => JSON.stringify(parts(config ?? {}))

/** How many clients of one session are held. */
const bound = 100

/** Who holds a client holds its cache, so that the end of the session's scope finds both. */
const caches = new WeakMap<AwsClient, ClientCache>()

/** The SDK's name of the service behind a client, such as `CloudWatch Logs`. */
const serviceId = (client: AwsClient): string | undefined => {
  const { config } = client as { readonly config?: { readonly serviceId?: unknown } }
  return typeof config?.serviceId === "string" ? config.serviceId : undefined
}

/** A name that no file has: its settings are none. */
const noProfile = "(the session is of no profile)"

/** The options of a caller's that are settled here. */
interface OwnOptions {
  readonly endpoint?: unknown
  readonly ignoreConfiguredEndpointUrls?: boolean
}

export const makeClientCache = (
  { region, credentials, endpoints, target }: ClientBase,
  defaults: AwsClientDefaults,
  read: ReadVariable
): ClientCache => {
  const clients = makeBounded<AwsClient>(bound)

  const given = {
    region,
    credentials,
    ...(defaults.requestHandler === undefined ? {} : { requestHandler: defaults.requestHandler }),
    // What a client of the SDK is not told, it looks up itself: in no other profile than the session's.
    profile: endpoints?.profile ?? noProfile
  }
  const appId = defaults.userAgentAppId === undefined ? {} : { userAgentAppId: defaults.userAgentAppId }

  const invalid = (source: string, problem: ConfigProblem): BotoSesError =>
    BotoSesError.of(new ConfigInvalid({ source, problems: [problem] }))

  const readAll = (names: ReadonlyArray<string>) =>
    Effect.all(Object.fromEntries(names.map((name) => [name, read(name)] as const)))

  /** The settings of the session's own profile and of the variables before it, which the SDK would take of the process's. */
  const optionsOf = Effect.fnUntraced(function* (service: string | undefined) {
    const options = clientOptions(service, yield* readAll(clientVariables), endpoints?.settings)
    return Result.isSuccess(options)
      ? options.success
      : yield* invalid(`the settings of the clients of ${target}`, options.failure)
  })

  /** The endpoint that our own configuration states; without one the SDK finds AWS's. */
  const endpointOf = Effect.fnUntraced(function* (service: string, ignoreConfigured: boolean | undefined) {
    const stated = statedEndpoint(defaults, service.replaceAll(" ", "").toLowerCase())
    const variables = {
      own: yield* read(endpointVariable(service)),
      all: yield* read("AWS_ENDPOINT_URL"),
      ignore: yield* read("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
    }
    const chosen =
      stated === undefined
        ? chosenEndpoint(service, variables, endpoints, ignoreConfigured)
        : statedBy(stated, "AwsClientDefaults")
    if (chosen?.problem !== undefined) return yield* invalid(`the endpoint of ${service}`, chosen.problem)
    return chosen === undefined ? {} : { ...withoutVariant, endpoint: chosen.url }
  })

  /** The proxy and the authorities of the environment and the profile; a handler of the program's has its own. */
  const handlerOf = Effect.fnUntraced(function* (config: object | undefined) {
    if (defaults.requestHandler !== undefined || (config !== undefined && "requestHandler" in config)) return {}
    const env = yield* readAll(networkVariables)
    const caBundle = endpoints?.caBundle
    const stated = caBundle === undefined ? undefined : { value: caBundle, from: "ca_bundle of the profile" }
    const agents = yield* Effect.mapError(
      httpAgents(networkOf(env as Variables<(typeof networkVariables)[number]>), { keepAlive: true, caBundle: stated }),
      ({ code, message }) => BotoSesError.of(new AwsRequestFailed({ target, code, detail: message }))
    )
    return agents === undefined ? {} : { requestHandler: agents }
  })

  const make = Effect.fnUntraced(function* (
    Class: ClientClass<AwsClient>,
    config: object | undefined
  ): Effect.fn.Return<AwsClient, BotoSesError> {
    const own: OwnOptions = config ?? {}
    // The endpoint is ours to settle: the SDK would read the environment and the files of the process.
    const settled = { ...appId, ...own, ignoreConfiguredEndpointUrls: true }
    const settings = { ...given, ...(yield* handlerOf(config)) }
    const options = yield* optionsOf(undefined)
    const client = new Class({ ...settings, ...options, ...settled })
    const service = serviceId(client)
    if (service === undefined) return client
    const ofService = {
      ...(yield* optionsOf(service)),
      ...("endpoint" in own ? {} : yield* endpointOf(service, own.ignoreConfiguredEndpointUrls))
    }
    if (configKey(ofService) === configKey(options)) return client
    client.destroy()
    return new Class({ ...settings, ...ofService, ...settled })
  })

  const cache: ClientCache = {
    get: (Class, config) =>
      Effect.suspend(() => {
        const key = `${instanceNumber(Class)} ${configKey(config)}`
        const known = clients.get(key)
        if (known !== undefined) return Effect.succeed(known)
        return Effect.map(make(Class, config), (client) => {
          const first = clients.get(key)
          if (first !== undefined) {
            client.destroy()
            return first
          }
          clients.set(key, client)
          caches.set(client, cache)
          return client
        })
      }),
    close: Effect.sync(() => {
      for (const client of clients.values()) client.destroy()
      clients.clear()
    })
  }
  return cache
}
