import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Session } from "../services/Session.ts"

/** The first alias of the session's account. The IAM client is loaded here and nowhere else. */
export const listAccountAliases = (session: Session): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.flatMap(
    Effect.promise(() => import("@aws-sdk/client-iam")),
    ({ IAMClient, ListAccountAliasesCommand }) =>
      session.use(IAMClient, async (iam, abortSignal) => {
        const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}), { abortSignal })
        return AccountAliases?.[0]
      })
  )
