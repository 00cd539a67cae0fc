/** What the Redis store shares, with whom, and what it leaves in Redis. */
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { SessionKey } from "../../src/domain/aws/SessionKey.ts"
import { type SessionAsk, SessionStore } from "../../src/services/SessionStore.ts"
import type { StsError } from "../../src/services/Sts.ts"
import * as RedisStore from "../../src/sessionStore/redis/mod.ts"
import { arn, askOf, denied, idOf, key, makeSts, start } from "../sessionStore/asks.ts"
import { type RedisServer, redisServer, withRedis } from "./redisServer.ts"

const one = Redacted.make("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
const two = Redacted.make(new Uint8Array(32).fill(7))
const minute = 60_000

const storeOn = (
  { layer }: RedisServer,
  options: Partial<RedisStore.RedisOptions> = {}
): Effect.Effect<SessionStore, never, Scope.Scope> =>
  Layer.build(Layer.fresh(Layer.provide(RedisStore.layer({ key: one, ...options }), Layer.fresh(layer)))).pipe(
    Effect.map((services) => Context.get(services, SessionStore)),
    Effect.orDie
  )

const onServer = <A, E>(test: (server: RedisServer) => Effect.Effect<A, E, Scope.Scope>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start)
    yield* test(yield* redisServer())
  })

/** Whether two programs share what they ask for. */
const isShared = Effect.fnUntraced(function* (
  server: RedisServer,
  [first, second]: readonly [Partial<SessionAsk<StsError>>, Partial<SessionAsk<StsError>>],
  options: Partial<RedisStore.RedisOptions> = {}
) {
  const sts = makeSts()
  yield* server.send("FLUSHALL")
  const answer = yield* (yield* storeOn(server, options)).session(askOf(first), sts.obtain)
  const other = yield* (yield* storeOn(server, options)).session(askOf(second), sts.obtain)
  return idOf(answer) === idOf(other)
})

const withChain = (chain: Partial<SessionKey["chain"]>): Partial<SessionAsk<StsError>> => ({
  key: { ...key, chain: { ...key.chain, ...chain } }
})

const both = (ask: Partial<SessionAsk<StsError>>) => [ask, ask] as const

