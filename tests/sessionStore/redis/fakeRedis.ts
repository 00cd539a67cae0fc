/** A Redis of the test's own words, for the store's programs that need no server. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { SessionStore } from "../../../src/services/SessionStore.ts"
import * as RedisStore from "../../../src/sessionStore/redis/mod.ts"

export interface FakeRedis {
  readonly service: Redis.Redis["Service"]
  /** Every command with its arguments, and every script with its own, in the order in which they came. */
  readonly asked: Array<ReadonlyArray<string>>
}

/** Answers to commands by their names; to scripts, which begin with their Lua, likewise. */
export const fakeRedis = (answer: (...asked: ReadonlyArray<string>) => unknown): FakeRedis => {
  const asked: Array<ReadonlyArray<string>> = []
  const tell = <A>(parts: ReadonlyArray<string>): Effect.Effect<A> =>
    Effect.sync(() => {
      asked.push(parts)
      return answer(...parts) as A
    })
  const service = Redis.Redis.of({
    send: (command, ...args) => tell([command, ...args]),
    eval:
      (script) =>
      (...params) =>
        tell([script.lua, ...script.params(...params).map(String)]),
    reserve: Effect.fail(new Redis.RedisError({ cause: "no connection of one's own" })),
    subscribe: () => Queue.unbounded<Redis.RedisMessage, Redis.RedisError>()
  })
  return { service, asked }
}

/** The store on it. */
export const storeOn = (
  { service }: FakeRedis,
  options: Partial<RedisStore.RedisOptions> = {}
): Effect.Effect<SessionStore, never, Scope.Scope> =>
  RedisStore.layer({ key: Redacted.make(new Uint8Array(32).fill(7)), ...options }).pipe(
    Layer.provide(Layer.succeed(Redis.Redis, service)),
    Layer.fresh,
    Layer.build,
    Effect.map((services) => Context.get(services, SessionStore)),
    Effect.orDie
  )

/** Lets so many seconds pass in steps within which Redis is in time. */
export const pass = (seconds: number): Effect.Effect<void> =>
  Effect.replicateEffect(TestClock.adjust(200), seconds * 5, { discard: true })
