/**
 * Sessions that many programs share through Redis, and the rate of requests that they keep together.
 *
 * For fleets of CI jobs, whose AssumeRole requests would exceed AWS's rate. One machine alone is served by
 * `sessionStore: "host"`, without a server.
 *
 * **Example** (a factory whose jobs share their sessions for an hour)
 *
 * ```ts
 * import { Layer, Redacted } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import * as RedisStore from "effect-boto-ses/redis"
 * import type * as Redis from "effect/persistence/Redis"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   devops: { accountId: "111111111111" },
 *   workloads: { prd: { accountId: "333333333333" } }
 * }) {}
 *
 * // Such as NodeRedis.layer({ url: "redis://…" }) of @effect/platform-node, and a data key from your own secret store.
 * export const awsOn = (redis: Layer.Layer<Redis.Redis, Redis.RedisError>, key: Redacted.Redacted<string>) =>
 *   Aws.layerWith({
 *     sessionStore: RedisStore.layer({ key }).pipe(Layer.provide(RedisStore.inBackground(redis)))
 *   })
 * ```
 *
 * @module
 */
export { inBackground } from "./Background.ts"
export type { AboutSession, DataKey, KeyWrapping, RateLimit, RedisOptions } from "./Options.ts"
export { layer } from "./RedisStore.ts"
