import process from "node:process"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Redis from "effect/persistence/Redis"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { KeptSession } from "../../domain/aws/KeptSession.ts"
import type { Obtained, SessionAsk } from "../../services/SessionStore.ts"
import { keptOf } from "../EntryLife.ts"
import { sealEntry } from "../SealedEntry.ts"
import type { Entries, Shared } from "./Entries.ts"
import type { Guard } from "./Guard.ts"
import { acquire, acquireToRenew, type Ending, finish, longestLease, prolong } from "./Scripts.ts"
import { openText, sealText } from "./SealedText.ts"
import { makeWakeups } from "./Wakeups.ts"

/** Milliseconds after which another may take over from an owner that is not heard of, if the owner has time to speak. */
const shortestLease = 1_500
/** How many times as long as an answer of Redis takes a lease is longer, and what is left of that time with each answer. */
const leaseOfSlowness = 10
const forgetting = 0.9
/** Milliseconds between two signs of life of an owner. */
const prolonging = 400
/** Milliseconds that one waits for others, and somewhat longer for some: longer than an owner waits for its own request. */
const waiting = 90_000
/** Milliseconds for which nobody renews a good entry after an attempt failed, about. */
const pause = 10_000

/** What a flight brought, to this process (`isMade`) or to another. */
export interface Outcome {
  readonly entry: KeptSession
  readonly isMade: boolean
}

/** One flight for all processes that share a Redis. */
export interface Fleet {
  /**
   * Obtains an entry, or waits for whoever does. Where Redis gives no answer, it is obtained for this process alone, and
   * where others are at it for more than 90 seconds, beside them.
   */
  readonly fly: <E>(shared: Shared, ask: SessionAsk<E>, work: Effect.Effect<Obtained, E>) => Effect.Effect<Outcome, E>
  /** Obtains it anew where nobody else does; nothing then. It waits for nobody. */
  readonly renew: <E>(
    shared: Shared,
    ask: SessionAsk<E>,
    work: Effect.Effect<Obtained, E>
  ) => Effect.Effect<Outcome | undefined, E>
}

const lost: Metric.Counter<number> = Metric.counter("boto_ses_session_store_lost_leases_total", {
  description: "Sessions that were obtained by a process which others took for dead meanwhile",
  incremental: true
})

const nothing: Ending = { end: 0, entry: "", life: 0, failure: "", pause: 0 }

