import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redis from "effect/persistence/Redis"
import * as Random from "effect/Random"
import * as Semaphore from "effect/Semaphore"
import type { Identity } from "../../domain/aws/Identity.ts"
import { PermitRefused, RequestPermit } from "../../services/RequestPermit.ts"
import type { Obtained, PacedRequest, SessionStore } from "../../services/SessionStore.ts"
import type { Guard } from "./Guard.ts"
import type { Limit, Settings } from "./Options.ts"
import { takeMoment } from "./Scripts.ts"

/** Milliseconds that a request waits for its moment at most. */
const patience = 60_000
/** Milliseconds by which a moment may be missed; a request that comes later takes another, so that no two fall together. */
const lateness = 50
/** Milliseconds that AWS is left alone after it throttled; twice as many each time that it does so again. */
const firstBackoff = 1_000
const longestBackoff = 60_000

/** The moments at which requests of one account to one endpoint are sent. */
interface Bucket {
  /** One request of a process waits for its moment at a time; the others queue here. */
  readonly turn: Semaphore.Semaphore
  /** When this process may send the next one by itself. */
  aloneFrom: number
  /** The shortest way to Redis and back, in milliseconds. */
  shortest: number
  throttles: number
  /** Which of the limiter's states the last request was sent in. */
  epoch: number
}

/** Holds the requests of all programs with this Redis to one rate; of one that cannot reach it to a part of that. */
export const makePace: (
  redis: Redis.Redis["Service"],
  guard: Guard,
  settings: Settings & { readonly limit: Limit }
) => Effect.Effect<NonNullable<SessionStore["pace"]>> = Effect.fnUntraced(function* (redis, guard, { prefix, limit }) {
  const store = yield* Effect.provideService(
    RateLimiter.makeStoreRedis({ prefix: `${prefix}rate:` }),
    Redis.Redis,
    redis
  )
  const take = redis.eval(takeMoment)
  const buckets = new Map<string, Bucket>()

  const bucketOf = (name: string): Bucket => {
    const known = buckets.get(name)
    if (known !== undefined) return known
    const turn = Semaphore.makeUnsafe(1)
    const made = { turn, aloneFrom: 0, shortest: Number.POSITIVE_INFINITY, throttles: 0, epoch: 0 }
    buckets.set(name, made)
    return made
  }

  const asked = <A>(operation: Effect.Effect<A, RateLimiter.RateLimiterError>) =>
    guard.ask(Effect.mapError(operation, (cause) => new Redis.RedisError({ cause })))

  const momentName = (name: string) => `${prefix}{${name}}:moment`

  /** What AWS's throttling has taught all programs. */
  const heeded = Effect.fnUntraced(function* (name: string, bucket: Bucket) {
    const answer = yield* asked(
      store.adaptiveConsume({ key: name, tokens: 1, fallbackLimit: limit.burst, fallbackWindow: Duration.seconds(1) })
    )
    if (Option.isNone(answer)) return
    bucket.epoch = answer.value.epoch
    yield* Effect.sleep(answer.value.delay)
  })

  const refused = new PermitRefused({ limit: limit.words, waitedSeconds: patience / 1000 })

  const takeAlone = Effect.fnUntraced(function* (bucket: Bucket, until: number) {
    yield* guard.alone
    const now = yield* Clock.currentTimeMillis
    const moment = Math.max(now, bucket.aloneFrom)
    if (moment > until) return yield* refused
    bucket.aloneFrom = moment + limit.fallbackInterval
    yield* Effect.sleep(moment - now)
  })

  const takeTurn = Effect.fnUntraced(function* (name: string, bucket: Bucket, until: number) {
    yield* heeded(name, bucket)
    while (true) {
      const sent = yield* Clock.currentTimeMillis
      if (sent > until) return yield* refused
      const answer = yield* guard.ask(take(momentName(name), limit.interval, limit.burst, until - sent, 0))
      if (Option.isNone(answer)) return yield* takeAlone(bucket, until)
      if (answer.value < 0) return yield* refused
      const heard = yield* Clock.currentTimeMillis
      bucket.shortest = Math.min(bucket.shortest, heard - sent)
      yield* Effect.sleep(answer.value)
      const now = yield* Clock.currentTimeMillis
      if (now - sent - answer.value - bucket.shortest <= lateness) return
    }
  })

  const heard = Effect.fnUntraced(function* (name: string, bucket: Bucket, isThrottled: boolean) {
    if (!isThrottled) {
      bucket.throttles = 0
      return
    }
    const backoff = Math.min(longestBackoff, firstBackoff * 2 ** bucket.throttles++)
    const retryAfter = Duration.millis(backoff * (yield* Random.nextBetween(0.75, 1.25)))
    // The limiter learns of HTTP's own status; STS throttles with 400.
    yield* asked(store.adaptiveFeedback({ key: name, epoch: bucket.epoch, tokens: 1, status: 429, retryAfter }))
  })

  const permitOf = (name: string): RequestPermit => {
    const bucket = bucketOf(name)
    return {
      take: Effect.flatMap(Clock.currentTimeMillis, (now) =>
        bucket.turn
          .withPermit(takeTurn(name, bucket, now + patience))
          .pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(refused) }))
      ),
      heard: (isThrottled) => heard(name, bucket, isThrottled)
    }
  }

  const bucketName = (url: string, { accountId }: Identity) => `${url} ${accountId}`

  /** Whose rate it takes from is known only by the answer, and is taken from then. */
  const afterwards = Effect.fnUntraced(function* <A extends Obtained, E>(url: string, obtain: Effect.Effect<A, E>) {
    let sent = 0
    const counting: RequestPermit = {
      take: Effect.sync(() => {
        sent++
      }),
      heard: () => Effect.void
    }
    const answer = yield* Effect.provideService(obtain, RequestPermit, counting)
    const { identity } = answer
    if (identity !== undefined && sent > 0) {
      yield* guard.ask(take(momentName(bucketName(url, identity)), limit.interval, limit.burst, 0, sent))
    }
    return answer
  })

  return <A extends Obtained, E>({ endpoint, principal }: PacedRequest<E>, obtain: Effect.Effect<A, E>) => {
    if (endpoint === undefined) return obtain
    const { url } = endpoint
    if (principal === undefined) return afterwards(url, obtain)
    return Effect.flatMap(Effect.option(principal), (identity) =>
      Option.isNone(identity)
        ? afterwards(url, obtain)
        : Effect.provideService(obtain, RequestPermit, permitOf(bucketName(url, identity.value)))
    )
  }
})