const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`

withRedis(() => {
  describe("what is shared through Redis", () => {
    it.effect("is a principal's, whatever its access key", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const other = withChain({ id: "ASIAOTHER", secret: Redacted.make("another secret of another session") })
          assert.isTrue(yield* isShared(server, [{}, other]))
          const identity = { accountId: "111111111111", arn: `${arn}2`, userId: "AROACI:build2" }
          assert.isFalse(yield* isShared(server, [{}, { principal: Effect.succeed(identity) }]))
        })
      )
    )

    it.effect("is nothing where the sources were got with other policies", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const limited = withChain({ steps: ['["AssumeRole","…",{"policy":"{}","roleArn":"…"}]'] })
          assert.isFalse(yield* isShared(server, [{}, limited]))
        })
      )
    )

    it.effect("is nothing of keys from elsewhere, unless the principal is trusted", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const foreign = both(withChain({ isForeign: true, steps: [] }))
          assert.isFalse(yield* isShared(server, foreign))
          assert.isTrue(yield* isShared(server, foreign, { trustPrincipal: true }))
        })
      )
    )

    it.effect("is nothing of a stand-in for AWS, unless it is asked for", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const local = both({ key: { ...key, endpoint: { url: "http://localhost:4566", isAws: false } } })
          assert.isFalse(yield* isShared(server, local))
          assert.isTrue(yield* isShared(server, local, { anywhere: true }))
        })
      )
    )

    it.effect("is no web identity's, unless it is asked for, and then by what its token says", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const ask = (claims: object): Partial<SessionAsk<StsError>> => ({
            principal: undefined,
            key: {
              ...key,
              operation: "AssumeRoleWithWebIdentity",
              chain: { ...key.chain, id: "web identity", steps: [], secret: Redacted.make(jwt(claims)) }
            }
          })
          const claims = { iss: "https://ci.example", sub: "repo:acme/app", aud: "sts.amazonaws.com" }
          const asks = [ask({ ...claims, jti: 1 }), ask({ ...claims, jti: 2 })] as const
          const options = { shareWebIdentity: true }
          assert.isFalse(yield* isShared(server, asks))
          assert.isTrue(yield* isShared(server, asks, options))
          assert.isFalse(yield* isShared(server, [ask(claims), ask({ ...claims, sub: "repo:acme/other" })], options))
        })
      )
    )

    it.effect("is nothing that a person's code opened, no identity, and no role that is kept apart", () =>
      onServer((server) =>
        Effect.gen(function* () {
          assert.isFalse(yield* isShared(server, both({ prompt: { what: "a code", fail: () => denied } })))
          assert.isFalse(yield* isShared(server, both({ key: { ...key, operation: "GetCallerIdentity" } })))
          assert.isFalse(yield* isShared(server, both({ principal: undefined })))
          const share = ({ roleArn, principal }: RedisStore.AboutSession) =>
            roleArn !== key.parameters.roleArn && principal === arn
          assert.isFalse(yield* isShared(server, both({}), { share }))
        })
      )
    )

    it.effect("is opened by each key, and sealed by the first", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const sts = makeSts()
          const ask = (keys: RedisStore.RedisOptions["key"]) =>
            Effect.flatMap(storeOn(server, { key: keys }), (store) => store.session(askOf(), sts.obtain))
          assert.strictEqual(idOf(yield* ask(one)), "ASIA1")
          assert.strictEqual(idOf(yield* ask([two, one])), "ASIA1")
          assert.strictEqual(idOf(yield* ask(two)), "ASIA2")
          assert.strictEqual(idOf(yield* ask([two, one])), "ASIA2")
        })
      )
    )

    it.effect("needs the principal's own key where keys are wrapped", () =>
      onServer((server) =>
        Effect.gen(function* () {
          let made = 0
          const wrapFor = (mine: string): RedisStore.KeyWrapping => ({
            make: (principal) => Effect.sync(() => ({ key: two, wrapped: JSON.stringify([principal, ++made]) })),
            open: (principal, wrapped) =>
              principal === mine && wrapped === JSON.stringify([mine, 1]) ? Effect.succeed(two) : Effect.fail("denied")
          })
          assert.isTrue(yield* isShared(server, both({}), { wrap: wrapFor(arn) }))
          assert.strictEqual(made, 1)
          const sts = makeSts()
          const others = [{}, { wrap: wrapFor("another") }, { wrap: wrapFor(arn) }]
          for (const options of others) yield* (yield* storeOn(server, options)).session(askOf(), sts.obtain)
          assert.strictEqual(sts.requests(), 2, "what the principal's key sealed needs it")
        })
      )
    )

    it.effect("leaves no secret, name or account in Redis", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const sts = makeSts()
          const store = yield* storeOn(server, { limit: { requests: 1000, per: "1 second", burst: 10 } })
          yield* store.session(askOf(), sts.obtain)
          sts.failNext(1)
          yield* Effect.flip(store.session(askOf({ since: start + 1 }), sts.obtain))
          const dump = (yield* server.dump).toString("latin1")
          assert.include(dump, ":session")
          for (const text of ["secret 1", "ASIA1", "AKIA", "deploy", "222222222222", "build", "AccessDenied", "AROA"]) {
            assert.notInclude(dump, text)
          }
        })
      )
    )
  })

  describe("an entry in Redis", () => {
    it.effect("is renewed before its end by one process, while others have what is kept", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const sts = makeSts()
          const [first, second] = [yield* storeOn(server), yield* storeOn(server)]
          yield* first.session(askOf(), sts.obtain)
          yield* TestClock.adjust(54.9 * minute)
          sts.failNext(1)
          assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA1", "a failure leaves what is kept")
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA1")
          assert.strictEqual(sts.requests(), 2, "nobody tries again at once")
          yield* server.send(
            "EVAL",
            "for _, k in ipairs(redis.call('KEYS', '*:pause')) do redis.call('DEL', k) end",
            "0"
          )
          const renewed = yield* (yield* storeOn(server)).session(askOf(), sts.obtain)
          assert.strictEqual(idOf(renewed), "ASIA3")
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA3")
        })
      )
    )

    it.effect("is not used beyond the age stated", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const sts = makeSts()
          const [first, second] = [yield* storeOn(server), yield* storeOn(server, { maxAge: "10 minutes" })]
          yield* first.session(askOf(), sts.obtain)
          yield* TestClock.adjust(11 * minute)
          assert.strictEqual(idOf(yield* first.session(askOf(), sts.obtain)), "ASIA1")
          assert.strictEqual(idOf(yield* second.session(askOf(), sts.obtain)), "ASIA2")
        })
      )
    )

    it.effect("that was damaged is ignored and replaced", () =>
      onServer((server) =>
        Effect.gen(function* () {
          const sts = makeSts()
          yield* (yield* storeOn(server)).session(askOf(), sts.obtain)
          const damage =
            "for _, k in ipairs(redis.call('KEYS', '*:session')) do redis.call('SETRANGE', k, 60, 'AAAA') end"
          yield* server.send("EVAL", damage, "0")
          const store = yield* storeOn(server)
          assert.strictEqual(idOf(yield* store.session(askOf(), sts.obtain)), "ASIA2")
          assert.strictEqual(idOf(yield* store.session(askOf(), sts.obtain)), "ASIA2")
        })
      )
    )
  })

  it.effect("options that cannot be are a mistake of the configuration, without the key", () =>
    onServer(({ layer }) =>
      Effect.gen(function* () {
        const options = {
          key: Redacted.make("c2hvcnQgc2VjcmV0"),
          maxAge: 0,
          limit: { requests: 0, per: "1 second" }
        } as const
        const error = yield* Effect.flip(Layer.build(Layer.provide(RedisStore.layer(options), layer)))
        assert.strictEqual(error._tag === "BotoSesError" && error.reason._tag, "ConfigInvalid")
        const { message } = error
        for (const part of ["key", "32 bytes", "maxAge", "limit.requests"]) assert.include(message, part)
        assert.notInclude(message, "c2hvcnQ")
      })
    )
  )
})
