import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { SessionExpired } from "../../domain/errors/Sts.ts"
import type { CredentialCell, Lease } from "../credentials/CredentialCell.ts"

/** How a handle holds its credentials. */
export interface Holding {
  /** The credentials, behind the account guard. */
  readonly lease: Effect.Effect<Lease, BotoSesError>
  /** The credentials last given, without asking for any. */
  readonly peek: () => Lease | undefined
  /** Asks for new ones now. */
  readonly refresh: Effect.Effect<void, BotoSesError>
  /** Hears that AWS called the credentials with this access key expired. */
  readonly expire: (accessKeyId: string) => void
}

/** Credentials that the cell renews. */
export const renewed = (cell: CredentialCell, lease: Effect.Effect<Lease, BotoSesError>): Holding => ({
  lease,
  peek: cell.peek,
  refresh: cell.refresh,
  expire: cell.invalidate
})

/** The credentials first had, for good: after their end a typed error, never new ones and never stale keys. */
export const fixed = (cell: CredentialCell, first: Lease, clock: Clock.Clock): Holding => {
  const { accessKeyId, expiresAt } = first.credentials
  let ended = false
  return {
    lease: Effect.andThen(
      cell.open,
      Effect.suspend(() =>
        !ended && (expiresAt === undefined || clock.currentTimeMillisUnsafe() < expiresAt)
          ? Effect.succeed(first)
          : Effect.fail(
              BotoSesError.of(
                new SessionExpired({
                  source: first.source,
                  ...(ended || expiresAt === undefined ? {} : { expiredAt: new Date(expiresAt).toISOString() }),
                  renew: 'The session was asked for with refresh: "never". Ask for a fresh one.'
                })
              )
            )
      )
    ),
    peek: () => first,
    refresh: Effect.void,
    expire: (key) => {
      if (key === accessKeyId) ended = true
    }
  }
}
