import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"

/** Milliseconds between two attempts to reach a Redis that is not there, about. */
const spacing = 30_000

/** Milliseconds for which the start of a program waits. */
const patience = 2_000

const absent = new Redis.RedisError({ cause: new Error("Redis has not been reached yet") })

/**
 * A Redis that is reached in the background, so that a program starts although it is not there, and finds it later.
 *
 * **Details**: the layer waits two seconds for it at most, and never fails; what is asked of a Redis that has not been reached
 * fails, until an attempt, about each half minute, succeeds.
 *
 * **Example** (a program that starts without Redis)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as RedisStore from "effect-boto-ses/redis"
 * import * as Redis from "effect/persistence/Redis"
 *
 * const absent = Layer.effect(Redis.Redis, Effect.fail(new Redis.RedisError({ cause: "no server" })))
 * const asked = Effect.flatMap(Redis.Redis, ({ send }) => send("PING")).pipe(Effect.flip)
 * const error = await Effect.runPromise(Effect.provide(asked, RedisStore.inBackground(absent)))
 * if (error._tag !== "RedisError") throw new Error(`expected that of Redis, found ${error}`)
 * ```
 */
export const inBackground = <E, R>(redis: Layer.Layer<Redis.Redis, E, R>): Layer.Layer<Redis.Redis, never, R> =>
  Layer.effect(
    Redis.Redis,
    Effect.gen(function* () {
      const scope = yield* Scope.Scope
      const tried = yield* Deferred.make<void>()
      let reached: Redis.Redis["Service"] | undefined

      const attempt = Effect.gen(function* () {
        const own = yield* Scope.fork(scope)
        const built = yield* Effect.exit(Layer.buildWithScope(Layer.fresh(redis), own))
        if (built._tag === "Failure") yield* Scope.close(own, built)
        else reached = yield* Effect.provide(Redis.Redis, built.value)
        yield* Deferred.succeed(tried, undefined)
      })
      yield* Effect.forkIn(
        Effect.gen(function* () {
          while (reached === undefined) {
            yield* attempt
            if (reached === undefined) yield* Effect.sleep(spacing * (yield* Random.nextBetween(0.8, 1.2)))
          }
        }),
        scope
      )

      yield* Effect.timeoutOption(Deferred.await(tried), patience)

      const whenReached = <A, R2>(
        use: (service: Redis.Redis["Service"]) => Effect.Effect<A, Redis.RedisError, R2>
      ): Effect.Effect<A, Redis.RedisError, R2> =>
        Effect.andThen(
          Deferred.await(tried),
          Effect.suspend(() => (reached === undefined ? Effect.fail(absent) : use(reached)))
        )

      return Redis.Redis.of({
        send: (command, ...args) => whenReached(({ send }) => send(command, ...args)),
        eval:
          (script) =>
          (...params) =>
            whenReached((service) => service.eval(script)(...params)),
        reserve: whenReached(({ reserve }) => reserve),
        subscribe: (channel) =>
          Effect.catchTag(
            whenReached(({ subscribe }) => subscribe(channel)),
            "RedisError",
            Effect.fnUntraced(function* (error) {
              const failed = yield* Queue.unbounded<Redis.RedisMessage, Redis.RedisError>()
              yield* Queue.fail(failed, error)
              return failed
            })
          )
      })
    })
  )
