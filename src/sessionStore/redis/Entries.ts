import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redis from "effect/persistence/Redis"
import type { KeptSession } from "../../domain/aws/KeptSession.ts"
import type { SessionAsk } from "../../services/SessionStore.ts"
import { entryNeed, unfitness } from "../EntryLife.ts"
import { type EntryKeys, entryName, openEntry } from "../SealedEntry.ts"
import type { Guard } from "./Guard.ts"
import type { Settings } from "./Options.ts"
import { type EntryNames, entryNames, removeEntry } from "./Scripts.ts"

/** An entry that programs share: what it is called and sealed by. */
export interface Shared {
  readonly text: string
  readonly keys: EntryKeys
  readonly first: EntryNames
  /** One for each data key, the one that seals first. */
  readonly names: ReadonlyArray<EntryNames & { readonly keys: EntryKeys }>
}

/** What is kept in Redis. */
export interface Entries {
  /** The entry of a text; none without a key. */
  readonly shared: (text: string, keys: ReadonlyArray<EntryKeys>) => Shared | undefined
  /** The entry that serves an ask, by whichever key it was sealed. */
  readonly find: (shared: Shared, ask: SessionAsk<unknown>) => Effect.Effect<KeptSession | undefined>
  /** What was read of an entry, if it serves an ask. One that AWS called ended is removed. */
  readonly judge: (
    read: string | null,
    names: EntryNames,
    by: { readonly text: string; readonly keys: EntryKeys },
    ask: SessionAsk<unknown>
  ) => Effect.Effect<KeptSession | undefined>
}

const opened = (read: string, keys: EntryKeys, text: string): KeptSession | undefined =>
  openEntry(keys, text, Buffer.from(read.slice(read.indexOf(":") + 1), "base64"))

export const makeEntries = (
  { eval: run, send }: Redis.Redis["Service"],
  { ask: guarded }: Guard,
  { maxAge, prefix }: Settings
): Entries => {
  const remove = run(removeEntry)

  const judge: Entries["judge"] = Effect.fnUntraced(function* (read, names, { text, keys }, ask) {
    const entry = read === null || read === "" ? undefined : opened(read, keys, text)
    if (read === null || entry === undefined) return undefined
    const now = (yield* Clock.currentTimeMillis) + ask.clockSkew()
    const unfit = unfitness(entry, entryNeed(ask, maxAge), now)
    if (unfit === "ended") yield* guarded(remove(names, read))
    return unfit === undefined ? entry : undefined
  })

  return {
    judge,
    shared: (text, keys) => {
      const names = keys.map((each) => ({ ...entryNames(prefix, entryName(each, text)), keys: each }))
      const [first] = names
      return first === undefined ? undefined : { text, keys: first.keys, first, names }
    },
    find: Effect.fnUntraced(function* ({ text, names }, ask) {
      for (const each of names) {
        const read = yield* guarded(send<string | null>("GET", each.entry))
        if (Option.isNone(read)) return undefined
        const entry = yield* judge(read.value, each, { text, keys: each.keys }, ask)
        if (entry !== undefined) return entry
      }
      return undefined
    })
  }
}
