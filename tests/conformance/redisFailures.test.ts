/** A Redis that is gone, stops, restarts empty, stands still or is full; processes that stop while others wait. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import type { FailureText } from "../../src/services/FailureText.ts"
import { type PermitRefused, RequestPermit } from "../../src/services/RequestPermit.ts"
import type { Obtained } from "../../src/services/SessionStore.ts"
import { SessionStore } from "../../src/services/SessionStore.ts"
import * as RedisStore from "../../src/sessionStore/redis/mod.ts"
import { oweMoments, takeMoment } from "../../src/sessionStore/redis/Scripts.ts"
import { arn, askOf, denied, idOf, key, makeSts } from "../sessionStore/asks.ts"
import { dataKey, peakRate } from "./fleet.ts"
import { type RedisServer, redisServer, withRedis } from "./redisServer.ts"

const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)

const logs: Array<string> = []
const quiet = Logger.layer([Logger.make(({ message }) => logs.push(String(message)))])

const storeOn = ({ layer }: Pick<RedisServer, "layer">, options: Partial<RedisStore.RedisOptions> = {}) =>
  RedisStore.layer({ key: Redacted.make(dataKey), ...options }).pipe(
    Layer.provide(RedisStore.inBackground(layer)),
    Layer.fresh,
    Layer.build,
    Effect.map((services) => Context.get(services, SessionStore)),
    Effect.orDie,
    Effect.provide(quiet)
  )

const roleAsk = (index: number) =>
  askOf({ key: { ...key, parameters: { ...key.parameters, roleArn: `arn:aws:iam::222222222222:role/r${index}` } } })

const principal = Effect.succeed({ accountId: "111111111111", arn, userId: "AROACI:build" })

/** Asks for so many roles, one after the other and all of them good, and gives the longest that one took. */
const askAll = Effect.fnUntraced(function* (store: SessionStore, roles: ReadonlyArray<number>, pause = 0) {
  const sts = makeSts()
  let longest = 0
  for (const index of roles) {
    const begun = yield* Clock.currentTimeMillis
    assert.isDefined(idOf(yield* store.session(roleAsk(index), sts.obtain)))
    longest = Math.max(longest, (yield* Clock.currentTimeMillis) - begun)
    yield* Effect.sleep(pause)
  }
  return longest
})

