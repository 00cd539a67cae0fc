/** The connection of a process that asks whose turn it is, to the socket of one that may have it. */
import type { Socket } from "node:net"
import process from "node:process"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { frameReader, hello, kinds } from "./TurnFrames.ts"

/** A connection to a process whose turn it is. */
export interface Line {
  /** Its outcome, if it gave one, when its turn ends. */
  readonly ended: Effect.Effect<Uint8Array | undefined>
  readonly announced: () => string | undefined
  readonly close: () => void
}

export type Probe =
  | { readonly _tag: "Greeted"; readonly line: Line }
  /** Nobody listens any more. */
  | { readonly _tag: "Dead" }
  /** Nothing has this name. */
  | { readonly _tag: "Absent" }
  /** The connection ended, or said what no owner says, before any greeting. */
  | { readonly _tag: "Ended" }
  /** The kernel holds the socket open, and nobody greets. */
  | { readonly _tag: "Silent" }
  /** It cannot be asked: it is another user's, or this process may open no socket. */
  | { readonly _tag: "Barred" }

/** Milliseconds between two looks at a clock that stands still while this process does. */
const tick = 100

/** Of a machine whose load is none of ours, a container may know no more than the number. */
const leastShare = 0.1

/**
 * The share of a processor that a process has, by how many want one; 1 where the system does not tell.
 *
 * @param loadavg the text of `/proc/loadavg`, see proc(5).
 */
export const processorShare = (loadavg: string, processors: number): number => {
  const running = Number(/ (\d+)\/\d+ /.exec(loadavg)?.[1] ?? 0)
  return Math.max(leastShare, Math.min(1, processors / Math.max(1, running)))
}

const shareNow = (): number => {
  const read = Result.try(() => process.getBuiltinModule("node:fs").readFileSync("/proc/loadavg", "utf8"))
  return processorShare(
    Result.getOrElse(read, () => ""),
    process.getBuiltinModule("node:os").availableParallelism()
  )
}

const byCode = (code: string | undefined): Exclude<Probe["_tag"], "Greeted"> | "again" => {
  switch (code) {
    case "ECONNREFUSED":
    case "ENOTSOCK":
      return "Dead"
    case "ENOENT":
      return "Absent"
    case "ECONNRESET":
    case "EPIPE":
    case "ENOTCONN":
      return "Ended"
    // More connections wait for it to accept them than the kernel keeps.
    case "EAGAIN":
      return "again"
    default:
      return "Barred"
  }
}

interface Talk {
  readonly connected: () => void
  readonly greeted: (line: Line) => void
  /** Nothing more comes before the greeting; with the system's code, where it gave one. */
  readonly over: (code: string | undefined) => void
}

const dial = (path: string, talk: Talk): Socket | undefined => {
  const connecting = Result.try(() => process.getBuiltinModule("node:net").connect(path))
  if (Result.isFailure(connecting)) return undefined
  const socket = connecting.success
  const outcome = Deferred.makeUnsafe<Uint8Array | undefined>()
  let words: string | undefined
  let [isGreeted, isOver] = [false, false]
  const end = (content: Uint8Array | undefined, code?: string): void => {
    if (isOver) return
    isOver = true
    socket.destroy()
    if (isGreeted) Deferred.doneUnsafe(outcome, Effect.succeed(content))
    else talk.over(code)
  }
  const line: Line = {
    announced: () => words,
    close: () => end(undefined),
    // Only who waits is a reason for the process to live.
    ended: Effect.suspend(() => {
      socket.ref()
      return Effect.ensuring(
        Deferred.await(outcome),
        Effect.sync(() => socket.unref())
      )
    })
  }
  const read = frameReader((kind, content) => {
    const text = () => new TextDecoder().decode(content)
    if (!isGreeted) {
      if (kind !== kinds.greeting || text() !== hello) return false
      isGreeted = true
      socket.unref()
      talk.greeted(line)
      return true
    }
    if (kind === kinds.words) words = text()
    else if (kind === kinds.outcome) end(content)
    else return false
    return true
  })
  socket.on("connect", talk.connected)
  socket.on("data", (piece: Uint8Array) => {
    if (!isOver && !read(piece)) end(undefined, "ECONNRESET")
  })
  socket.on("error", (error: NodeJS.ErrnoException) => end(undefined, error.code ?? "unknown"))
  socket.on("end", () => end(undefined, "ECONNRESET"))
  socket.on("close", () => end(undefined, "ECONNRESET"))
  return socket
}

/**
 * Asks the socket at a path whose turn it is. The greeting is waited for so many milliseconds; with 0 a connection is
 * all that is asked for.
 *
 * They are counted by the share of a processor that each process has: where a hundred start at once, an owner that lives
 * may not come to its greeting for many seconds. And they are counted while this process runs, since a machine that was
 * asleep has woken up for both.
 *
 * @param opened keeps each line to an owner, also where nobody takes the answer any more.
 */
export const probe = (path: string, limit: number, opened: Set<Line>): Effect.Effect<Probe> =>
  Effect.callback((resume) => {
    let left = Math.ceil(limit / tick)
    let [again, isOver] = [false, false]
    let socket: Socket | undefined
    const answer = (found: Probe): void => {
      if (isOver) return
      isOver = true
      clearInterval(timer)
      if (found._tag !== "Greeted") socket?.destroy()
      resume(Effect.succeed(found))
    }
    const ask = (): void => {
      socket = dial(path, {
        connected: () => {
          if (limit === 0) answer({ _tag: "Silent" })
        },
        greeted: (line) => {
          opened.add(line)
          answer({ _tag: "Greeted", line })
        },
        over: (code) => {
          const found = byCode(code)
          if (found !== "again") answer({ _tag: found })
          else if (limit === 0) answer({ _tag: "Silent" })
          else again = true
        }
      })
      if (socket === undefined) answer({ _tag: "Barred" })
    }
    const timer = setInterval(() => {
      left -= shareNow()
      if (left <= 0) return answer({ _tag: "Silent" })
      if (!again) return
      again = false
      ask()
    }, tick)
    ask()
    return Effect.sync(() => {
      isOver = true
      clearInterval(timer)
      socket?.destroy()
    })
  })

/** A pause in real time, for what waits for another process. */
export const pause = (millis: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const timer = setTimeout(() => resume(Effect.void), millis)
    return Effect.sync(() => clearTimeout(timer))
  })
