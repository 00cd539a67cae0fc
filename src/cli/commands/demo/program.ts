import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { maskAccountId } from "../../../domain/aws/AccountId.ts"
import { parsePrincipal } from "../../../domain/aws/Arn.ts"
import { describeOrigin, type Origin } from "../../../domain/aws/Origin.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { Performable } from "../../../domain/plan/Plan.ts"
import type { Session } from "../../../services/Session.ts"
import * as LocalAws from "../../../testing/LocalAws.ts"
import { Aws } from "./acmeFactory.ts"

/** A session that the program was given, and whose it is. */
export interface Given {
  readonly purpose: string
  readonly how: string
  /** The id, masked. */
  readonly accountId: string
  readonly accountAlias: string | undefined
  readonly principal: string
  /** Requests to STS for the session itself, and those that were needed only to tell whose it is. */
  readonly requests: { readonly session: number; readonly identity: number }
}

/** A session that the place does not give. */
export interface Refused {
  readonly purpose: string
  readonly error: BotoSesError
}

export type Answer = Given | Refused

export const isGiven = (answer: Answer): answer is Given => "how" in answer

/** In fewer words than elsewhere, since a column of the table holds them. */
const shortOrigin = (origin: Origin): string => {
  switch (origin._tag) {
    case "EnvironmentKeys":
      return "environment keys"
    case "Instance":
      return "instance role"
    default:
      return describeOrigin(origin)
  }
}

const describe = (plan: Performable | undefined, origin: Origin): string => {
  switch (plan?._tag) {
    case "UseProfile":
      return `profile ${plan.profile}`
    case "AssumeRole":
      return `assumed from ${plan.from.env}`
    case "AssumeRoleWithWebIdentity":
      return "the job's own token"
    default:
      return shortOrigin(origin)
  }
}

const principalOf = (arn: string): string => {
  const principal = parsePrincipal(arn)
  if (principal === undefined) return arn
  return principal.kind === "assumed-role" ? principal.name : `${principal.kind} ${principal.name}`
}

const answerOf = Effect.fnUntraced(function* <E extends BotoSesError, R>(
  purpose: string,
  ask: Effect.Effect<Session, E, R>
): Effect.fn.Return<Answer, BotoSesError, R | LocalAws.LocalAws> {
  const aws = yield* LocalAws.LocalAws
  const requests = aws.count({ service: "sts" })
  const before = yield* requests
  const result = yield* Effect.result(ask)
  if (Result.isFailure(result)) return { purpose, error: result.failure }
  const session = result.success
  const afterwards = yield* requests
  const { accountId, arn } = yield* session.identity
  const { accountAlias } = yield* session.whoAmI
  return {
    purpose,
    how: describe(session.plan, yield* session.origin),
    accountId: maskAccountId(accountId),
    accountAlias,
    principal: principalOf(arn),
    requests: { session: afterwards - before, identity: (yield* requests) - afterwards }
  }
})

/** The demo's program, which knows nothing of the place where it runs. */
export const program: Effect.Effect<ReadonlyArray<Answer>, BotoSesError, Aws | LocalAws.LocalAws> = Effect.all([
  answerOf("devops", Aws.devops),
  answerOf("env sbx", Aws.env("sbx")),
  answerOf("env prd", Aws.env("prd")),
  answerOf("app", Aws.app)
])
