import { constants } from "node:os"
import process from "node:process"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

/** The signals that a person or a service manager sends to a program to end it or to tell it something. */
export const forwarded: ReadonlyArray<NodeJS.Signals> = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"]

/** The exit code by which a shell tells that a signal ended a command. Source: POSIX, Shell & Utilities, 2.8.2. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

/** The signals that this process gets while the scope is open, in their order; they do nothing else to it meanwhile. */
export const signalsReceived: Effect.Effect<Queue.Dequeue<NodeJS.Signals>, never, Scope.Scope> = Effect.gen(
  function* () {
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
  }
)
