/**
 * Sessions of this user's on this host, in sealed files: who has the source's secret opens them, and nobody else. Of the
 * processes that want the same session one obtains it, while the others wait for its turn to end.
 */
import process from "node:process"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { type Mine, takeTurn } from "../../platform/Turn.ts"
import {
  FirstKeptIn,
  type Kept,
  make,
  type Obtained,
  type SessionAsk,
  type SessionLookup,
  SessionStore
} from "../../services/SessionStore.ts"
import { makeFlights } from "../Flights.ts"
import { openFailure, sealEntry, sealFailure } from "../SealedEntry.ts"
import { awaitTurn } from "./AwaitTurn.ts"
import { type EntryPlace, type FoundEntry, makeHostEntries } from "./HostEntries.ts"
import type { HostOptions } from "./HostOptions.ts"
import type { StorePlace } from "./StoreFolder.ts"

/** Turns of others that may come to nothing before this process goes on by itself. */
const mostTurns = 20

/** How long one waits for a renewal while the session is good. */
const renewalPatience = "3 seconds"

const fresh = ({ clockSkew }: Pick<SessionLookup, "clockSkew">, obtained: Obtained): Kept => ({
  ...obtained,
  keptSince: undefined,
  clockSkew: clockSkew()
})

const serving = (found: FoundEntry | undefined): FoundEntry | undefined =>
  found?.unfit === undefined ? found : undefined

export const makeHostStore: (
  place: StorePlace,
  options?: HostOptions
) => Effect.Effect<SessionStore, never, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fnUntraced(function* (
  place,
  options = {}
) {
  const entries = yield* makeHostEntries(place, options)
  const flights = makeFlights<Kept>(yield* Scope.Scope)

  const obtainAndKeep = Effect.fnUntraced(function* <E>(
    at: EntryPlace,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    mine?: Mine
  ) {
    const isFirst = ask.prompt !== undefined && (yield* entries.isFirstAnswer(at))
    const told = isFirst ? Effect.provideService(obtain, FirstKeptIn, at.folder) : obtain
    const obtained = yield* Effect.tapError(told, (failure) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const text = ask.failures.encode(failure)
        if (text !== undefined) mine?.conclude(sealFailure(at.keys, at.text, text, now))
      })
    )
    if (isFirst) yield* entries.noteAnswer(at)
    const bytes = yield* entries.write(at, ask, obtained)
    mine?.conclude(bytes)
    return fresh(ask, obtained)
  })

  /** What those who waited are told: the session, or why there is none. */
  const heard = Effect.fnUntraced(function* <E>(at: EntryPlace, ask: SessionAsk<E>, outcome: Uint8Array | undefined) {
    if (outcome === undefined) return undefined
    const found = serving(yield* entries.judge(at, ask, outcome))
    if (found !== undefined) return { ...found.answer, isJustMade: true }
    const told = openFailure(at.keys, at.text, outcome, yield* Clock.currentTimeMillis)
    const failure = told === undefined ? undefined : ask.failures.decode(told)
    return failure === undefined ? undefined : yield* Effect.fail(failure)
  })

  /** Takes the turn, or waits for another's; `undefined` where that came to nothing. */
  const once = Effect.fnUntraced(function* <E>(
    at: EntryPlace,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    good: FoundEntry | undefined
  ) {
    const turn = yield* takeTurn(at.folder, at.name)
    switch (turn._tag) {
      case "NoTurns":
        return yield* obtainAndKeep(at, ask, obtain)
      case "Mine": {
        // Another may have had the turn since this process looked.
        const found = serving(yield* entries.find(at, ask))
        if (found !== undefined && found.entry.issuedAt !== good?.entry.issuedAt) {
          turn.conclude(sealEntry(at.keys, at.text, { ...found.entry, clockSkew: found.answer.clockSkew }))
          return found.answer
        }
        if (ask.prompt !== undefined) turn.announce(`${ask.prompt.what} (in ${process.cwd()})`)
        return yield* obtainAndKeep(at, ask, obtain, turn)
      }
      case "Theirs": {
        if (good !== undefined) return good.answer
        const waited = yield* awaitTurn(turn, ask.prompt)
        if (waited._tag === "Over") return yield* obtainAndKeep(at, ask, obtain)
        return (yield* heard(at, ask, waited.outcome)) ?? serving(yield* entries.find(at, ask))?.answer
      }
    }
  }, Effect.scoped)

  const inTurn = Effect.fnUntraced(function* <E>(
    at: EntryPlace,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    good?: FoundEntry
  ): Effect.fn.Return<Kept, E> {
    if (!(yield* entries.prepare(at))) return fresh(ask, yield* obtain)
    for (let turns = 0; turns < mostTurns; turns++) {
      const answer = yield* once(at, ask, obtain, good)
      if (answer !== undefined) return answer
    }
    return yield* obtainAndKeep(at, ask, obtain)
  })

  /** Before its end a session is renewed by one who asks for it; where that fails, it is good until then. */
  const renewed = Effect.fnUntraced(function* <E>(
    at: EntryPlace,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    good: FoundEntry
  ) {
    if (yield* entries.isResting(at)) return good.answer
    const renewal = yield* Effect.result(Effect.timeoutOption(inTurn(at, ask, obtain, good), renewalPatience))
    if (Result.isSuccess(renewal) && Option.isSome(renewal.success)) return renewal.success.value
    yield* entries.rest(at)
    // It may have ended meanwhile.
    if (serving(yield* entries.find(at, ask)) !== undefined) return good.answer
    return Result.isFailure(renewal) ? yield* Effect.fail(renewal.failure) : yield* inTurn(at, ask, obtain)
  })

  /** Those of one process who need the same make one process of many: they take one turn. */
  const together = <E>(at: EntryPlace, { life, refused, since }: SessionLookup, run: Effect.Effect<Kept, E>) =>
    flights.join({ name: JSON.stringify([at.name, life, refused, since]), since, run })

  return make({
    ...(options.mfa === "process" ? {} : { mfaDurationSeconds: options.mfaDurationSeconds ?? 3600 }),
    session: Effect.fnUntraced(function* <E>(ask: SessionAsk<E>, obtain: Effect.Effect<Obtained, E>) {
      const at = yield* entries.placeFor(ask.key)
      if (at === undefined) return fresh(ask, yield* obtain)
      const found = yield* entries.find(at, ask)
      if (found?.unfit === "ended") yield* entries.remove(at, ask.refused?.accessKeyId)
      if (found === undefined || found.unfit !== undefined) return yield* together(at, ask, inTurn(at, ask, obtain))
      // Nobody is asked for what is still good.
      return found.isDue && ask.prompt === undefined ? yield* renewed(at, ask, obtain, found) : found.answer
    }),
    peek: Effect.fnUntraced(function* (lookup) {
      const at = yield* entries.placeFor(lookup.key)
      const found = at === undefined ? undefined : serving(yield* entries.find(at, lookup))
      return Option.fromUndefinedOr(found?.answer)
    }),
    clear: Effect.fnUntraced(function* (key) {
      if (key === undefined) return yield* entries.clear
      const at = yield* entries.placeFor(key)
      return at !== undefined && (yield* entries.remove(at)) ? 1 : 0
    })
  })
})

/** The store of a host's user, in the place that is told. */
export const layerHostIn = (
  place: StorePlace,
  options?: HostOptions
): Layer.Layer<SessionStore, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(SessionStore, makeHostStore(place, options))