export const makeFleet = (
  redis: Redis.Redis["Service"],
  guard: Guard,
  entries: Entries,
  { channel, maxAge, scope }: { readonly channel: string; readonly maxAge: number; readonly scope: Scope.Scope }
): Fleet => {
  const wakeups = makeWakeups(redis, channel, scope)
  const scripts = {
    acquire: redis.eval(acquire),
    acquireToRenew: redis.eval(acquireToRenew),
    prolong: redis.eval(prolong),
    finish: redis.eval(finish)
  }
  const newOwner = (): string => process.getBuiltinModule("node:crypto").randomUUID()
  const countLost = Metric.update(lost, 1)

  /** Milliseconds that this process lately took for what takes no time: it gets a turn so rarely, or Redis is so far. */
  let slowness = 0
  const lease = () => Math.min(longestLease, shortestLease + Math.round(slowness * leaseOfSlowness))

  /** An answer of Redis, which also tells how long such a thing takes here. */
  const heard = Effect.fnUntraced(function* <A>(operation: Effect.Effect<A, Redis.RedisError>) {
    const begun = yield* Clock.currentTimeMillis
    const answer = yield* guard.ask(operation)
    slowness = Math.max(slowness * forgetting, (yield* Clock.currentTimeMillis) - begun)
    return answer
  })

  const signsOfLife = Effect.fnUntraced(function* ({ first }: Shared, owner: string) {
    while (true) {
      yield* Effect.sleep(prolonging)
      const answer = yield* heard(scripts.prolong(first, owner, lease()))
      if (Option.isSome(answer) && answer.value === 0) return
    }
  })

  const made = Effect.fnUntraced(function* <E>(ask: SessionAsk<E>, work: Effect.Effect<Obtained, E>) {
    const begun = yield* Clock.currentTimeMillis
    const obtained = yield* work
    return { entry: keptOf(ask.key, obtained, begun + ask.clockSkew()), isMade: true }
  })

  const endingOf = Effect.fnUntraced(function* <E>(
    { keys, text }: Shared,
    ask: SessionAsk<E>,
    exit: Exit.Exit<Outcome, E>,
    owner: string,
    isRenewal: boolean
  ): Effect.fn.Return<Ending> {
    if (Exit.isSuccess(exit)) {
      const { entry } = exit.value
      const left = entry.expiresAt - ask.clockSkew() - (yield* Clock.currentTimeMillis)
      const life = Math.floor(Math.min(left, maxAge))
      if (life <= 0) return nothing
      const sealed = Buffer.from(sealEntry(keys, text, entry)).toString("base64")
      return { ...nothing, end: Math.floor(entry.expiresAt), entry: sealed, life }
    }
    const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
    const said = failed === undefined ? undefined : ask.failures.encode(failed.error)
    return {
      ...nothing,
      failure: said === undefined ? "" : sealText(keys, `${owner} ${text}`, said),
      pause: isRenewal && failed !== undefined ? Math.round(pause * (yield* Random.nextBetween(1, 1.5))) : 0
    }
  })

  /** Does the work as the owner of the lock, and tells what came of it. */
  const asOwner = <E>(
    shared: Shared,
    ask: SessionAsk<E>,
    work: Effect.Effect<Obtained, E>,
    owner: string,
    isRenewal = false
  ): Effect.Effect<Outcome, E> =>
    Effect.gen(function* () {
      // The lock was taken before it was known how slow this process is.
      if (lease() > shortestLease * 2) yield* heard(scripts.prolong(shared.first, owner, lease()))
      yield* Effect.forkScoped(signsOfLife(shared, owner))
      return yield* made(ask, work)
    }).pipe(
      Effect.scoped,
      Effect.onExit(
        Effect.fnUntraced(function* (exit) {
          const ending = yield* endingOf(shared, ask, exit, owner, isRenewal)
          const had = yield* guard.ask(scripts.finish(shared.first, owner, channel, ending))
          if (Option.isSome(had) && had.value === 0) yield* countLost
        })
      )
    )

  const alone = <E>(ask: SessionAsk<E>, work: Effect.Effect<Obtained, E>) =>
    Effect.andThen(guard.alone, made(ask, work))

  /** Does the work although another is at it, and leaves those who wait what it brought. */
  const beside = <E>(shared: Shared, ask: SessionAsk<E>, work: Effect.Effect<Obtained, E>, owner: string) =>
    Effect.tap(
      made(ask, work),
      Effect.fnUntraced(function* (outcome) {
        const ending = yield* endingOf(shared, ask, Exit.succeed(outcome), owner, false)
        yield* guard.ask(scripts.finish(shared.first, owner, channel, ending))
      })
    )

  /** What an owner failed with; only those who saw it at work hear of it. */
  const failureOf = <E>(
    said: string | null,
    seen: ReadonlySet<string>,
    { keys, text }: Shared,
    ask: SessionAsk<E>
  ): E | undefined => {
    const cut = said?.indexOf(":") ?? -1
    const owner = said?.slice(0, cut)
    if (said == null || owner === undefined || !seen.has(owner)) return undefined
    const told = openText(keys, `${owner} ${text}`, said.slice(cut + 1))
    return told === undefined ? undefined : ask.failures.decode(told)
  }

  const fly = Effect.fnUntraced(
    function* <E>(
      shared: Shared,
      ask: SessionAsk<E>,
      work: Effect.Effect<Obtained, E>
    ): Effect.fn.Return<Outcome, E, Scope.Scope> {
      const { first } = shared
      const owner = newOwner()
      const seen = new Set<string>()
      const until = (yield* Clock.currentTimeMillis) + waiting * (yield* Random.nextBetween(1, 1.1))
      let next: Effect.Effect<void> | undefined
      while (true) {
        const taken = yield* heard(scripts.acquire(first, owner, lease()))
        if (Option.isNone(taken)) return yield* alone(ask, work)
        const [holder, read] = taken.value
        const entry = yield* entries.judge(read, first, shared, ask)
        if (entry !== undefined) {
          if (holder === owner) yield* guard.ask(scripts.finish(first, owner, channel, nothing))
          return { entry, isMade: false }
        }
        if (seen.size > 0) {
          const said = yield* guard.ask(redis.send<string | null>("GET", first.failure))
          const failure = failureOf(Option.getOrNull(said), seen, shared, ask)
          if (failure !== undefined) {
            if (holder === owner) yield* guard.ask(scripts.finish(first, owner, channel, nothing))
            return yield* Effect.fail(failure)
          }
        }
        if (holder === owner) return yield* asOwner(shared, ask, work, owner)
        if ((yield* Clock.currentTimeMillis) >= until) return yield* beside(shared, ask, work, owner)
        seen.add(holder)
        if (next === undefined) next = yield* wakeups.listen(first.name)
        else yield* next
      }
    },
    (flight) => Effect.scoped(flight)
  )

  return {
    fly,
    renew: Effect.fnUntraced(function* (shared, ask, work) {
      const owner = newOwner()
      const taken = yield* heard(scripts.acquireToRenew(shared.first, owner, lease()))
      return Option.isSome(taken) && taken.value === 1 ? yield* asOwner(shared, ask, work, owner, true) : undefined
    })
  }
}
