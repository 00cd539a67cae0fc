/** What of the host's sessions serves an ask, and how it is read and written. A folder that cannot be used is told once. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { KeptSession } from "../../domain/aws/KeptSession.ts"
import { keyText, type SessionKey } from "../../domain/aws/SessionKey.ts"
import type { Kept, Obtained, SessionLookup } from "../../services/SessionStore.ts"
import { entryNeed, keptAnswer, keptOf, refreshPoint, type Unfit, unfitness } from "../EntryLife.ts"
import { type EntryKeys, entryName, keysOf, openEntry, sealEntry } from "../SealedEntry.ts"
import {
  clearEntries,
  describeEntryFailure,
  type EntryFailure,
  entryChangedAt,
  readEntry,
  removeEntry,
  setEntryChangedAt,
  writeEntry
} from "./EntryFiles.ts"
import { isFirstAnswer, noteAnswer } from "./FirstAnswer.ts"
import type { HostOptions } from "./HostOptions.ts"
import {
  describeStoreUnusable,
  locateStoreFolder,
  makeStoreFolder,
  type StorePlace,
  type StoreUnusable
} from "./StoreFolder.ts"
import { sweepWhenDue } from "./SweepEntries.ts"

/** Where an entry is, and what seals it. */
export interface EntryPlace {
  readonly folder: string
  readonly name: string
  readonly keys: EntryKeys
  readonly text: string
}

/** An entry, as an ask finds it. */
export interface FoundEntry {
  readonly entry: KeptSession
  /** Why it does not serve. */
  readonly unfit: Unfit | undefined
  /** Whether it is to be renewed by one who asks for it. */
  readonly isDue: boolean
  readonly answer: Kept
}

export interface HostEntries {
  /** The place of a key's entry; `undefined` where none is kept. */
  readonly placeFor: (key: SessionKey) => Effect.Effect<EntryPlace | undefined>
  /** Makes sure of the folder; whether it can be used. */
  readonly prepare: (at: EntryPlace) => Effect.Effect<boolean>
  readonly find: (at: EntryPlace, ask: SessionLookup) => Effect.Effect<FoundEntry | undefined>
  /** An entry that another process gives just now, judged as one that is found, but by that process's word for the time. */
  readonly judge: (at: EntryPlace, ask: SessionLookup, sealed: Uint8Array) => Effect.Effect<FoundEntry | undefined>
  /** Writes what has come, unless there is what serves longer; the entry's bytes. */
  readonly write: (at: EntryPlace, ask: SessionLookup, obtained: Obtained) => Effect.Effect<Uint8Array>
  /** Whether no answer of a person has been kept here before, as far as is known. */
  readonly isFirstAnswer: (at: EntryPlace) => Effect.Effect<boolean>
  /** Notes that one is: the next person has been told. */
  readonly noteAnswer: (at: EntryPlace) => Effect.Effect<void>
  /** Whether a renewal has failed just now, in whatever process: the entry then waits for the next one. */
  readonly isResting: (at: EntryPlace) => Effect.Effect<boolean>
  /** Notes that a renewal has failed. */
  readonly rest: (at: EntryPlace) => Effect.Effect<void>
  /** Removes the entry with this access key, or whichever is there. */
  readonly remove: (at: EntryPlace, accessKeyId?: string) => Effect.Effect<boolean>
  readonly clear: Effect.Effect<number>
}

/** Milliseconds for which nobody tries again what was not renewed; as much again is drawn for each time. */
const resting = 10_000

/** Characters of a secret of 128 bits in base64; who makes shorter ones makes ones that can be guessed. */
const strongLength = 22

/** Whether it is a sign-in with a device, which whoever has the source and the folder could else use without one. */
const isMfa = ({ parameters: { serialNumber } }: SessionKey): boolean => serialNumber !== undefined

const isKeepable = (key: SessionKey, { everywhere = false, mfa }: HostOptions): boolean =>
  (everywhere || (key.endpoint.isAws && Redacted.value(key.chain.secret).length >= strongLength)) &&
  !(mfa === "process" && isMfa(key))

const placeIn = (folder: string, key: SessionKey): EntryPlace => {
  const keys = keysOf({ secret: key.chain.secret, info: JSON.stringify([key.chain.id, key.endpoint.url]) })
  const text = keyText(key)
  return { folder, keys, text, name: entryName(keys, text) }
}

