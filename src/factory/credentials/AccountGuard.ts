import * as Effect from "effect/Effect"
import { AccountMismatch } from "../../domain/errors/Ambient.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { Identity } from "../../services/Session.ts"
import type { CredentialCell, Lease } from "./CredentialCell.ts"

/** What the account guard compares, and how it names the session in its error. */
export interface Expectation {
  /** The account that the credentials must be of; `undefined` where the guard does not apply. */
  readonly accountId: string | undefined
  readonly target: string
  /** How an unknown identity is asked: within a time limit, where a caller must not be held up. */
  readonly limit?: (identify: Effect.Effect<Identity, BotoSesError>) => Effect.Effect<Identity, BotoSesError>
}

/**
 * The cell's credentials, given out only after their account is known to be the expected one. Each answer of the source
 * is compared once, so a refresh that changes the account is caught, and its credentials reach nobody.
 */
export const guarded = (cell: CredentialCell, expected: Expectation): Effect.Effect<Lease, BotoSesError> => {
  const { accountId, target, limit } = expected
  if (accountId === undefined) return cell.get
  if (limit === undefined) cell.identified()
  let verified: Lease | undefined

  const verify = (lease: Lease): Effect.Effect<Lease, BotoSesError> =>
    Effect.flatMap(limit === undefined ? lease.identify : limit(lease.identify), (identity) => {
      if (identity.accountId !== accountId) {
        return Effect.fail(
          BotoSesError.of(
            new AccountMismatch({ target, expected: accountId, actual: identity.accountId, source: lease.source })
          )
        )
      }
      verified = lease
      return Effect.succeed(lease)
    })

  return Effect.flatMap(cell.get, (lease) => (lease === verified ? Effect.succeed(lease) : verify(lease)))
}
