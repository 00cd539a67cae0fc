import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redis from "effect/persistence/Redis"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { keyText } from "../../domain/aws/SessionKey.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { type Kept, make, type Obtained, type SessionAsk, SessionStore } from "../../services/SessionStore.ts"
import { entryNeed, keptAnswer, refreshPoint, serves } from "../EntryLife.ts"
import { makeFlights } from "../Flights.ts"
import { clearAll, clearNames } from "./Clear.ts"
import { makeEntries, type Shared } from "./Entries.ts"
import { makeFleet, type Outcome } from "./Fleet.ts"
import { makeGuard } from "./Guard.ts"
import { makeKeysFor } from "./Keys.ts"
import { type RedisOptions, type Settings, settingsOf } from "./Options.ts"
import { makePace } from "./Pace.ts"
import { aboutOf, entryText, isShareable, principalOfToken } from "./Sharing.ts"

/** Milliseconds between two attempts of a process to renew an entry that is still good, about. */
const renewalSpacing = 10_000
/** Milliseconds that one waits for a renewal while there is a good entry. */
const renewalWait = 3_000
/** How many sessions a process knows the names of, those last asked for. */
const remembered = 10_000

const remember = <A>(values: Map<string, A>, name: string, value: A): void => {
  values.delete(name)
  values.set(name, value)
  const [oldest] = values.keys()
  if (values.size > remembered && oldest !== undefined) values.delete(oldest)
}

const answerOf = ({ entry, isMade }: Outcome, ask: Pick<SessionAsk<unknown>, "clockSkew">): Kept =>
  isMade
    ? { credentials: entry.credentials, identity: entry.identity, keptSince: undefined, clockSkew: ask.clockSkew() }
    : keptAnswer(entry, ask.clockSkew())

const makeStore = Effect.fnUntraced(function* (settings: Settings) {
  const redis = yield* Redis.Redis
  const scope = yield* Scope.Scope
  const guard = yield* makeGuard
  const { limit, maxAge, prefix } = settings
  const pace = limit === undefined ? undefined : yield* makePace(redis, guard, { ...settings, limit })
  const keysFor = makeKeysFor(redis, guard, settings)
  const entries = makeEntries(redis, guard, settings)
  const fleet = makeFleet(redis, guard, entries, { channel: `${prefix}ended`, maxAge, scope })
  const flights = makeFlights<Outcome>(scope)
  /** What each key is called, for those that this process has asked for last. */
  const namesOf = new Map<string, ReadonlyArray<string>>()
  const nextRenewal = new Map<string, number>()

  /** Who cannot be identified shares nothing, and fails or not as it would without a store. */
  const sharedOf = Effect.fnUntraced(function* (ask: SessionAsk<unknown>): Effect.fn.Return<Shared | undefined> {
    const { key } = ask
    if (!isShareable(ask, settings)) return undefined
    const asked = Option.map(yield* Effect.option(ask.principal ?? Effect.fail(undefined)), ({ arn }) => arn)
    const principal = principalOfToken(key) ?? Option.getOrUndefined(asked)
    if (principal === undefined || settings.share?.(aboutOf(key, principal)) === false) return undefined
    const shared = entries.shared(entryText(key, principal), yield* keysFor(principal))
    if (shared === undefined) return undefined
    const names = shared.names.map(({ entry }) => entry)
    remember(namesOf, keyText(key), names)
    return shared
  })

  /**
   * Renews an entry that is still good, where nobody else does. A failure leaves what is kept, and a renewal that takes
   * long goes on while that is used.
   */
  const renewed = Effect.fnUntraced(function* <E>(
    shared: Shared,
    entry: Outcome,
    ask: SessionAsk<E>,
    work: Effect.Effect<Obtained, E>
  ): Effect.fn.Return<Outcome> {
    const now = yield* Clock.currentTimeMillis
    const { name } = shared.first
    if (now < (nextRenewal.get(name) ?? 0)) return entry
    remember(nextRenewal, name, now + renewalSpacing * (yield* Random.nextBetween(1, 1.5)))
    const renewing = yield* Effect.forkIn(fleet.renew(shared, ask, work), scope)
    const made = yield* Effect.timeoutOption(Fiber.await(renewing), renewalWait)
    return Option.isSome(made) && Exit.isSuccess(made.value) ? (made.value.value ?? entry) : entry
  })

  const session = Effect.fnUntraced(function* <E>(
    asked: SessionAsk<E>,
    obtain: Effect.Effect<Obtained, E>
  ): Effect.fn.Return<Kept, E> {
    const { key } = asked
    const principal = pace === undefined ? asked.principal : pace.principalOf({ ...key, principal: asked.principal })
    // Who one is, is asked once for the sharing and for the rate.
    const ask: SessionAsk<E> =
      principal === undefined ? asked : { ...asked, principal: yield* Effect.cached(principal) }
    const work = pace === undefined ? obtain : pace.pace({ ...key, principal: ask.principal }, obtain)
    const shared = yield* sharedOf(ask)
    if (shared === undefined) {
      return { ...(yield* work), keptSince: undefined, clockSkew: ask.clockSkew() }
    }
    const now = () => Effect.map(Clock.currentTimeMillis, (millis) => millis + ask.clockSkew())
    const need = entryNeed(ask, maxAge)
    const found = yield* entries.find(shared, ask)
    if (found !== undefined) {
      const outcome: Outcome = { entry: found, isMade: false }
      const isDue = (yield* now()) >= refreshPoint(shared.first.name, found, need)
      const given = isDue ? yield* renewed(shared, outcome, ask, work) : outcome
      // The good one may have come to its end meanwhile.
      if (given.isMade || serves(given.entry, need, yield* now())) return answerOf(given, ask)
    }
    while (true) {
      const outcome = yield* flights.join({
        name: shared.first.name,
        since: ask.since,
        run: fleet.fly(shared, ask, work)
      })
      // Who began the flight may have needed less.
      if (outcome.isMade || serves(outcome.entry, need, yield* now())) return answerOf(outcome, ask)
    }
  })

  return make({
    session,
    ...(pace === undefined ? {} : { pace: pace.pace }),
    // Whose session it is tells only who would sign the request.
    peek: () => Effect.succeedNone,
    clear: (key) =>
      key === undefined
        ? clearAll(redis, guard, prefix)
        : Effect.suspend(() => clearNames(redis, guard, namesOf.get(keyText(key)) ?? []))
  })
})

