/** The session store in Redis, on a real server. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SessionStore } from "../../src/services/SessionStore.ts"
import * as RedisStore from "../../src/sessionStore/redis/mod.ts"
import { sessionStoreSuite } from "../sessionStore/sessionStoreSuite.ts"
import { redisServer, withRedis } from "./redisServer.ts"

const key = Redacted.make("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")

withRedis(() => {
  sessionStoreSuite("effect-boto-ses/redis", {
    stores: Effect.gen(function* () {
      const server = yield* redisServer()
      const store = Effect.map(
        Layer.build(Layer.fresh(Layer.provide(RedisStore.layer({ key }), Layer.fresh(server.layer)))),
        (services) => Context.get(services, SessionStore)
      )
      return [yield* Effect.orDie(store), yield* Effect.orDie(store)] as const
    })
  })
})
