import * as Effect from "effect/Effect"
import { AccountMismatch } from "../../domain/errors/Ambient.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { StsUnavailable } from "../../domain/errors/Sts.ts"
import type { Guard } from "../../domain/plan/Plan.ts"
import type { Identity } from "../../services/Session.ts"
import type { CredentialCell, Lease } from "./CredentialCell.ts"

const within = (
  limitSeconds: number,
  identify: Effect.Effect<Identity, BotoSesError>
): Effect.Effect<Identity, BotoSesError> =>
  Effect.timeoutOrElse(identify, {
    duration: `${limitSeconds} seconds`,
    orElse: () =>
      Effect.fail(
        BotoSesError.of(
          new StsUnavailable({
            operation: "GetCallerIdentity",
            region: "the application's region",
            code: "Timeout",
            detail: `the account guard (guardApp) waited ${limitSeconds} seconds for the identity.`
          })
        )
      )
  })

/**
 * The cell's credentials, given out only after their account is known to be the one that the guard expects. Each answer
 * of the source is compared once, so a refresh that changes the account is caught, and its credentials reach nobody.
 * `target` names the session in errors.
 */
export const guarded = (
  cell: CredentialCell,
  guard: Guard | undefined,
  target: string
): Effect.Effect<Lease, BotoSesError> => {
  if (guard === undefined) return cell.get
  const { accountId, limitSeconds } = guard
  if (limitSeconds === undefined) cell.identified()
  let verified: Lease | undefined

  const verify = Effect.fnUntraced(function* (lease: Lease): Effect.fn.Return<Lease, BotoSesError> {
    const identity = yield* limitSeconds === undefined ? lease.identify : within(limitSeconds, lease.identify)
    if (identity.accountId !== accountId) {
      return yield* BotoSesError.of(
        new AccountMismatch({ target, expected: accountId, found: identity.accountId, source: lease.source })
      )
    }
    verified = lease
    return lease
  })

  return Effect.flatMap(cell.get, (lease) => (lease === verified ? Effect.succeed(lease) : verify(lease)))
}
