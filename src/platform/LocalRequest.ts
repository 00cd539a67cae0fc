import * as Effect from "effect/Effect"
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
  readonly method?: "GET" | "PUT"
  readonly headers?: { readonly [name: string]: string }
  /** Milliseconds of real time for the whole exchange, the answer's body included. */
  readonly limit: number
  /** Bytes; an answer whose body is longer is none. */
  readonly largest: number
}

const failed = (error: Error): NoAnswerReason => ({
  _tag: "Failed",
  code: "code" in error ? String(error.code) : undefined,
  message: error.message || String(error)
})

/**
 * One request to an address of the machine's own, with limits that hold on every runtime. Never through a proxy, which
 * would see the credentials, whatever the environment says; `fetch` cannot promise that. An interruption ends the
 * connection.
 */
export const localRequest = ({
  url,
  method = "GET",
  headers = {},
  limit,
  largest
}: LocalRequest): Effect.Effect<LocalAnswer, NoAnswer> =>
  Effect.callback<LocalAnswer, NoAnswer>((resume) => {
    // An import would read every name of the module, and of node:http load what only its `fetch` needs.
    const { Agent, request } = globalThis.process.getBuiltinModule(
      url.protocol === "https:" ? "node:https" : "node:http"
    )
    const agent = new Agent({ keepAlive: false, ...straight })
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
      response.on("error", (error) => fail(failed(error), error))
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
    sent.on("error", (error) => fail(failed(error), error))
    sent.end()
    return Effect.sync(end)
  })
