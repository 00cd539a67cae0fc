import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redis from "effect/persistence/Redis"
import * as Random from "effect/Random"
import * as Semaphore from "effect/Semaphore"
import type { Identity } from "../../domain/aws/Identity.ts"
import { makeBounded } from "../../factory/Bounded.ts"
import { PermitRefused, RequestPermit } from "../../services/RequestPermit.ts"
import type { Obtained, PacedRequest, SessionStore } from "../../services/SessionStore.ts"
import { entryName, keysOf } from "../SealedEntry.ts"
import type { Guard } from "./Guard.ts"
import type { Limit, Settings } from "./Options.ts"
import { oweMoments, takeMoment } from "./Scripts.ts"

/** Milliseconds that a request waits for its moment at most. */
const patience = 60_000
/** Milliseconds by which a moment may be missed; a request that comes later takes another, so that no two fall together. */
const lateness = 50
/** Milliseconds that AWS is left alone after it throttled; twice as many each time that it does so again. */
const firstBackoff = 1_000
const longestBackoff = 60_000
/** Milliseconds that one waits at most for moments that others took without asking. */
const mostOwed = 10_000
/** How many buckets that nobody waits in are held: who one is, is asked in one for each access key. */
const heldBuckets = 1_000

/** The moments at which requests of one account, or of one access key that tells none, to one endpoint are sent. */
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

export interface Pace {
  readonly pace: NonNullable<SessionStore["pace"]>
  /** The principal of a request, whose own request, if it makes one, keeps the rate too. */
  readonly principalOf: <E>(request: PacedRequest<E>) => Effect.Effect<Identity, E> | undefined
}

/** The account whose rate a request takes from, where what is asked for tells it. */
const statedAccount = ({ operation, parameters: { roleArn, serialNumber } }: PacedRequest<unknown>) => {
  const told = operation === "AssumeRoleWithWebIdentity" ? roleArn : serialNumber
  return typeof told === "string" ? /^arn:[^:]*:iam::(\d{12}):/.exec(told)?.[1] : undefined
}

/** Holds the requests of all programs with this Redis to one rate; of one that cannot reach it to a part of that. */
export const makePace: (
  redis: Redis.Redis["Service"],
  guard: Guard,
  settings: Settings & { readonly limit: Limit }
) => Effect.Effect<Pace> = Effect.fnUntraced(function* (redis, guard, { keys, prefix, limit }) {
  const store = yield* Effect.provideService(
    RateLimiter.makeStoreRedis({ prefix: `${prefix}rate:` }),
    Redis.Redis,
    redis
  )
  const take = redis.eval(takeMoment)
  const owe = redis.eval(oweMoments)
  const buckets = makeBounded<Bucket>(heldBuckets)
  const macs = keysOf({ secret: keys[0], info: "redis" })

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
      const answer = yield* guard.ask(take(momentName(name), limit.interval, limit.burst, until - sent))
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

  /** What a bucket is called in Redis, which learns neither account, key nor address. */
  const bucketName = (...whose: ReadonlyArray<string>) => entryName(macs, JSON.stringify(["rate", ...whose]))
  const accountBucket = (url: string, accountId: string) => bucketName(url, "account", accountId)

  /** Whose account it is tells only the answer: until then it is the key that waits, and of the account moments are owed. */
  const byKey = Effect.fnUntraced(function* <A extends Obtained, E>(
    url: string,
    { chain, parameters: { accessKeyId = chain?.id } }: PacedRequest<E>,
    obtain: Effect.Effect<A, E>
  ) {
    let sent = 0
    const { heard, take } = permitOf(bucketName(url, "key", String(accessKeyId)))
    const counted = Effect.tap(take, () =>
      Effect.sync(() => {
        sent++
      })
    )
    const answer = yield* Effect.provideService(obtain, RequestPermit, { take: counted, heard })
    const accountId = answer.identity?.accountId
    if (accountId !== undefined && sent > 0) {
      yield* guard.ask(owe(momentName(accountBucket(url, accountId)), limit.interval, sent, mostOwed))
    }
    return answer
  })

  const principalOf: Pace["principalOf"] = ({ principal, endpoint, ...request }) => {
    if (principal === undefined || endpoint === undefined) return principal
    const { url } = endpoint
    const asked = Effect.map(principal, (identity) => ({ credentials: undefined, identity }))
    return Effect.map(byKey(url, { ...request, endpoint }, asked), ({ identity }) => identity)
  }

  return {
    principalOf,
    pace: (request, obtain) => {
      if (request.endpoint === undefined) return obtain
      const { url } = request.endpoint
      const ofAccount = (accountId: string) =>
        Effect.provideService(obtain, RequestPermit, permitOf(accountBucket(url, accountId)))
      const stated = statedAccount(request)
      const unknown = stated === undefined ? byKey(url, request, obtain) : ofAccount(stated)
      const principal = principalOf(request)
      if (principal === undefined) return unknown
      return Effect.flatMap(Effect.option(principal), (identity) =>
        Option.isNone(identity) ? unknown : ofAccount(identity.value.accountId)
      )
    }
  }
})
