import { Buffer } from "node:buffer"
import type { NodeHttpHandler } from "@smithy/node-http-handler"
import * as Effect from "effect/Effect"
import { isWebPage, notAws } from "../domain/aws/Trust.ts"
import { type CaBundleUnusable, type HttpAgents, httpAgents } from "../platform/HttpAgents.ts"
import { namedExports } from "../platform/NamedExports.ts"
import { straight } from "../platform/Network.ts"
import type { AwsClientDefaults } from "../services/AwsClientDefaults.ts"
import type { ClientSettings } from "./ClientSettings.ts"
import { within } from "./RealTime.ts"
import { RequestLimits } from "./RequestLimits.ts"

type Handle = NodeHttpHandler["handle"]
type Answer = Awaited<ReturnType<Handle>>["response"]

/** The SDK's HTTP handler, as far as its clients use it. */
export type RequestHandler = Pick<
  NodeHttpHandler,
  "handle" | "destroy" | "metadata" | "updateHttpClientConfig" | "httpHandlerConfigs"
>

/** Hears of each answer as its head arrives. */
type OnAnswer = (request: Parameters<Handle>[0], answer: Answer) => void

/**
 * Deno's HTTP client sends a request once more, on a new connection, when it is aborted on one that was used before; so
 * there each request has a connection of its own.
 */
const keepAlive: boolean = !("Deno" in globalThis)

const agentOptions = { ...straight, ...(keepAlive ? {} : { keepAlive }) }

const loadHandler = (): Promise<typeof import("@smithy/node-http-handler")> =>
  import("@smithy/node-http-handler").then(namedExports)

const isStream = (body: unknown): body is AsyncIterable<Uint8Array | string> =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body

/** The whole body; the stream is ended where it is too long. */
const collected = async (body: AsyncIterable<Uint8Array | string>, largest: number): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of body) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
    size += bytes.byteLength
    if (size > largest) {
      throw Object.assign(new Error(`the answer is longer than ${largest} bytes, so it is none of AWS's`), {
        name: "AnswerTooLarge"
      })
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** An error of the query protocol, which the SDK would read as an answer without fields where its status is 200. */
const refusal = /^\s*(<\?xml[^>]*>\s*)?<(ErrorResponse|Error|Response>\s*<Errors)[\s>]/

/** As much of a body as tells what it is. */
const beginning = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 2_000)).toString()

const statusOf = (status: number, body: Uint8Array): number => {
  if (status >= 300) return status
  const text = beginning(body)
  if (!refusal.test(text)) return status
  return text.includes("<Type>Receiver</Type>") ? 500 : 400
}

/** Fails where a network answers in the place of AWS, none of whose services asked from here leads a request elsewhere. */
const checkIsAws = (hostname: string, { statusCode, headers }: Answer, body: Uint8Array): void => {
  const isElsewhere = statusCode >= 300 && statusCode < 400
  if (!isElsewhere && !isWebPage(statusCode, headers, beginning(body))) return
  const what = isElsewhere ? "leads elsewhere" : "answers with a web page"
  throw Object.assign(new Error(`what stands at ${hostname} ${what} (status ${statusCode})`), {
    name: notAws,
    code: notAws
  })
}

/**
 * The SDK's own handler (the program's, where it hands one in) for the library's own requests, through the proxy and with
 * the authorities that the environment and the profile state.
 *
 * **Details**: its limits of time and size count the answer's body too. The SDK's own end with the answer's head, so that
 * one which stalls behind it would be waited for without end.
 */
export const handlerFor: (
  settings: Pick<ClientSettings, "network" | "defaults">,
  caBundle: string | undefined,
  onAnswer?: OnAnswer
) => Effect.Effect<RequestHandler, CaBundleUnusable> = Effect.fnUntraced(function* (
  { network, defaults },
  caBundle,
  onAnswer
) {
  const limits = yield* RequestLimits
  const stated = caBundle === undefined ? undefined : { value: caBundle, from: "ca_bundle of the profile" }
  const agents = yield* httpAgents(network, { keepAlive, caBundle: stated })
  return limited(yield* Effect.promise(loadHandler), defaults, agents ?? {}, limits, onAnswer)
})

const limited = (
  { NodeHttpHandler }: Awaited<ReturnType<typeof loadHandler>>,
  defaults: AwsClientDefaults,
  agents: HttpAgents,
  limits: RequestLimits,
  onAnswer: OnAnswer | undefined
): RequestHandler => {
  const inner = NodeHttpHandler.create(
    defaults.requestHandler ?? {
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
      httpAgent: agentOptions,
      httpsAgent: agentOptions,
      ...agents
    }
  ) as NodeHttpHandler
  const answerTo = async (request: Parameters<Handle>[0], options: Parameters<Handle>[1]) => {
    const { response } = await inner.handle(request, options)
    onAnswer?.(request, response)
    const { body } = response
    if (!isStream(body)) return { response }
    const destroy = () => {
      if ("destroy" in body && typeof body.destroy === "function") body.destroy(new Error("aborted"))
    }
    const signal = options?.abortSignal as AbortSignal | undefined
    signal?.addEventListener("abort", destroy, { once: true })
    const bytes = await collected(body, limits.answer).finally(() => signal?.removeEventListener("abort", destroy))
    checkIsAws(request.hostname, response, bytes)
    response.body = bytes
    response.statusCode = statusOf(response.statusCode, bytes)
    return { response }
  }
  return {
    metadata: inner.metadata ?? { handlerProtocol: "http/1.1" },
    handle: (request, options) =>
      within(limits.exchange, options?.abortSignal as AbortSignal | undefined, (abortSignal) =>
        answerTo(request, { ...options, abortSignal })
      ),
    // A handler that the program handed in is the program's to close.
    destroy: () => {
      if (defaults.requestHandler === undefined) inner.destroy()
    },
    updateHttpClientConfig: (key, value) => inner.updateHttpClientConfig?.(key, value),
    httpHandlerConfigs: () => inner.httpHandlerConfigs?.() ?? {}
  }
}
