/**
 * Sessions of this user's on this host, in sealed files: who has the source's secret opens them, and nobody else. Of the
 * processes that want the same session one obtains it, while the others wait for its turn to end.
 */
import process from "node:process"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { KeptSession } from "../../domain/aws/KeptSession.ts"
import { keyText, type SessionKey } from "../../domain/aws/SessionKey.ts"
import { type Mine, takeTurn } from "../../platform/Turn.ts"
import {
  type Kept,
  make,
  type Obtained,
  type SessionAsk,
  type SessionLookup,
  SessionStore
} from "../../services/SessionStore.ts"
import { keptOf, refreshPoint, unfitness } from "../EntryLife.ts"
import { type EntryKeys, entryName, keysOf, openEntry, openFailure, sealEntry, sealFailure } from "../SealedEntry.ts"
import { awaitTurn } from "./AwaitTurn.ts"
import {
  clearEntries,
  describeEntryFailure,
  type EntryFailure,
  readEntry,
  removeEntry,
  writeEntry
} from "./EntryFiles.ts"
import {
  describeStoreUnusable,
  locateStoreFolder,
  makeStoreFolder,
  type StorePlace,
  type StoreUnusable
} from "./StoreFolder.ts"
import { sweepWhenDue } from "./SweepEntries.ts"

/** How a host keeps sessions. */
export interface HostOptions {
  /**
   * Whether sessions are also kept where by default none are: of endpoints that are not AWS's, sealed by secrets that
   * could be guessed, and in a CI job whose vendor documents no folder of the job's own. Default: false.
   */
  readonly everywhere?: boolean
  /** Where a sign-in with a multi-factor device is kept: in this process alone by `"process"`. Default: `"host"`. */
  readonly mfa?: "host" | "process"
  /** Seconds for which such a sign-in is kept. Default: 3,600. */
  readonly mfaDurationSeconds?: number
  /** How old a session may be that is not made for the ask. Default: as old as AWS lets it. */
  readonly maxAge?: Duration.Input
}

/** Characters of a secret of 128 bits in base64; who makes shorter ones makes ones that can be guessed. */
const strongLength = 22

/** Milliseconds for which nobody in this process tries again what was not renewed while it was still good. */
const retrySpacing = 10_000

/** An entry, wherever it is. */
interface Place {
  readonly folder: string
  readonly name: string
  readonly keys: EntryKeys
  readonly text: string
}

const placeOf = (folder: string, key: SessionKey): Place => {
  const keys = keysOf({ secret: key.chain.secret, info: JSON.stringify([key.chain.id, key.endpoint.url]) })
  const text = keyText(key)
  return { folder, keys, text, name: entryName(keys, text) }
}

/** Whether it is a sign-in with a device, which whoever has the source and the folder could else use without one. */
const isMfa = ({ parameters: { serialNumber } }: SessionKey): boolean => serialNumber !== undefined

const isKeepable = ({ key }: SessionLookup, { everywhere = false, mfa }: HostOptions): boolean =>
  (everywhere || (key.endpoint.isAws && Redacted.value(key.chain.secret).length >= strongLength)) &&
  !(mfa === "process" && isMfa(key))

