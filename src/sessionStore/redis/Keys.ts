import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import { type EntryKeys, entryName, keysOf } from "../SealedEntry.ts"
import { type Guard, wordsOf } from "./Guard.ts"
import { type KeyWrapping, keyTextOf, type Settings } from "./Options.ts"
import { openText, sealText } from "./SealedText.ts"

/** The keys of a principal's entries, the first of which seals; none where they cannot be had. */
export type KeysFor = (principal: string) => Effect.Effect<ReadonlyArray<EntryKeys>>

/** Milliseconds for which a wrapped key is used, in Redis and in a process. */
const wrappedLife = 24 * 60 * 60 * 1000
/** Milliseconds that a service of keys may take. */
const wrapLimit = 5_000

const info = "redis"

export const makeKeysFor = (redis: Redis.Redis["Service"], guard: Guard, settings: Settings): KeysFor => {
  const { keys, prefix, wrap } = settings
  const known = keys.map((secret) => keysOf({ secret, info }))
  const [first] = known
  if (wrap === undefined || first === undefined) return () => Effect.succeed(known)
  return wrappedKeys(redis, guard, { first, secret: keys[0], prefix, wrap })
}

interface Wrapped {
  readonly first: EntryKeys
  readonly secret: Redacted.Redacted<string>
  readonly prefix: string
  readonly wrap: KeyWrapping
}

/**
 * Keys made of both the data key and the principal's own: the first program of a principal has one made and leaves it in
 * Redis, wrapped; the others have it opened.
 */
const wrappedKeys = (
  { send }: Redis.Redis["Service"],
  { ask }: Guard,
  { first, secret, prefix, wrap }: Wrapped
): KeysFor => {
  const cached = new Map<string, { readonly keys: ReadonlyArray<EntryKeys>; readonly until: number }>()

  const derived = (principal: string, key: Redacted.Redacted<string>): EntryKeys =>
    keysOf({
      secret: Redacted.make(`${Redacted.value(secret)}.${Redacted.value(key)}`, { label: "dataKeys" }),
      info: `${info} ${principal}`
    })

  const obtain = Effect.fnUntraced(function* (principal: string) {
    const about = `key of ${principal}`
    const name = `${prefix}{${entryName(first, about)}}:key`
    const read = Effect.map(ask(send<string | null>("GET", name)), Option.getOrUndefined)
    const kept = yield* read
    if (kept === undefined) return undefined
    if (kept === null) {
      const made = yield* wrap.make(principal)
      const wrapped = sealText(first, about, made.wrapped)
      const isFirst = yield* ask(send<string | null>("SET", name, wrapped, "NX", "PX", String(wrappedLife)))
      if (Option.isNone(isFirst)) return undefined
      if (isFirst.value !== null) return keyTextOf(made.key)
    }
    const sealed = kept ?? (yield* read)
    const wrapped = typeof sealed === "string" ? openText(first, about, sealed) : undefined
    return wrapped === undefined ? undefined : keyTextOf(yield* wrap.open(principal, wrapped))
  })

  return Effect.fnUntraced(function* (principal) {
    const now = yield* Clock.currentTimeMillis
    const known = cached.get(principal)
    if (known !== undefined && now < known.until) return known.keys
    const got = yield* obtain(principal).pipe(
      Effect.timeoutOption(wrapLimit),
      Effect.map(Option.getOrUndefined),
      Effect.catchCause((cause) =>
        Effect.as(
          Effect.logWarning(
            `The data key of a principal was not had (${wordsOf(Cause.squash(cause))}): its sessions are not shared`
          ),
          undefined
        )
      )
    )
    if (got === undefined) return []
    const keys = [derived(principal, got)]
    cached.set(principal, { keys, until: now + wrappedLife })
    return keys
  })
}
