/**
 * Sessions that many programs share through Redis, and the rate of requests that they keep together.
 *
 * @module
 */
export { inBackground } from "./Background.ts"
export type { AboutSession, DataKey, KeyWrapping, RateLimit, RedisOptions } from "./Options.ts"
export { layer } from "./RedisStore.ts"
