/** The listening socket of a process that takes a turn. */
import type { Server, Socket } from "node:net"
import process from "node:process"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { frame, hello, longest, wordBytes } from "./TurnFrames.ts"
import { pause } from "./TurnLine.ts"

export interface TurnSocket {
  /** Tells all who wait, and all who come, that it is this process's turn. Before, connections are only kept. */
  readonly greet: () => void
  readonly announce: (words: string) => void
  readonly conclude: (outcome: Uint8Array) => void
  /** Gives the outcome to all who wait, and listens no more. */
  readonly close: Effect.Effect<void>
}

/** How long those who wait may take to take the outcome, in milliseconds: a stopped one takes none. */
const patience = 500

/** Bytes that may lie ready for one who waits: who takes none of them is left. */
const mostUnread = 8 * 1024

const opened = (server: Server): TurnSocket => {
  const waiting = new Set<Socket>()
  let isGreeting = false
  let words: Uint8Array | undefined
  let outcome: Uint8Array | undefined
  const say = (socket: Socket, said: Uint8Array): void => {
    if (socket.writableLength > mostUnread) socket.destroy()
    else socket.write(said)
  }
  const welcome = (socket: Socket): void => {
    say(socket, frame("greeting", new TextEncoder().encode(hello)))
    if (words !== undefined) say(socket, words)
  }
  const finish = (socket: Socket): Effect.Effect<void> =>
    Effect.callback((resume) => {
      const over = () => resume(Effect.void)
      socket.once("finish", over)
      socket.once("close", over)
      // Not `destroy` alone: a child of Deno's that has inherited the socket would keep it open.
      if (isGreeting && outcome !== undefined) socket.end(outcome)
      else socket.end()
    })
  server.on("connection", (socket: Socket) => {
    waiting.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => waiting.delete(socket))
    socket.unref()
    socket.resume()
    if (isGreeting) welcome(socket)
  })
  return {
    greet: () => {
      isGreeting = true
      for (const socket of waiting) welcome(socket)
    },
    announce: (text) => {
      words = frame("words", wordBytes(text))
      for (const socket of waiting) say(socket, words)
    },
    conclude: (content) => {
      outcome = content.length > longest.outcome ? undefined : frame("outcome", content)
    },
    close: Effect.suspend(() => {
      Result.try(() => server.close())
      const all = [...waiting]
      return Effect.andThen(
        Effect.raceFirst(Effect.forEach(all, finish, { concurrency: "unbounded", discard: true }), pause(patience)),
        Effect.sync(() => {
          for (const socket of all) socket.destroy()
        })
      )
    })
  }
}

/** Listens at a path; `undefined` where the file system has no sockets, or the path is too long for one. */
export const listen = (path: string): Effect.Effect<TurnSocket | undefined> =>
  Effect.callback((resume) => {
    const failed = (): void => resume(Effect.succeed(undefined))
    const made = Result.try(() => {
      const server = process.getBuiltinModule("node:net").createServer()
      server.on("error", failed)
      server.listen(path, () => {
        server.unref()
        resume(Effect.succeed(opened(server)))
      })
    })
    if (Result.isFailure(made)) failed()
  })
