import { connect } from "node:net"
import * as Effect from "effect/Effect"

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends a request exactly as written, which no HTTP client would, and reads until the server closes. */
export const raw = (port: number, text: string): Effect.Effect<RawAnswer> =>
  Effect.callback((resume) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text))
    let received = ""
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk
    })
    const done = () => {
      const [head = "", ...body] = received.split("\r\n\r\n")
      resume(
        Effect.succeed({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: body.join("\r\n\r\n") })
      )
    }
    socket.on("close", done)
    socket.on("error", done)
    return Effect.sync(() => socket.destroy())
  })

/** A request's text. */
export const requestText = (
  line: string,
  headers: { readonly [name: string]: string | undefined },
  body: string = ""
): string =>
  `${[
    `${line} HTTP/1.1`,
    ...Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  ].join("\r\n")}\r\n\r\n${body}`
