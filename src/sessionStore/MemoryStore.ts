import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { KeptSession } from "../domain/aws/KeptSession.ts"
import { keyText, type SessionKey } from "../domain/aws/SessionKey.ts"
import { tokenOfChain } from "../domain/aws/SourceChain.ts"
import { tokenPrincipal } from "../domain/oidc/TokenPrincipal.ts"
import { type Kept, make, SessionStore } from "../services/SessionStore.ts"
import { entryNeed, keptAnswer, keptOf, unfitness } from "./EntryLife.ts"
import { makeFlights } from "./Flights.ts"

/**
 * What a session is found by. Nothing is sealed here by its source, so that where this is a token, what it says is part of
 * it: whose it is, for whom, and the tags that it carries. One that cannot be read is like no other.
 */
const nameOf = (key: SessionKey): string => {
  const token = tokenOfChain(key.chain)
  const text = keyText(key)
  return token === undefined ? text : JSON.stringify([tokenPrincipal(token) ?? Redacted.value(token), text])
}

const makeMemory: Effect.Effect<SessionStore, never, Scope.Scope> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const entries = new Map<string, KeptSession>()
  const flights = makeFlights<Kept>(yield* Scope.Scope)

  return make({
    session: (ask, obtain) =>
      Effect.suspend(() => {
        const name = nameOf(ask.key)
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
        const entry = entries.get(nameOf(lookup.key))
        const now = clock.currentTimeMillisUnsafe() + lookup.clockSkew()
        return entry !== undefined && unfitness(entry, entryNeed(lookup), now) === undefined
          ? Option.some(keptAnswer(entry, lookup.clockSkew()))
          : Option.none()
      }),
    clear: (key) =>
      Effect.sync(() => {
        if (key !== undefined) return entries.delete(nameOf(key)) ? 1 : 0
        const { size } = entries
        entries.clear()
        return size
      })
  })
})

/** A store that lives as long as its layer and in no other process. It seals nothing. */
export const layerMemory: Layer.Layer<SessionStore> = Layer.effect(SessionStore, makeMemory)
