import * as Effect from "effect/Effect"
import type { Identity } from "../../domain/aws/Identity.ts"
import { describeOrigin } from "../../domain/aws/Origin.ts"
import { AccountMismatch } from "../../domain/errors/Ambient.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { StsUnavailable } from "../../domain/errors/Sts.ts"
import type { Guard } from "../../domain/plan/Plan.ts"
import type { CredentialCell } from "./CredentialCell.ts"
import type { HeldCredentials } from "./HeldCredentials.ts"

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

const verify = Effect.fnUntraced(function* (
  held: HeldCredentials,
  { accountId, limitSeconds }: Guard,
  target: string
): Effect.fn.Return<void, BotoSesError> {
  const identity = yield* limitSeconds === undefined ? held.identify : within(limitSeconds, held.identify)
  if (identity.accountId === accountId) return
  return yield* BotoSesError.of(
    new AccountMismatch({
      target,
      expected: accountId,
      actual: identity.accountId,
      source: describeOrigin(held.origin)
    })
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
): Effect.Effect<HeldCredentials, BotoSesError> => {
  if (guard === undefined) return cell.get
  let verified: HeldCredentials | undefined
  return Effect.flatMap(cell.get, (held) =>
    held === verified
      ? Effect.succeed(held)
      : Effect.map(verify(held, guard, target), () => {
          verified = held
          return held
        })
  )
}