export const makeHostEntries: (
  place: StorePlace,
  options: HostOptions
) => Effect.Effect<HostEntries, never, FileSystem.FileSystem | Path.Path> = Effect.fnUntraced(
  function* (place, options) {
    const files = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
    const maxAge = options.maxAge === undefined ? undefined : Duration.toMillis(options.maxAge)
    const located = yield* Effect.cached(Effect.result(Effect.provideContext(locateStoreFolder(place), files)))
    let isWarned = false

    const warn = (failure: EntryFailure | StoreUnusable): Effect.Effect<void> =>
      Effect.suspend(() => {
        const words = failure._tag === "EntryFailure" ? describeEntryFailure(failure) : describeStoreUnusable(failure)
        // Where nobody asked for a store, that there is none is as it should be.
        const isExpected = failure._tag === "NoJobFolder" && options.everywhere !== true
        if (isWarned || isExpected) return Effect.logDebug(words)
        isWarned = true
        return Effect.logWarning(words)
      })

    /** What is done with the files; where that fails, the warning and the other answer. */
    const orElse = <A>(
      effect: Effect.Effect<A, EntryFailure | StoreUnusable, FileSystem.FileSystem | Path.Path>,
      other: A
    ): Effect.Effect<A> =>
      Effect.provideContext(
        Effect.catch(effect, (failure) => Effect.as(warn(failure), other)),
        files
      )

    const judged = Effect.fnUntraced(function* (
      at: EntryPlace,
      ask: SessionLookup,
      sealed: Uint8Array,
      skewOf: (stated: number) => number
    ): Effect.fn.Return<FoundEntry | undefined> {
      const entry = openEntry(at.keys, at.text, sealed)
      if (entry === undefined) return undefined
      const skew = skewOf(entry.clockSkew ?? 0)
      const now = (yield* Clock.currentTimeMillis) + skew
      const need = entryNeed(ask, maxAge)
      return {
        entry,
        unfit: unfitness(entry, need, now),
        isDue: now >= refreshPoint(at.name, entry, need),
        answer: keptAnswer(entry, skew)
      }
    })

    const find: HostEntries["find"] = Effect.fnUntraced(function* (at, ask) {
      const bytes = yield* orElse<Uint8Array | undefined>(readEntry(at.folder, at.name), undefined)
      if (bytes === undefined) return undefined
      // The later of two clocks: nothing is handed out that the writer or this process would call dead. The machine's own
      // may have been set right since.
      return yield* judged(at, ask, bytes, (stated) => Math.max(ask.clockSkew(), stated))
    })

    return {
      // Whoever knows AWS's clock only from now on would call dead what the one that it waited for has just obtained.
      judge: (at, ask, sealed) => judged(at, ask, sealed, (stated) => stated),
      find,
      placeFor: Effect.fnUntraced(function* (key) {
        if (!isKeepable(key, options)) return undefined
        const found = yield* located
        if (Result.isSuccess(found)) return placeIn(found.success, key)
        yield* warn(found.failure)
        return undefined
      }),
      prepare: ({ folder }) => orElse(Effect.as(makeStoreFolder(folder), true), false),
      write: Effect.fnUntraced(function* (at, ask, obtained) {
        const clockSkew = ask.clockSkew()
        const now = (yield* Clock.currentTimeMillis) + clockSkew
        const entry = { ...keptOf(ask.key, obtained, now), clockSkew }
        const bytes = sealEntry(at.keys, at.text, entry)
        const present = yield* find(at, ask)
        if (present === undefined || present.unfit !== undefined || present.entry.expiresAt < entry.expiresAt) {
          yield* orElse(writeEntry(at.folder, at.name, bytes), undefined)
          yield* Effect.provideContext(Effect.ignore(sweepWhenDue(at.folder, now)), files)
        }
        return bytes
      }),
      isFirstAnswer: ({ folder }) => Effect.provideContext(isFirstAnswer(folder), files),
      noteAnswer: ({ folder }) => Effect.provideContext(noteAnswer(folder), files),
      // The time of the file is that of the last failure, since all processes have that; one just written is not due.
      isResting: Effect.fnUntraced(function* ({ folder, name }) {
        const changed = yield* Effect.provideContext(entryChangedAt(folder, name), files)
        return changed !== undefined && Math.abs((yield* Clock.currentTimeMillis) - changed) < resting
      }),
      rest: Effect.fnUntraced(function* ({ folder, name }) {
        const at = (yield* Clock.currentTimeMillis) + (yield* Random.nextBetween(0, resting))
        yield* Effect.provideContext(setEntryChangedAt(folder, name, at), files)
      }),
      remove: ({ folder, keys, name, text }, accessKeyId) => {
        const isMeant = (bytes: Uint8Array): boolean =>
          accessKeyId === undefined || openEntry(keys, text, bytes)?.credentials?.accessKeyId === accessKeyId
        return orElse(removeEntry(folder, name, isMeant), false)
      },
      clear: Effect.flatMap(located, (found) =>
        Result.isFailure(found) ? Effect.as(warn(found.failure), 0) : orElse(clearEntries(found.success), 0)
      )
    }
  }
)
