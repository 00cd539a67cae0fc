import type { Credentials } from "./Credentials.ts"
import type { Identity } from "./Identity.ts"

/**
 * What a store keeps for other processes: a session, or only who a source is. Its times are AWS's, as far as the process
 * that wrote it knew them: by its own clock, corrected by what AWS's answers said.
 */
export interface KeptSession {
  /** Absent where only an identity is kept. */
  readonly credentials?: Credentials
  readonly identity?: Identity
  /** When it was given: milliseconds since the epoch. */
  readonly issuedAt: number
  /** From when on it is dead: milliseconds since the epoch, from `endOfSession` or `endOfIdentity`. */
  readonly expiresAt: number
  /** Milliseconds by which AWS's clock was ahead of the host's, as the process that wrote it found. Default: zero. */
  readonly clockSkew?: number
}

/**
 * When a session ends: as AWS says, or once what was asked for is over, whichever comes first.
 *
 * @param expiresAt what AWS says: milliseconds since the epoch
 * @param duration what was asked for, in milliseconds
 */
export const endOfSession = (issuedAt: number, expiresAt: number | undefined, duration: number): number =>
  Math.min(issuedAt + duration, expiresAt ?? Number.POSITIVE_INFINITY)

/** How long it is believed who a source is: a key may be deleted, and a user moved. In milliseconds. */
export const identityMillis: number = 24 * 60 * 60 * 1000

/** When an identity is asked for again. */
export const endOfIdentity = (issuedAt: number): number => issuedAt + identityMillis
