import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"
import { notExpected } from "../../domain/config/ConfigProblem.ts"

/** 32 random bytes, or their text in base64url: `openssl rand -base64 32 | tr '+/' '-_' | tr -d =`. */
export type DataKey = Redacted.Redacted<string> | Redacted.Redacted<Uint8Array>

/** What is known of a session before it is kept or taken. */
export interface AboutSession {
  /** The ARN of the principal that asks; of an identity provider's token what it says of whose it is, as JSON. */
  readonly principal: string
  /** AWS's name of the operation: `AssumeRole`. */
  readonly operation: string
  /** The role that is asked for, where one is. */
  readonly roleArn: string | undefined
}

/** How many requests the programs that share a Redis send to STS. */
export interface RateLimit {
  /** So many requests … */
  readonly requests: number
  /** … in this time. */
  readonly per: Duration.Input
  /** How many may be sent at once after a pause. Default: 1. In any time of `per` no more than both together are sent. */
  readonly burst?: number
  /** How many each process sends in that time where Redis cannot be reached. Default: a twentieth of `requests`. */
  readonly fallback?: number
}

/** Data keys of one principal each, which a service such as AWS KMS gives to nobody else. */
export interface KeyWrapping {
  /** A new data key, and the same wrapped, as KMS's GenerateDataKey gives both for an encryption context with the principal. */
  readonly make: (principal: string) => Effect.Effect<{ readonly key: DataKey; readonly wrapped: string }, unknown>
  /** The data key of a wrapped one, as KMS's Decrypt gives it for the same encryption context. */
  readonly open: (principal: string, wrapped: string) => Effect.Effect<DataKey, unknown>
}

/** How sessions are sealed, which of them are shared, and how many requests to STS all programs together send. */
export interface RedisOptions {
  /**
   * The data key by which sessions are sealed: whoever has it and reaches Redis has every session that is sealed with it.
   * Of several the first seals and each opens, so that a key can be replaced by a new one while programs run.
   */
  readonly key: DataKey | readonly [DataKey, ...ReadonlyArray<DataKey>]
  /** The beginning of each name in Redis. Default: `boto-ses:`. */
  readonly prefix?: string
  /**
   * Whether keys that somebody else obtained (of the environment, an instance, a parent process) get the sessions that any
   * other program with the same principal got. Their session policies and tags cannot be seen. Default: false.
   */
  readonly trustPrincipal?: boolean
  /** Whether sessions for a web identity are shared, although AWS has not checked the token of whoever takes one. Default: false. */
  readonly shareWebIdentity?: boolean
  /** Whether a session is shared: not where a role's trust depends on the network or on the time. Default: all. */
  readonly share?: (about: AboutSession) => boolean
  /** How long after it was made a session is given to others. Default: an hour. */
  readonly maxAge?: Duration.Input
  /** The rate of requests to STS. Default: none. */
  readonly limit?: RateLimit
  /** A data key for each principal, on top of `key`. Default: none. */
  readonly wrap?: KeyWrapping
  /** Whether sessions of endpoints that are not AWS's are shared too. Default: false. */
  readonly anywhere?: boolean
}

/** The options as they are used. */
export interface Settings extends Omit<RedisOptions, "key" | "prefix" | "maxAge" | "limit"> {
  readonly keys: readonly [Redacted.Redacted<string>, ...ReadonlyArray<Redacted.Redacted<string>>]
  readonly prefix: string
  /** Milliseconds. */
  readonly maxAge: number
  readonly limit: Limit | undefined
}

export interface Limit {
  readonly words: string
  readonly burst: number
  /** Milliseconds between two requests. */
  readonly interval: number
  /** Milliseconds between two requests of a process that is on its own. */
  readonly fallbackInterval: number
}

const keyBytes = 32

/** A data key as text; `undefined` for what is none. */
export const keyTextOf = (key: DataKey): Redacted.Redacted<string> | undefined => {
  const value = Redacted.value<string | Uint8Array>(key)
  const bytes = typeof value === "string" ? Buffer.from(value, "base64url") : Buffer.from(value)
  if (bytes.length !== keyBytes) return undefined
  const text = bytes.toString("base64url")
  return typeof value === "string" && value !== text ? undefined : Redacted.make(text, { label: "dataKey" })
}

/** How much less than allowed is aimed at: what is granted in time arrives a little later. */
const aim = 0.95

const limitOf = ({ requests, per, burst = 1, fallback = requests / 20 }: RateLimit, problems: Array<ConfigProblem>) => {
  const millis = Duration.toMillis(Duration.fromInputUnsafe(per))
  const positive = "a number above zero"
  for (const [name, value] of Object.entries({ requests, burst, fallback })) {
    if (!(value > 0 && Number.isFinite(value))) problems.push(notExpected(`limit.${name}`, positive, value))
  }
  if (!(millis > 0 && Number.isFinite(millis))) problems.push(notExpected("limit.per", "a time above zero", per))
  return {
    words: `${requests} requests in ${millis / 1000} s`,
    burst: Math.max(1, Math.floor(burst)),
    interval: millis / requests / aim,
    fallbackInterval: millis / fallback
  }
}

/** The options with their defaults, or what is wrong with them. */
export const settingsOf = (options: RedisOptions): Result.Result<Settings, ReadonlyArray<ConfigProblem>> => {
  const { key, prefix = "boto-ses:", maxAge = "1 hour", limit, ...rest } = options
  const problems: Array<ConfigProblem> = []
  const given: ReadonlyArray<DataKey> = Redacted.isRedacted(key) ? [key] : key
  const keys = given.flatMap((one, index) => {
    const text = keyTextOf(one)
    if (text !== undefined) return [text]
    problems.push({
      path: Redacted.isRedacted(key) ? "key" : `key[${index}]`,
      expected: "32 bytes, or their text in base64url",
      found: "something else",
      next: "Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d ="
    })
    return []
  })
  const age = Duration.toMillis(Duration.fromInputUnsafe(maxAge))
  if (!(age > 0)) problems.push(notExpected("maxAge", "a time above zero", maxAge))
  const settledLimit = limit === undefined ? undefined : limitOf(limit, problems)
  const [first, ...others] = keys
  if (first === undefined && problems.length === 0) problems.push(notExpected("key", "a data key", given))
  return first === undefined || problems.length > 0
    ? Result.fail(problems)
    : Result.succeed({ ...rest, keys: [first, ...others], prefix, maxAge: age, limit: settledLimit })
}
