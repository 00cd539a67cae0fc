import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Session } from "../services/Session.ts"

/** The alias of a session's account; an account has one or none. Source: IAM API Reference, ListAccountAliases. */
export const accountAlias = (session: Session): Effect.Effect<Option.Option<string>, BotoSesError> =>
  Effect.flatMap(
    Effect.promise(() => import("../aws/Iam.ts")),
    ({ listAccountAliases }) => Effect.map(listAccountAliases(session), Option.fromUndefinedOr)
  )
