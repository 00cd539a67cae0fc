import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import type { AssumedRole, AssumeRoleRequest, Sts, StsError } from "../../services/Sts.ts"
import type { HeldCredentials } from "./HeldCredentials.ts"
import { type RoleAssumption, roleCellKey } from "./RoleAssumption.ts"
import { runInContext } from "./SharedRun.ts"

/** Requests for roles that are sent before it is known whether their sessions may be had. */
export interface RequestsAhead {
  /**
   * Sends the request, signed by credentials that no guard has seen. The effect that it gives cancels it, and drops its
   * answer, unless the role's load has taken it by then.
   */
  readonly begin: (assumption: RoleAssumption, signer: HeldCredentials) => Effect.Effect<Effect.Effect<void>>
  /** The port for the load of a role's cell, behind every guard: it takes the answer to the same request sent ahead. */
  readonly sts: (key: string) => Sts
}

interface Flight {
  readonly request: AssumeRoleRequest
  readonly fiber: Fiber.Fiber<AssumedRole, StsError>
}

/** Whether two requests of one cell, whose key holds every option, are the same. */
const isSame = ({ caller: a }: AssumeRoleRequest, { caller: b }: AssumeRoleRequest): boolean =>
  a.credentials.accessKeyId === b.credentials.accessKeyId && a.region === b.region

const requestOf: (
  assumption: RoleAssumption,
  signer: HeldCredentials
) => Effect.Effect<AssumeRoleRequest | undefined, BotoSesError> = Effect.fnUntraced(function* (
  { roleArn, roleSessionName, options: { mfa, durationSeconds, ...options }, region }: RoleAssumption,
  signer: HeldCredentials
): Effect.fn.Return<AssumeRoleRequest | undefined, BotoSesError> {
  // What depends on more than the options is left to the load.
  if (mfa !== undefined || durationSeconds === "max") return undefined
  const { credentials, endpoints } = signer
  return {
    roleArn,
    roleSessionName,
    ...options,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    caller: { credentials, region: yield* region(signer), endpoints }
  }
})

export const makeRequestsAhead = (sts: Sts, scope: Scope.Scope, context: Context.Context<never>): RequestsAhead => {
  const flights = new Map<string, Flight>()

  const discard = (key: string, flight: Flight): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (flights.get(key) !== flight) return Effect.void
      flights.delete(key)
      return Fiber.interrupt(flight.fiber)
    })

  return {
    begin: Effect.fnUntraced(function* (assumption, signer) {
      const key = roleCellKey(assumption)
      // What keeps the request from being made is told by the load, if it comes to that.
      const request = yield* Effect.orElseSucceed(requestOf(assumption, signer), () => undefined)
      if (request === undefined || flights.has(key)) return Effect.void
      const fiber = yield* Effect.forkIn(runInContext(sts.assumeRole(request), context), scope)
      const flight = { request, fiber }
      flights.set(key, flight)
      return discard(key, flight)
    }, Effect.uninterruptible),
    sts: (key) => ({
      ...sts,
      assumeRole: (request) =>
        Effect.suspend(() => {
          const flight = flights.get(key)
          if (flight === undefined || !isSame(flight.request, request)) return sts.assumeRole(request)
          flights.delete(key)
          return Effect.onInterrupt(Fiber.join(flight.fiber), () => Fiber.interrupt(flight.fiber))
        })
    })
  }
}
