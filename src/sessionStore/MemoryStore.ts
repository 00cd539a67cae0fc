import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type { KeptSession } from "../domain/aws/KeptSession.ts"
import { keyText } from "../domain/aws/SessionKey.ts"
import { type Kept, make, SessionStore } from "../services/SessionStore.ts"
import { entryNeed, keptAnswer, keptOf, unfitness } from "./EntryLife.ts"
import { makeFlights } from "./Flights.ts"

const makeMemory: Effect.Effect<SessionStore, never, Scope.Scope> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const entries = new Map<string, KeptSession>()
  const flights = makeFlights<Kept>(yield* Scope.Scope)

  return make({
    session: (ask, obtain) =>
      Effect.suspend(() => {
        const name = keyText(ask.key)
        const now = () => clock.currentTimeMillisUnsafe() + ask.clockSkew()
        const entry = entries.get(name)
        if (entry !== undefined) {
          const unfit = unfitness(entry, entryNeed(ask), now())
          if (unfit === undefined) return Effect.succeed(keptAnswer(entry, ask.clockSkew()))
          if (unfit === "dead" || unfit === "ended") entries.delete(name)
        }
        const begun = now()
        const run = Effect.map(obtain, (obtained): Kept => {
          entries.set(name, keptOf(ask.key, obtained, begun))
          return { ...obtained, keptSince: undefined, clockSkew: ask.clockSkew() }
        })
        return flights.join({ name, since: ask.since, run })
      }),
    peek: (lookup) =>
      Effect.sync(() => {
        const entry = entries.get(keyText(lookup.key))
        const now = clock.currentTimeMillisUnsafe() + lookup.clockSkew()
        return entry !== undefined && unfitness(entry, entryNeed(lookup), now) === undefined
          ? Option.some(keptAnswer(entry, lookup.clockSkew()))
          : Option.none()
      }),
    clear: (key) =>
      Effect.sync(() => {
        if (key !== undefined) return entries.delete(keyText(key)) ? 1 : 0
        const { size } = entries
        entries.clear()
        return size
      })
  })
})

/** A store that lives as long as its layer and in no other process. It seals nothing. */
export const layerMemory: Layer.Layer<SessionStore> = Layer.effect(SessionStore, makeMemory)
