import type { STSClient } from "@aws-sdk/client-sts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { ConfiguredEndpoints } from "../../domain/Endpoint.ts"
import { type ClientSettings, clientSettings } from "../clientSettings.ts"
import { handlerOptions } from "../handlerOptions.ts"

/** A request of the sign-in services, none of which is signed by AWS credentials. */
export interface JsonRequest {
  /** The SDK's name of the service, for its endpoint variables. */
  readonly serviceId: "SSO" | "SSO OIDC" | "Signin"
  readonly region: string
  /** The host of AWS's own endpoint; `suffix` is the partition's, such as `amazonaws.com`. */
  readonly host: (suffix: string, fips: boolean) => string
  readonly endpoints: ConfiguredEndpoints | undefined
  readonly method: "GET" | "POST"
  readonly path: string
  readonly query?: { readonly [name: string]: string }
  /** Made for the address that the request goes to. */
  readonly headers?: (url: string) => { readonly [name: string]: string }
  readonly body?: { readonly [name: string]: unknown }
}

/** No answer, or one that is no success. */
export interface JsonRefusal {
  readonly _tag: "JsonRefusal"
  /** `undefined` where no answer came. */
  readonly status: number | undefined
  /** AWS's error name, such as `ForbiddenException`. */
  readonly code: string | undefined
  readonly detail: string
  /** A further field of an OAuth error, such as `TOKEN_EXPIRED`. */
  readonly error: string | undefined
}

type Handler = STSClient["config"]["requestHandler"]

const Problem = Schema.fromJsonString(
  Schema.Struct({
    __type: Schema.optionalKey(Schema.String),
    message: Schema.optionalKey(Schema.String),
    Message: Schema.optionalKey(Schema.String),
    error: Schema.optionalKey(Schema.String),
    error_description: Schema.optionalKey(Schema.String)
  })
)

const decodeProblem = Schema.decodeUnknownOption(Problem)

const refusalOf = (status: number, headers: Record<string, string>, body: string): JsonRefusal => {
  const problem = Option.getOrElse(decodeProblem(body), () => ({}) as typeof Problem.Type)
  const type = headers["x-amzn-errortype"] ?? problem.__type ?? problem.error
  const code = type?.split(":")[0]?.split("#").at(-1)
  const said = problem.message ?? problem.Message ?? problem.error_description
  return {
    _tag: "JsonRefusal",
    status,
    code,
    error: problem.error,
    detail: [code ?? `status ${status}`, said].filter((part) => part !== undefined).join(": ")
  }
}

const noAnswer = (thrown: unknown): JsonRefusal => ({
  _tag: "JsonRefusal",
  status: undefined,
  code: undefined,
  error: undefined,
  detail: thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
})

/** Whether a further request may well succeed. */
const transient = ({ status }: JsonRefusal): boolean => status === undefined || status === 429 || status >= 500

const retries = Schedule.exponential("200 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 2 }))

const textOf = async (body: AsyncIterable<Uint8Array> | undefined): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ""
  for await (const part of body ?? []) text += decoder.decode(part, { stream: true })
  return text + decoder.decode()
}

/** The suffix of a region's hosts, by the SDK's own rules for STS. */
const suffixOf = (client: STSClient, region: string, dualStack: boolean): string =>
  client.config
    .endpointProvider({ Region: region, UseDualStack: dualStack, UseFIPS: false, UseGlobalEndpoint: false })
    .url.hostname.slice(`sts.${region}.`.length)

const send = async (
  request: JsonRequest,
  { endpointFor, useFipsEndpoint, useDualstackEndpoint, defaults }: ClientSettings,
  abortSignal: AbortSignal
): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly body: string }> => {
  const { STSClient } = await import("@aws-sdk/client-sts")
  const { region, host, method, path, query = {} } = request
  const client = new STSClient({ region, requestHandler: defaults.requestHandler ?? handlerOptions })
  const handler: Handler = client.config.requestHandler
  try {
    const base = new URL(
      endpointFor(request.endpoints)?.url ??
        `https://${host(suffixOf(client, region, useDualstackEndpoint), useFipsEndpoint)}`
    )
    const full = base.pathname.replace(/\/$/, "") + path
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    // What a handler reads of a request are its fields; the SDK's class for them is no part of the packages we depend on.
    const plain = {
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port === "" ? {} : { port: Number(base.port) }),
      method,
      path: full,
      query,
      headers: {
        host: base.host,
        "user-agent": "effect-boto-ses",
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(new TextEncoder().encode(body).length) }),
        ...request.headers?.(`${base.origin}${full}`)
      },
      ...(body === undefined ? {} : { body })
    } as unknown as Parameters<Handler["handle"]>[0]
    const { response } = await handler.handle(plain, { abortSignal })
    return { status: response.statusCode, headers: response.headers, body: await textOf(response.body) }
  } finally {
    // A handler that the program handed in is the program's to close.
    if (handler !== defaults.requestHandler) handler.destroy?.()
  }
}

/**
 * Sends a request to Identity Center or to the sign-in service through the SDK's HTTP handler, with three attempts where
 * the network or the service fails. The answer is the body of a success. Interruption aborts it.
 */
export const jsonRequest = (request: JsonRequest): Effect.Effect<string, JsonRefusal> =>
  Effect.flatMap(Effect.mapError(clientSettings(request.serviceId), noAnswer), (settings) =>
    Effect.tryPromise({ try: (signal) => send(request, settings, signal), catch: noAnswer }).pipe(
      Effect.flatMap(({ status, headers, body }) =>
        status >= 200 && status < 300 ? Effect.succeed(body) : Effect.fail(refusalOf(status, headers, body))
      ),
      Effect.retry({ while: transient, schedule: retries })
    )
  ).pipe(Effect.withSpan("CredentialSource.signIn", { kind: "client", attributes: { service: request.serviceId } }))
