/**
 * A lock that ends with its process, however that ends: a listening Unix domain socket that greets whoever connects. A
 * connection is refused from the moment the kernel has closed the owner's sockets. It needs no process id, which means
 * nothing across containers that share a home folder, and no addon.
 *
 * Deno lets a child inherit the socket (2.9). Then a connection to a killed owner's lock succeeds for as long as the
 * child lives, and nobody greets; so does one to an owner that is stopped. Such a lock is neither held nor free.
 */
import { Buffer } from "node:buffer"
import { connect, createServer, type Server } from "node:net"
import process from "node:process"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Scope from "effect/Scope"

const greeting = "held"

/** How long an owner that is at work may take to greet, in milliseconds. */
const patience = 1_000

/**
 * Whether a socket can have no such address (unix(7); macOS has four bytes less). Node 22 shortens it in silence, and
 * would listen or ask elsewhere; newer ones refuse it, and Bun gets around it.
 */
const isTooLong = (path: string): boolean =>
  !("Bun" in globalThis) && Buffer.byteLength(path) > (process.platform === "linux" ? 107 : 103)

const listen = (path: string): Effect.Effect<Server | undefined> =>
  Effect.callback((resume) => {
    if (isTooLong(path)) return resume(Effect.succeed(undefined))
    const server = createServer((socket) => {
      socket.on("error", () => {})
      socket.end(greeting)
    })
    const failed = () => resume(Effect.succeed(undefined))
    server.once("error", failed)
    server.listen(path, () => {
      server.removeListener("error", failed)
      // Connections that fail later are those of others who test the lock.
      server.on("error", () => {})
      server.unref()
      resume(Effect.succeed(server))
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
  })

/**
 * Holds the lock at `path` for as long as the scope is open; `false` where the file system has no sockets, or the path
 * is too long for one.
 *
 * The socket listens under `pending` before it gets its name, so that nobody finds it bound and not yet listening.
 */
export const holdLock: (
  path: string,
  pending: string
) => Effect.Effect<boolean, never, FileSystem.FileSystem | Scope.Scope> = Effect.fnUntraced(function* (path, pending) {
  const fs = yield* FileSystem.FileSystem
  const remove = (file: string) => Effect.ignore(fs.remove(file, { force: true }))
  const take = Effect.gen(function* () {
    const server = yield* listen(pending)
    if (server === undefined) return undefined
    if (yield* Effect.isSuccess(fs.rename(pending, path))) return server
    yield* close(server)
    yield* remove(pending)
    return undefined
  })
  const server = yield* Effect.acquireRelease(take, (taken) =>
    taken === undefined ? Effect.void : Effect.andThen(remove(path), close(taken))
  )
  return server !== undefined
})

/** Whether the owner of a lock lives. `unknown` where it neither greets nor is gone, or may not be asked. */
export const lockState = (path: string): Effect.Effect<"held" | "free" | "unknown"> =>
  Effect.callback((resume) => {
    if (isTooLong(path)) return resume(Effect.succeed("unknown"))
    const socket = connect(path)
    const answer = (state: "held" | "free" | "unknown"): void => {
      clearTimeout(timer)
      socket.destroy()
      resume(Effect.succeed(state))
    }
    const timer = setTimeout(() => answer("unknown"), patience)
    socket.once("data", () => answer("held"))
    socket.once("end", () => answer("unknown"))
    socket.on("error", (error: NodeJS.ErrnoException) =>
      answer(error.code === "ECONNREFUSED" || error.code === "ENOENT" ? "free" : "unknown")
    )
    return Effect.sync(() => {
      clearTimeout(timer)
      socket.destroy()
    })
  })
