import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { SessionExpired } from "../../domain/errors/Sts.ts"
import type { CredentialCell } from "../credentials/CredentialCell.ts"
import type { HeldCredentials } from "../credentials/HeldCredentials.ts"

/** How a handle renews its credentials, or does not. */
export interface Renewal {
  /** The credentials, behind the account guard. */
  readonly credentials: Effect.Effect<HeldCredentials, BotoSesError>
  /** The credentials last given, without asking for any. */
  readonly peek: () => HeldCredentials | undefined
  /** Asks for new ones now. */
  readonly refresh: Effect.Effect<void, BotoSesError>
  /** The time by which their ends are judged. */
  readonly now: CredentialCell["now"]
  /** Hears that AWS called the credentials with this access key expired; `ended` where it is their session that has ended. */
  readonly expire: (accessKeyId: string, ended?: boolean) => void
}

/** Credentials that the cell renews. */
export const renewed = (cell: CredentialCell, credentials: Effect.Effect<HeldCredentials, BotoSesError>): Renewal => ({
  credentials,
  peek: cell.peek,
  refresh: cell.refresh,
  now: cell.now,
  expire: cell.invalidate
})

/** The credentials that came first, for good: after their end a typed error, never new ones and never stale keys. */
export const fixed = (cell: CredentialCell, first: HeldCredentials, clock: Clock.Clock): Renewal => {
  const { accessKeyId, expiresAt } = first.credentials
  let ended = false
  return {
    credentials: Effect.andThen(
      cell.open,
      Effect.suspend(() =>
        !ended && (expiresAt === undefined || clock.currentTimeMillisUnsafe() < expiresAt)
          ? Effect.succeed(first)
          : Effect.fail(
              BotoSesError.of(
                new SessionExpired({
                  source: describeOrigin(first.origin),
                  ...(ended || expiresAt === undefined ? {} : { expiredAt: new Date(expiresAt).toISOString() }),
                  renew: 'The session was asked for with refresh: "never". Ask for a fresh one.'
                })
              )
            )
      )
    ),
    peek: () => first,
    refresh: Effect.void,
    now: cell.now,
    // A request that is too old by some clock tells nothing of the session.
    expire: (key, isEnded = true) => {
      if (key !== accessKeyId || !isEnded) return
      ended = true
      cell.invalidate(key)
    }
  }
}
