import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makeSharedRun, type SharedRun } from "../factory/credentials/SharedRun.ts"

/** A run that joins others of its name. */
export interface Flight<A, E> {
  readonly name: string
  /** Milliseconds since the epoch: a run that began before is not joined. */
  readonly since: number | undefined
  readonly run: Effect.Effect<A, E>
}

/** At most one run of each name at a time in this process; all who ask meanwhile get its result, be it a failure. */
export interface Flights<A> {
  readonly join: <E>(flight: Flight<A, E>) => Effect.Effect<A, E>
}

interface Running<A> {
  readonly begun: number
  readonly shared: SharedRun<A, unknown>
}

export const makeFlights = <A>(scope: Scope.Scope): Flights<A> => {
  const running = new Map<string, Running<A>>()

  const begin = <E>({ name, run }: Flight<A, E>, now: number): Running<A> => {
    const done = Effect.sync(() => {
      if (running.get(name) === begun) running.delete(name)
    })
    const begun: Running<A> = {
      begun: now,
      shared: makeSharedRun<A, unknown>(Effect.ensuring(run, done), scope, Effect.interrupt)
    }
    running.set(name, begun)
    return begun
  }

  return {
    join: <E>(flight: Flight<A, E>) =>
      Effect.clockWith((clock) => {
        if (scope.state._tag === "Closed") return flight.run
        const now = clock.currentTimeMillisUnsafe()
        const known = running.get(flight.name)
        const joined = known !== undefined && known.begun >= (flight.since ?? 0) ? known : begin(flight, now)
        // Who asks by the same name asks for the same thing, which fails in the same ways.
        return joined.shared.join as Effect.Effect<A, E>
      })
  }
}
