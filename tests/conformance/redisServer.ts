/** A redis-server of the test's own: on a free port, in a folder of its own, with nothing kept on disk. */
import { type ChildProcess, spawn } from "node:child_process"
import * as NodeFS from "node:fs"
import * as NodeNet from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { assert, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type * as Scope from "effect/Scope"
import { answers } from "./peers.ts"

/** Tests on a redis-server, without which they fail. */
export const withRedis = (tests: () => void): void => {
  if (answers("redis-server", "--version")) tests()
  else it("redis-server is there", () => assert.fail("redis-server not found: install Debian's package redis-server"))
}

export interface RedisServer {
  readonly url: string
  /** The Redis that a program has on it. */
  readonly layer: Layer.Layer<Redis.Redis, Redis.RedisError>
  /** A command, by a connection of the test's own. */
  readonly send: (command: string, ...args: ReadonlyArray<string>) => Effect.Effect<unknown>
  readonly kill: Effect.Effect<void>
  /** Starts it anew, empty, at the same address. */
  readonly start: Effect.Effect<void>
  /** Answers nothing for a while; connections stay. */
  readonly freeze: Effect.Effect<void>
  readonly thaw: Effect.Effect<void>
  /** Whatever it holds, as it would write it to a disk. */
  readonly dump: Effect.Effect<Buffer>
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = NodeNet.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as NodeNet.AddressInfo
      server.close(() => resolve(port))
    })
  })

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = NodeNet.connect(port, "127.0.0.1", () => socket.write("PING\r\n"))
    socket.once("data", (data) => {
      socket.destroy()
      resolve(String(data).startsWith("+PONG"))
    })
    socket.once("error", () => resolve(false))
  })

const until = Effect.fnUntraced(function* (port: number) {
  while (!(yield* Effect.promise(() => accepts(port)))) {
    yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
  }
})

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })

export const redisServer: (...settings: ReadonlyArray<string>) => Effect.Effect<RedisServer, never, Scope.Scope> =
  Effect.fnUntraced(function* (...settings) {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => NodeFS.mkdtempSync(join(tmpdir(), "redis-"))),
      (path) => Effect.sync(() => NodeFS.rmSync(path, { recursive: true, force: true }))
    )
    const port = yield* Effect.promise(freePort)
    const address = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder]
    const unkept = ["--save", "", "--appendonly", "no", "--rdbcompression", "no", "--loglevel", "warning"]
    let child: ChildProcess | undefined
    const kill = Effect.promise(async () => {
      if (child !== undefined) await ended(child)
    })
    const start = Effect.andThen(
      Effect.sync(() => {
        child = spawn("redis-server", [...address, ...unkept, ...settings], { stdio: "ignore" })
      }),
      until(port)
    )
    const signal = (name: NodeJS.Signals) =>
      Effect.sync(() => {
        child?.kill(name)
      })
    yield* Effect.acquireRelease(start, () => kill)

    const url = `redis://127.0.0.1:${port}`
    const layer: Layer.Layer<Redis.Redis, Redis.RedisError> = NodeRedis.layer({ url })
    const send = (command: string, ...args: ReadonlyArray<string>) =>
      Effect.scoped(
        Effect.flatMap(Layer.build(Layer.fresh(layer)), (services) =>
          Context.get(services, Redis.Redis).send(command, ...args)
        )
      ).pipe(Effect.orDie)
    return {
      url,
      layer,
      send,
      kill,
      start,
      freeze: signal("SIGSTOP"),
      thaw: signal("SIGCONT"),
      dump: Effect.andThen(
        send("SAVE"),
        Effect.sync(() => NodeFS.readFileSync(join(folder, "dump.rdb")))
      )
    }
  })
