/**
 * When a kept session serves, and when it is renewed: the same for each store. Times are AWS's, in milliseconds since
 * the epoch, as those of `KeptSession`.
 */
import { endOfIdentity, endOfSession, type KeptSession } from "../domain/aws/KeptSession.ts"
import type { SessionKey } from "../domain/aws/SessionKey.ts"
import type { Kept, Obtained, SessionNeed } from "../services/SessionStore.ts"

/** What an ask needs of an entry, by AWS's clock. */
export interface EntryNeed extends Pick<SessionNeed, "life" | "refused" | "since"> {
  /** How long after it was made an entry serves, in milliseconds. Default: to its end. */
  readonly maxAge?: number | undefined
}

/** What an ask needs. */
export const entryNeed = (
  { life, refused, since }: Pick<SessionNeed, "life" | "refused" | "since">,
  maxAge?: number
): EntryNeed => ({ life, refused, since, maxAge })

/**
 * Why an entry does not serve: it has ended; AWS refused it, for good (`ended`) or not; it was made too long ago; too
 * little of it is left.
 */
export type Unfit = "dead" | "ended" | "refused" | "old" | "short"

/**
 * What an entry must have left. Half of its whole life is the most: whoever needs more would take none, and obtain one
 * that lives no longer.
 */
const lifeNeeded = ({ issuedAt, expiresAt }: KeptSession, life: EntryNeed["life"]): number => {
  const half = Math.max(0, (expiresAt - issuedAt) / 2)
  return life === "half" ? half : Math.min(Math.max(0, life), half)
}

/** Milliseconds by which clocks may differ that are taken for right. */
const leeway = 300_000

/** Why an entry does not serve; `undefined` where it does. */
export const unfitness = (entry: KeptSession, need: EntryNeed, now: number): Unfit | undefined => {
  const { credentials, expiresAt, issuedAt } = entry
  const { refused, since, maxAge = Number.POSITIVE_INFINITY } = need
  if (refused !== undefined && refused.accessKeyId === credentials?.accessKeyId) {
    return refused.ended ? "ended" : "refused"
  }
  // What is from the future was written by a clock that has been set back since: nobody knows how old it is.
  if (expiresAt <= now || issuedAt > now + leeway) return "dead"
  if ((since !== undefined && issuedAt < since) || now - issuedAt > maxAge) return "old"
  return expiresAt - now < lifeNeeded(entry, need.life) ? "short" : undefined
}

/** Whether an entry serves an ask. */
export const serves = (entry: KeptSession, need: EntryNeed, now: number): boolean =>
  unfitness(entry, need, now) === undefined

/** A number from 0 to 1, without 1, that is always the same for a text, and evenly spread over texts. */
const drawOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/**
 * When an entry that serves is renewed by one who asks for it: between one and two of the lives that are needed before
 * the last moment at which it serves, drawn from the entry's name, so that what was made together is not renewed
 * together. At least half of the time until then passes first.
 */
export const refreshPoint = (name: string, entry: KeptSession, { life, maxAge }: EntryNeed): number => {
  const { issuedAt, expiresAt } = entry
  const needed = lifeNeeded(entry, life)
  const last = Math.min(expiresAt - needed, issuedAt + (maxAge ?? Number.POSITIVE_INFINITY))
  return last - drawOf(name) * Math.min(needed, Math.max(0, (last - issuedAt) / 2))
}

const hour = 3_600_000

/**
 * How long the session lives that is asked for, where AWS says nothing of its end: what the parameters say, else what
 * AWS gives by itself. Source: STS API Reference, `DurationSeconds` of each operation.
 */
const durationOf = ({ operation, parameters: { durationSeconds } }: Pick<SessionKey, "operation" | "parameters">) => {
  if (typeof durationSeconds === "number") return durationSeconds * 1000
  return operation.startsWith("AssumeRole") && durationSeconds === undefined ? hour : 12 * hour
}

/**
 * What is kept of an answer that has just come.
 *
 * @param now by AWS's clock
 */
export const keptOf = (
  key: Pick<SessionKey, "operation" | "parameters">,
  { credentials, identity }: Obtained,
  now: number
): KeptSession => ({
  ...(credentials === undefined ? {} : { credentials }),
  ...(identity === undefined ? {} : { identity }),
  issuedAt: now,
  expiresAt: credentials === undefined ? endOfIdentity(now) : endOfSession(now, credentials.expiresAt, durationOf(key))
})

/**
 * The answer to an ask that an entry serves.
 *
 * @param clockSkew by how much AWS's clock is ahead of this machine's, in milliseconds
 */
export const keptAnswer = ({ credentials, identity, issuedAt }: KeptSession, clockSkew: number): Kept => ({
  credentials,
  identity,
  keptSince: issuedAt,
  clockSkew
})
