import type * as http from "node:http"
import * as Effect from "effect/Effect"
import type { HttpAgents } from "./HttpAgents.ts"
import { straight } from "./Network.ts"

/** Why no answer came. */
export type NoAnswerReason =
  /** Within so many milliseconds; whether anybody took the connection at all. */
  | { readonly _tag: "TimedOut"; readonly limit: number; readonly connected: boolean }
  | { readonly _tag: "TooLarge" }
  /** The connection ended in the midst of the answer. */
  | { readonly _tag: "Cut" }
  /** Nobody could be asked; `code` is the system's, such as `ECONNREFUSED`. */
  | { readonly _tag: "Failed"; readonly code: string | undefined; readonly message: string }

export interface NoAnswer {
  readonly _tag: "NoAnswer"
  readonly reason: NoAnswerReason
  readonly cause: unknown
}

export interface LocalAnswer {
  readonly status: number
  readonly body: string
}

export interface LocalRequest {
  readonly url: URL
  readonly method?: "GET" | "PUT" | "POST"
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
  /** Another way than straight there, for a host that is not the machine's own. */
  readonly agents?: HttpAgents | undefined
  /** Milliseconds of real time for the whole exchange, the answer's body included. */
  readonly limit: number
  /** Bytes; an answer whose body is longer is none. */
  readonly largest: number
}

/** The agent for one request: the one that is given, or one of the options that are. */
const agentFor = (url: URL, agents: HttpAgents | undefined) => {
  // An import would read every name of the module, and of node:http load what only its `fetch` needs.
  const { Agent, request } = globalThis.process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http")
  const given = url.protocol === "https:" ? agents?.httpsAgent : agents?.httpAgent
  const agent =
    given !== undefined && "destroy" in given
      ? (given as http.Agent)
      : new Agent({ keepAlive: false, ...straight, ...given })
  return { agent, request }
}

const failed = (error: Error): NoAnswerReason => ({
  _tag: "Failed",
  code: "code" in error ? String(error.code) : undefined,
  message: error.message || String(error)
})

/** An error without the bytes of an answer that could not be parsed, which Node's parser hangs onto it: secrets may be in them. */
const withoutAnswer = (error: Error): Error => {
  if ("rawPacket" in error) Reflect.deleteProperty(error, "rawPacket")
  return error
}

/**
 * One request to an address of the machine's own, with limits that hold on every runtime. Without agents never through a
 * proxy, which would see the credentials, whatever the environment says; `fetch` cannot promise that. It follows no
 * redirect. An interruption ends the connection.
 */
export const localRequest = ({
  url,
  method = "GET",
  headers = {},
  body,
  agents,
  limit,
  largest
}: LocalRequest): Effect.Effect<LocalAnswer, NoAnswer> =>
  Effect.callback<LocalAnswer, NoAnswer>((resume) => {
    const { agent, request } = agentFor(url, agents)
    const fail = (reason: NoAnswerReason, cause?: unknown) => {
      end()
      resume(Effect.fail({ _tag: "NoAnswer", reason, cause }))
    }
    let connected = false
    const timer = setTimeout(() => fail({ _tag: "TimedOut", limit, connected }), limit)
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks: Array<Buffer> = []
      let size = 0
      response.on("data", (chunk: Buffer) => {
        size += chunk.length
        if (size > largest) fail({ _tag: "TooLarge" })
        else chunks.push(chunk)
      })
      response.on("aborted", () => fail({ _tag: "Cut" }))
      response.on("error", (error) => fail(failed(error), withoutAnswer(error)))
      response.on("end", () => {
        clearTimeout(timer)
        agent.destroy()
        resume(Effect.succeed({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      })
    })
    sent.on("socket", (socket) => {
      const reached = () => {
        connected = true
      }
      if (socket.connecting) socket.once("connect", reached)
      else reached()
    })
    const end = () => {
      clearTimeout(timer)
      sent.destroy()
      agent.destroy()
    }
    sent.on("error", (error) => fail(failed(error), withoutAnswer(error)))
    sent.end(body)
    return Effect.sync(end)
  })
