import { type ChildProcess, spawn } from "node:child_process"
import { constants } from "node:os"
import process from "node:process"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { watchGroup } from "./GroupWatch.ts"

/** Where each of the three standard streams of a child goes: a number is a file descriptor of this process. */
export type ChildStdio = "inherit" | "ignore" | ReadonlyArray<"inherit" | "ignore" | number>

export interface ChildCommand {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly env: { readonly [name: string]: string }
  readonly cwd: string | undefined
  readonly stdio: ChildStdio
}

/** The exit codes of a shell for a command that did not start, or that a signal ended. Source: POSIX, Shell & Utilities, 2.8.2. */
const notFound = 127
const notExecutable = 126
const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

/** How long a child may take to end after it was asked to, before it is killed. */
const grace = "10 seconds"

/** The signals that a person or a service manager sends to a program to end it or to tell it something. */
const forwarded: ReadonlyArray<NodeJS.Signals> = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"]

/** The forwarded signals that this process gets while the scope is open, in order. Meanwhile they do nothing else to it. */
const signalsReceived: Effect.Effect<Queue.Dequeue<NodeJS.Signals>, never, Scope.Scope> = Effect.gen(function* () {
  const queue = yield* Queue.unbounded<NodeJS.Signals>()
  const receive = (signal: NodeJS.Signals): void => {
    Queue.offerUnsafe(queue, signal)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      for (const signal of forwarded) process.on(signal, receive)
    }),
    () =>
      Effect.sync(() => {
        for (const signal of forwarded) process.removeListener(signal, receive)
      })
  )
  return queue
})

interface Started {
  readonly process: ChildProcess | undefined
  readonly exitCode: Deferred.Deferred<number>
  /** Why it did not start. */
  readonly failure: () => NodeJS.ErrnoException | undefined
}

const start = ({ command, args, env, cwd, stdio }: ChildCommand): Effect.Effect<Started> =>
  Effect.sync(() => {
    const exitCode = Deferred.makeUnsafe<number>()
    const end = (code: number) => Deferred.doneUnsafe(exitCode, Effect.succeed(code))
    let failure: NodeJS.ErrnoException | undefined
    const fail = (error: NodeJS.ErrnoException) => {
      failure = error
      end(error.code === "ENOENT" ? notFound : notExecutable)
    }
    const started = (child: ChildProcess | undefined): Started => ({ process: child, exitCode, failure: () => failure })
    try {
      const child = spawn(command, args, {
        env,
        stdio: typeof stdio === "string" ? stdio : [...stdio],
        ...(cwd === undefined ? {} : { cwd })
      })
      child.on("error", fail)
      child.on("exit", (code, signal) => end(code ?? (signal === null ? notExecutable : exitCodeOf(signal))))
      return started(child)
    } catch (error) {
      fail(error as NodeJS.ErrnoException)
      return started(undefined)
    }
  })

/** By the process's number: in Deno a child's own `kill` works only once. A child that has ended gets nothing. */
const send = ({ process: child }: Started, signal: NodeJS.Signals): void => {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(child.pid, signal)
  } catch {
    // It has ended just now, which its exit event is about to say.
  }
}

/**
 * Time in which signals that have come are received: a runtime tells of them later than of other events. A Ctrl-C that
 * ended the child is the child's, and must not be taken for one that came after it. By the machine's clock, in
 * milliseconds.
 */
const receiving = 10

const receive: Effect.Effect<void> = Effect.callback((resume) => {
  const timer = setTimeout(() => resume(Effect.void), receiving)
  return Effect.sync(() => clearTimeout(timer))
})

/**
 * Runs a command to its end, and answers with its exit code (128+n where signal n ended it, 127 where there is no such
 * command, 126 where it cannot be run). Signals that this process gets meanwhile are the child's: each reaches it once
 * and as itself.
 *
 * **Details**: an interruption ends the child: with SIGTERM, unless a signal that came just now is already doing that, as
 * when the program's main function turns signals into interruptions; and with SIGKILL after ten seconds.
 */
export const runChild: (command: ChildCommand) => Effect.Effect<number, never, Scope.Scope> = Effect.fnUntraced(
  function* (command) {
    const received = yield* signalsReceived
    const group = yield* watchGroup(forwarded)
    const running = yield* Deferred.make<Started>()
    let signalled = false
    // Forked before the child is started, so that it goes on while the child is being ended.
    yield* Effect.forkScoped(
      Effect.gen(function* () {
        const child = yield* Deferred.await(running)
        while (true) {
          const signal = yield* Queue.take(received)
          signalled = true
          if (!(yield* group.reached(signal))) send(child, signal)
        }
      })
    )
    const child = yield* Effect.acquireRelease(start(command), (started) =>
      Effect.gen(function* () {
        if (yield* Deferred.isDone(started.exitCode)) return
        yield* receive
        if (!signalled) send(started, "SIGTERM")
        yield* Effect.timeoutOption(Deferred.await(started.exitCode), grace)
        send(started, "SIGKILL")
      })
    )
    yield* Deferred.succeed(running, child)
    const exitCode = yield* Deferred.await(child.exitCode)
    yield* receive
    const failure = child.failure()
    if (failure !== undefined) {
      yield* Effect.logError(`The command ${command.command} cannot be started (${failure.code ?? "unknown reason"})`)
    }
    return exitCode
  }
)
