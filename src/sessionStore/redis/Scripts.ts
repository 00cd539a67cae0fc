/**
 * What Redis does in one step. The keys of an entry have its name in braces, so that a cluster has them in one place.
 *
 * An entry stands in Redis as `END:SEALED`, its end in milliseconds since the epoch; a failure as `OWNER:SEALED`.
 */
import * as Redis from "effect/persistence/Redis"

type Script<Params extends ReadonlyArray<unknown>, Result> = Redis.Script<{
  readonly params: Params
  readonly result: Result
}>

/** The names of an entry in Redis. */
export interface EntryNames {
  readonly name: string
  readonly entry: string
  /** The owner of the flight, for as long as its lease lasts. */
  readonly lock: string
  /** What a flight failed with, for those who waited. */
  readonly failure: string
  /** There is for a while after an attempt to renew a good entry failed. */
  readonly pause: string
}

export const entryNames = (prefix: string, name: string): EntryNames => {
  const of = (kind: string) => `${prefix}{${name}}:${kind}`
  return { name, entry: of("session"), lock: of("lock"), failure: of("failure"), pause: of("pause") }
}

/** Milliseconds of the longest lease that an owner takes. */
export const longestLease = 10_000

/** A lock that no owner could have left so, of another hand or without an end, is soon free all the same. */
const endLock = (lock: string, lease: string): string => `
local left = redis.call("PTTL", ${lock})
if left == -1 or left > ${longestLease} then redis.call("PEXPIRE", ${lock}, ${lease}) end
`

/** Takes the lock where nobody has it: who has it now, and the entry. */
export const acquire: Script<
  [names: EntryNames, owner: string, lease: number],
  readonly [owner: string, entry: string]
> = Redis.script(({ lock, entry }: EntryNames, owner: string, lease: number) => [lock, entry, owner, lease], {
  numberOfKeys: 2,
  lua: `
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2], "NX")
${endLock("KEYS[1]", "ARGV[2]")}
return { redis.call("GET", KEYS[1]), redis.call("GET", KEYS[2]) or "" }
`
}).withReturnType<readonly [owner: string, entry: string]>()

/** Takes the lock to renew an entry that is still good, where nobody else does and none has just failed. */
export const acquireToRenew: Script<[names: EntryNames, owner: string, lease: number], 0 | 1> = Redis.script(
  ({ lock, pause }: EntryNames, owner: string, lease: number) => [lock, pause, owner, lease],
  {
    numberOfKeys: 2,
    lua: `
if redis.call("EXISTS", KEYS[2]) == 1 then return 0 end
if redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2], "NX") then return 1 end
${endLock("KEYS[1]", "ARGV[2]")}
return 0
`
  }
).withReturnType<0 | 1>()

/** Prolongs the lease of its owner; 0 where it has been lost. */
export const prolong: Script<[names: EntryNames, owner: string, lease: number], 0 | 1> = Redis.script(
  ({ lock }: EntryNames, owner: string, lease: number) => [lock, owner, lease],
  {
    numberOfKeys: 1,
    lua: `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])
`
  }
).withReturnType<0 | 1>()

/** What a flight ends with: an entry, a failure, or neither. */
export interface Ending {
  /** In milliseconds since the epoch; 0 without an entry. */
  readonly end: number
  readonly entry: string
  /** Milliseconds. */
  readonly life: number
  readonly failure: string
  /** Milliseconds for which nobody renews the entry. */
  readonly pause: number
}

/** Milliseconds for which a failure is there for those who waited for it. */
const failureLife = 3_000

/**
 * Ends a flight: keeps what it brought, unless what is kept ends later; gives the lock back; wakes those who wait. 0
 * where the lease had been lost.
 */
export const finish: Script<[names: EntryNames, owner: string, channel: string, ending: Ending], 0 | 1> = Redis.script(
  (names: EntryNames, owner: string, channel: string, { end, entry, life, failure, pause }: Ending) => [
    ...[names.entry, names.lock, names.failure, names.pause],
    ...[owner, channel, names.name, end, entry, life, failure, pause, failureLife]
  ],
  {
    numberOfKeys: 4,
    lua: `
local owner, ends = ARGV[1], tonumber(ARGV[4])
if ends > 0 then
  local kept = redis.call("GET", KEYS[1])
  local keptEnd = kept and tonumber(string.match(kept, "^(%d+):")) or 0
  if ends >= keptEnd then redis.call("SET", KEYS[1], ARGV[4] .. ":" .. ARGV[5], "PX", ARGV[6]) end
end
if ARGV[7] ~= "" then redis.call("SET", KEYS[3], owner .. ":" .. ARGV[7], "PX", ARGV[9]) end
if tonumber(ARGV[8]) > 0 then redis.call("SET", KEYS[4], "1", "PX", ARGV[8]) end
local had = 0
if redis.call("GET", KEYS[2]) == owner then had = redis.call("DEL", KEYS[2]) end
redis.call("PUBLISH", ARGV[2], ARGV[3])
return had
`
  }
).withReturnType<0 | 1>()

/** Removes an entry that is still what was read. */
export const removeEntry: Script<[names: EntryNames, read: string], 0 | 1> = Redis.script(
  ({ entry }: EntryNames, read: string) => [entry, read],
  {
    numberOfKeys: 1,
    lua: `
if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0
`
  }
).withReturnType<0 | 1>()

/**
 * Takes the next of the moments at which a request may be sent: in how many milliseconds it comes, or -1 where that is
 * later than one would wait. Redis's own clock counts, since those of machines differ.
 */
export const takeMoment: Script<[bucket: string, interval: number, burst: number, patience: number], number> =
  Redis.script(
    (bucket: string, interval: number, burst: number, patience: number) => [
      bucket,
      ...[Math.ceil(interval * 1000), burst, Math.floor(patience * 1000)]
    ],
    {
      numberOfKeys: 1,
      lua: `
local interval, burst, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local due = math.max(tonumber(redis.call("GET", KEYS[1])) or 0, now)
local wait = math.max(0, due - (burst - 1) * interval - now)
if wait > patience then return -1 end
due = due + interval
redis.call("SET", KEYS[1], string.format("%.0f", due), "PX", math.ceil((due - now) / 1000) + 1000)
return math.ceil(wait / 1000)
`
    }
  ).withReturnType<number>()

/**
 * Takes moments for requests that have been sent without them, up to a time from now: however many those were, who asks
 * later waits no longer than that for them.
 */
export const oweMoments: Script<[bucket: string, interval: number, count: number, most: number], 1> = Redis.script(
  (bucket: string, interval: number, count: number, most: number) => [
    bucket,
    ...[Math.ceil(interval * 1000 * count), Math.floor(most * 1000)]
  ],
  {
    numberOfKeys: 1,
    lua: `
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local due = math.max(tonumber(redis.call("GET", KEYS[1])) or 0, now)
due = math.max(due, math.min(due + tonumber(ARGV[1]), now + tonumber(ARGV[2])))
redis.call("SET", KEYS[1], string.format("%.0f", due), "PX", math.ceil((due - now) / 1000) + 1000)
return 1
`
  }
).withReturnType<1>()