export const makeHostStore: (
  place: StorePlace,
  options?: HostOptions
) => Effect.Effect<SessionStore, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(function* (
  place,
  options = {}
) {
  const services = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
  const maxAge = options.maxAge === undefined ? undefined : Duration.toMillis(options.maxAge)
  const mfaMillis = (options.mfaDurationSeconds ?? 3600) * 1000
  const located = yield* Effect.cached(Effect.result(Effect.provideContext(locateStoreFolder(place), services)))
  /** When an entry that was not renewed may be tried again, by its name. */
  const later = new Map<string, number>()
  let isWarned = false

  const warn = (words: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (isWarned) return Effect.logDebug(words)
      isWarned = true
      return Effect.logWarning(words)
    })

  const warnOf = (failure: EntryFailure | StoreUnusable): Effect.Effect<void> =>
    warn(failure._tag === "EntryFailure" ? describeEntryFailure(failure) : describeStoreUnusable(failure))

  const folderOf = Effect.fnUntraced(function* (ask: SessionLookup) {
    if (!isKeepable(ask, options)) return undefined
    const found = yield* located
    if (Result.isSuccess(found)) return found.success
    yield* warnOf(found.failure)
    return undefined
  })

  const read = ({ folder, keys, name, text }: Place): Effect.Effect<KeptSession | undefined> =>
    readEntry(folder, name).pipe(
      Effect.map((bytes) => (bytes === undefined ? undefined : openEntry(keys, text, bytes))),
      Effect.catch((failure) => Effect.as(warnOf(failure), undefined)),
      Effect.provideContext(services)
    )

  const needOf = (ask: SessionLookup) => ({ ...ask, maxAge })

  /**
   * AWS's time at the latest: by what this process has heard, and by what the writer of the entry had. Nothing is
   * handed out that one of them calls dead.
   */
  const skewOf = (ask: SessionLookup, found: KeptSession | undefined): number =>
    Math.max(ask.clockSkew(), found?.clockSkew ?? Number.NEGATIVE_INFINITY)

  const timeOf = (ask: SessionLookup, found: KeptSession | undefined): Effect.Effect<number> =>
    Effect.map(Clock.currentTimeMillis, (now) => now + skewOf(ask, found))

  const served = (ask: SessionLookup, { credentials, identity, issuedAt, ...found }: KeptSession): Kept => ({
    credentials,
    identity,
    keptSince: issuedAt,
    clockSkew: skewOf(ask, { issuedAt, ...found })
  })

  const whichServes = Effect.fnUntraced(function* (ask: SessionLookup, found: KeptSession | undefined) {
    if (found === undefined) return undefined
    return unfitness(found, needOf(ask), yield* timeOf(ask, found)) === undefined ? found : undefined
  })

  /** Writes what has come, unless another process has written what serves longer. */
  const write = Effect.fnUntraced(function* (at: Place, ask: SessionLookup, obtained: Obtained) {
    const now = (yield* Clock.currentTimeMillis) + ask.clockSkew()
    const kept = keptOf(ask.key, obtained, now)
    const end = isMfa(ask.key) ? Math.min(kept.expiresAt, now + mfaMillis) : kept.expiresAt
    const entry = { ...kept, expiresAt: end, clockSkew: ask.clockSkew() }
    const bytes = sealEntry(at.keys, at.text, entry)
    const present = yield* whichServes(ask, yield* read(at))
    if (present === undefined || present.expiresAt < end) {
      yield* Effect.catch(writeEntry(at.folder, at.name, bytes), warnOf)
      yield* Effect.ignore(sweepWhenDue(at.folder, now))
    }
    return bytes
  }, Effect.provideContext(services))

  const fresh = (ask: SessionLookup, obtained: Obtained): Kept => ({
    ...obtained,
    keptSince: undefined,
    clockSkew: ask.clockSkew()
  })

  const obtainAndKeep = Effect.fnUntraced(function* <E>(
    at: Place,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    mine?: Mine
  ) {
    const obtained = yield* Effect.tapError(obtain, (failure) =>
      Effect.sync(() => {
        const told = ask.failures.encode(failure)
        if (told !== undefined) mine?.conclude(sealFailure(at.keys, at.text, told))
      })
    )
    const bytes = yield* write(at, ask, obtained)
    mine?.conclude(bytes)
    return fresh(ask, obtained)
  })

  /** What those who waited are told: the session, or why there is none. */
  const heard = Effect.fnUntraced(function* <E>(at: Place, ask: SessionAsk<E>, outcome: Uint8Array | undefined) {
    if (outcome === undefined) return undefined
    const entry = yield* whichServes(ask, openEntry(at.keys, at.text, outcome))
    if (entry !== undefined) return served(ask, entry)
    const told = openFailure(at.keys, at.text, outcome)
    const failure = told === undefined ? undefined : ask.failures.decode(told)
    return failure === undefined ? undefined : yield* Effect.fail(failure)
  })

  /** Takes the turn, or waits for another's, until there is a session. */
  const inTurn = Effect.fnUntraced(function* <E>(
    at: Place,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    good: KeptSession | undefined
  ): Effect.fn.Return<Kept, E> {
    const folder = yield* Effect.result(Effect.provideContext(makeStoreFolder(at.folder), services))
    if (Result.isFailure(folder)) {
      yield* warnOf(folder.failure)
      return fresh(ask, yield* obtain)
    }
    for (;;) {
      const once = Effect.gen(function* () {
        const turn = yield* takeTurn(at.folder, at.name)
        if (turn._tag === "NoTurns") return yield* obtainAndKeep(at, ask, obtain)
        if (turn._tag === "Mine") {
          const found = yield* whichServes(ask, yield* read(at))
          if (found !== undefined && found.issuedAt !== good?.issuedAt) {
            turn.conclude(sealEntry(at.keys, at.text, found))
            return served(ask, found)
          }
          if (ask.prompt !== undefined) turn.announce(`${ask.prompt.what} (in ${process.cwd()})`)
          return yield* obtainAndKeep(at, ask, obtain, turn)
        }
        if (good !== undefined) return served(ask, good)
        const waited = yield* awaitTurn(turn, ask.prompt)
        if (waited._tag === "Over") return yield* obtainAndKeep(at, ask, obtain)
        return (yield* heard(at, ask, waited.outcome)) ?? (yield* kept(ask, at))
      })
      const answer = yield* Effect.scoped(once)
      if (answer !== undefined) return answer
    }
  })

  const kept = Effect.fnUntraced(function* (ask: SessionLookup, at: Place) {
    const found = yield* whichServes(ask, yield* read(at))
    return found === undefined ? undefined : served(ask, found)
  })

  /** Before its end a session is renewed by one who asks for it; where that fails, it is good until then. */
  const renewed = Effect.fnUntraced(function* <E>(
    at: Place,
    ask: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>,
    good: KeptSession
  ) {
    const now = yield* Clock.currentTimeMillis
    if (now < (later.get(at.name) ?? 0)) return served(ask, good)
    return yield* Effect.catch(inTurn(at, ask, obtain, good), () =>
      Effect.map(Random.nextBetween(1, 2), (factor) => {
        later.set(at.name, now + retrySpacing * factor)
        return served(ask, good)
      })
    )
  })

  return make({
    session: Effect.fnUntraced(function* (ask, obtain) {
      const folder = yield* folderOf(ask)
      if (folder === undefined) return fresh(ask, yield* obtain)
      const at = placeOf(folder, ask.key)
      const found = yield* read(at)
      if (found === undefined) return yield* inTurn(at, ask, obtain, undefined)
      const now = yield* timeOf(ask, found)
      const unfit = unfitness(found, needOf(ask), now)
      if (unfit === "ended") {
        const isRefused = (bytes: Uint8Array): boolean =>
          openEntry(at.keys, at.text, bytes)?.credentials?.accessKeyId === ask.refused?.accessKeyId
        yield* removeEntry(folder, at.name, isRefused).pipe(Effect.catch(warnOf), Effect.provideContext(services))
      }
      if (unfit !== undefined) return yield* inTurn(at, ask, obtain, undefined)
      return now < refreshPoint(at.name, found, needOf(ask))
        ? served(ask, found)
        : yield* renewed(at, ask, obtain, found)
    }),
    peek: Effect.fnUntraced(function* (ask) {
      const folder = yield* folderOf(ask)
      const found = folder === undefined ? undefined : yield* kept(ask, placeOf(folder, ask.key))
      return Option.fromUndefinedOr(found)
    }),
    clear: Effect.fnUntraced(function* (key) {
      const found = yield* located
      if (Result.isFailure(found)) return 0
      if (key === undefined)
        return yield* Effect.catch(clearEntries(found.success), (failure) => Effect.as(warnOf(failure), 0))
      const { name } = placeOf(found.success, key)
      const removed = yield* Effect.catch(
        removeEntry(found.success, name, () => true),
        (failure) => Effect.as(warnOf(failure), false)
      )
      return removed ? 1 : 0
    }, Effect.provideContext(services))
  })
})

/** The store of a host's user, in the place that is told. */
export const layerHostIn = (
  place: StorePlace,
  options?: HostOptions
): Layer.Layer<SessionStore, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(SessionStore, makeHostStore(place, options))