withRedis(() => {
  describe("a Redis that fails", () => {
    it.live("in the middle, and comes back empty, makes no ask fail", () =>
      Effect.gen(function* () {
        const server = yield* redisServer()
        const stores = [yield* storeOn(server), yield* storeOn(server)]
        const asking = yield* Effect.forkChild(
          Effect.all(
            stores.map((store) => askAll(store, range(60), 20)),
            { concurrency: "unbounded" }
          )
        )
        yield* Effect.sleep(300)
        yield* server.kill
        yield* Effect.sleep(300)
        yield* server.start
        yield* Fiber.join(asking)
      }).pipe(Effect.provide(quiet))
    )

    it.live("by standing still makes each ask wait a moment at most, and says so once", () =>
      Effect.gen(function* () {
        const server = yield* redisServer()
        const store = yield* storeOn(server)
        yield* askAll(store, range(3))
        logs.length = 0
        yield* server.freeze
        const longest = yield* askAll(store, range(20))
        yield* server.thaw
        assert.isBelow(longest, 4_000)
        assert.strictEqual(logs.filter((line) => line.includes("session store in Redis")).length, 1)
      }).pipe(Effect.provide(quiet))
    )

    it.live("by being full makes no ask fail", () =>
      Effect.gen(function* () {
        const server = yield* redisServer("--maxmemory", "1mb", "--maxmemory-policy", "noeviction")
        yield* askAll(yield* storeOn(server), range(20))
      }).pipe(Effect.provide(quiet))
    )

    it.live("by not being there leaves each process its part of the rate", () =>
      Effect.gen(function* () {
        const absent = Layer.effect(Redis.Redis, Effect.fail(new Redis.RedisError({ cause: "no server" })))
        const limit = { requests: 200, per: "1 second", burst: 10, fallback: 10 } as const
        const times: Array<number> = []
        const sts = makeSts()
        const paced: Effect.Effect<Obtained, never> = Effect.gen(function* () {
          yield* Effect.orDie(Effect.flatMap(RequestPermit, ({ take }) => take))
          times.push(yield* Clock.currentTimeMillis)
          return yield* Effect.orDie(sts.obtain)
        })
        const stores = [yield* storeOn({ layer: absent }, { limit }), yield* storeOn({ layer: absent }, { limit })]
        yield* Effect.all(
          range(20).map((index) => stores[index % 2]?.session(roleAsk(index), paced) ?? Effect.void),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(times.length, 20)
        assert.isAtMost(peakRate(times), 22)
      }).pipe(Effect.provide(quiet))
    )
  })

  describe("a flight of several processes", () => {
    it.live("tells its failure to those who waited, and to nobody later", () =>
      Effect.gen(function* () {
        const server = yield* redisServer()
        const stores = [yield* storeOn(server), yield* storeOn(server), yield* storeOn(server)]
        let requests = 0
        const failing = Effect.andThen(
          Effect.sleep(700),
          Effect.suspend(() => {
            requests++
            return Effect.fail(denied)
          })
        )
        const errors = yield* Effect.all(
          stores.map((store) => Effect.flip(store.session(askOf(), failing))),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(
          errors.map(({ kind }) => kind),
          ["denied", "denied", "denied"]
        )
        assert.strictEqual(requests, 1)
        const sts = makeSts()
        const [first] = stores
        if (first !== undefined) assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA1")
      })
    )

    it.live("is taken over from a process that has died, also where its lock was left without an end", () =>
      Effect.gen(function* () {
        const server = yield* redisServer()
        const other = yield* storeOn(server)
        const names = yield* Effect.scoped(
          Effect.gen(function* () {
            const owner = yield* storeOn(server)
            const asking = yield* Effect.forkChild(owner.session(askOf(), Effect.never))
            yield* Effect.sleep(300)
            const locks = yield* server.send("KEYS", "*:lock")
            yield* Fiber.interrupt(asking)
            return locks
          })
        )
        assert.isArray(names)
        const [lock] = names as ReadonlyArray<string>
        if (lock === undefined) return assert.fail("nobody had the lock")
        const sts = makeSts()
        const ends: ReadonlyArray<ReadonlyArray<string>> = [["PX", "1500"], [], ["PX", "86400000"]]
        const waits = yield* Effect.forEach(
          ends,
          Effect.fnUntraced(function* (end) {
            yield* server.send("FLUSHALL")
            yield* server.send("SET", lock, "a process that has died", ...end)
            const begun = yield* Clock.currentTimeMillis
            assert.isDefined(idOf(yield* other.session(askOf(), sts.obtain)))
            return (yield* Clock.currentTimeMillis) - begun
          })
        )
        for (const waited of waits) assert.isTrue(waited > 1_000 && waited < 4_000, `waited ${waited} ms`)
      })
    )
  })

  it.live("moments that are owed make nobody wait for more than ten seconds", () =>
    Effect.gen(function* () {
      const { layer } = yield* redisServer()
      const redis = Context.get(yield* Layer.build(layer), Redis.Redis)
      const [take, owe] = [redis.eval(takeMoment), redis.eval(oweMoments)]
      for (const _ of range(3)) yield* owe("bucket", 100, 10_000, 10_000)
      const wait = yield* take("bucket", 100, 1, 60_000)
      assert.isTrue(wait > 9_000 && wait <= 10_000, `a wait of ${wait} ms`)
      for (const _ of range(50)) yield* take("bucket", 100, 1, 60_000)
      yield* owe("bucket", 100, 10_000, 10_000)
      assert.isBelow(yield* take("bucket", 100, 1, 60_000), 16_000)
    })
  )

  it.live("a rate is kept by all processes together, retries included", () =>
    Effect.gen(function* () {
      const server = yield* redisServer()
      const limit = { requests: 50, per: "1 second", burst: 10 } as const
      const stores = yield* Effect.all(range(4).map(() => storeOn(server, { limit })))
      const times: Array<number> = []
      const sts = makeSts()
      const twice: Effect.Effect<Obtained> = Effect.gen(function* () {
        const permit = yield* RequestPermit
        for (const _ of range(2)) {
          yield* Effect.orDie(permit.take)
          times.push(yield* Clock.currentTimeMillis)
        }
        return yield* Effect.orDie(sts.obtain)
      })
      yield* Effect.all(
        range(60).map((index) => stores[index % 4]?.session(roleAsk(index), twice) ?? Effect.void),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(times.length, 120)
      assert.isAtMost(peakRate(times), 60)
    }).pipe(Effect.provide(quiet))
  )

  it.live("a request that would wait too long is refused, and AWS's throttling slows all down", () =>
    Effect.gen(function* () {
      const server = yield* redisServer()
      const sts = makeSts()
      const taking = (isThrottled: boolean) =>
        Effect.gen(function* () {
          const permit = yield* RequestPermit
          yield* permit.take
          yield* permit.heard(isThrottled)
          return yield* Effect.orDie(sts.obtain)
        })
      const asked = (store: SessionStore, index: number, isThrottled = false) => {
        const failures: FailureText<PermitRefused> = { encode: () => undefined, decode: () => undefined }
        return store.session({ ...roleAsk(index), failures, principal, prompt: undefined }, taking(isThrottled))
      }
      const scarce = yield* storeOn(server, { prefix: "a:", limit: { requests: 1, per: "5 minutes" } })
      yield* asked(scarce, 0)
      const refused = yield* Effect.flip(asked(scarce, 1))
      assert.deepStrictEqual(
        [refused._tag, refused.limit, refused.waitedSeconds],
        ["PermitRefused", "1 requests in 300 s", 60]
      )
      const limit = { requests: 100, per: "1 second", burst: 10 } as const
      const stores = [yield* storeOn(server, { limit }), yield* storeOn(server, { limit })] as const
      yield* asked(stores[0], 2, true)
      const begun = yield* Clock.currentTimeMillis
      yield* asked(stores[1], 3)
      assert.isAbove((yield* Clock.currentTimeMillis) - begun, 500)
    }).pipe(Effect.provide(quiet))
  )
})