/**
 * Sessions shared through Redis by all programs that have the data key, and a rate of requests that they keep together.
 *
 * **When to use**: a fleet, such as many CI jobs or workers that assume the same roles. On one machine `layerHost` needs
 * no server.
 *
 * **Details**: of those who ask for a session at the same time one obtains it; the others get its answer, a failure too.
 * Redis holds nothing in clear but names by a MAC, the ends of entries and who is at work. A Redis that fails, is slow,
 * empty or full makes no ask fail: each operation has 250 ms, and after two failures in a row a process leaves it alone
 * for half a minute. A session is renewed before its end by one program while the others use what is kept.
 *
 * **Gotchas**: whoever has the data key and reaches Redis has every session sealed with it. One key is one trust domain:
 * never give it to builds of pull requests, nor to a job that may not assume every role kept with it. The principal in an
 * entry's key keeps honest programs apart; it is no access control. Where AWS must keep principals apart, use `wrap`.
 * CloudTrail shows the session name, source identity and tags of the program that obtained a session, whoever uses it.
 * Not shared are: who a source is (GetCallerIdentity), sessions that a person's code opened, those of IAM Identity
 * Center, `fresh` ones, those of roles with a device of their own, and, unless an option says so, those of keys from
 * elsewhere, of web identities and of endpoints that are not AWS's.
 *
 * **Example** (a store on `NodeRedis` of `@effect/platform-node`)
 *
 * ```ts
 * import { Layer, Redacted } from "effect"
 * import { SessionStore } from "effect-boto-ses"
 * import * as RedisStore from "effect-boto-ses/redis"
 * import type * as Redis from "effect/persistence/Redis"
 *
 * // NodeRedis.layer({ url: "redis://…" })
 * declare const redis: Layer.Layer<Redis.Redis, Redis.RedisError>
 *
 * const key = Redacted.make("rW5Vqk8eBk0N1o8mC3c6mT1c0m9y0l2wq3r4s5t6u7w")
 * const options: RedisStore.RedisOptions = { key, limit: { requests: 50, per: "1 second", burst: 10 } }
 * const store = (): Layer.Layer<SessionStore.SessionStore, unknown> =>
 *   RedisStore.layer(options).pipe(Layer.provide(RedisStore.inBackground(redis)))
 * if (typeof store !== "function") throw new Error("expected a layer")
 * ```
 */
export const layer = (options: RedisOptions): Layer.Layer<SessionStore, BotoSesError, Redis.Redis> =>
  Layer.effect(
    SessionStore,
    Effect.suspend(() => {
      const source = "the options of the session store in Redis"
      return Result.match(settingsOf(options), {
        onFailure: (problems) => Effect.fail(BotoSesError.of(new ConfigInvalid({ source, problems }))),
        onSuccess: makeStore
      })
    })
  )
