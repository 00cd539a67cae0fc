import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Session } from "../services/Session.ts"

/** What only the live composition can give: parts that load the AWS SDK. */
export interface Live {
  /** The alias of the account of a session (IAM ListAccountAliases). */
  readonly accountAlias: (session: Session) => Effect.Effect<Option.Option<string>, BotoSesError>
}
