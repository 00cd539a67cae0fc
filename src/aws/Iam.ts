import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { namedExports } from "../platform/NamedExports.ts"
import type { Session } from "../services/Session.ts"
import { within } from "./RealTime.ts"
import { RequestLimits } from "./RequestLimits.ts"

/** The first alias of the session's account. The IAM client is loaded here and nowhere else. */
export const listAccountAliases: (session: Session) => Effect.Effect<string | undefined, BotoSesError> =
  Effect.fnUntraced(function* (session: Session): Effect.fn.Return<string | undefined, BotoSesError> {
    // For the request and the SDK's repetitions of it together.
    const { exchange } = yield* RequestLimits
    const { IAMClient, ListAccountAliasesCommand } = yield* Effect.promise(() =>
      import("@aws-sdk/client-iam").then(namedExports)
    )
    return yield* session.use(IAMClient, async (iam, abortSignal) => {
      const { AccountAliases } = await within(exchange, abortSignal, (signal) =>
        iam.send(new ListAccountAliasesCommand({}), { abortSignal: signal })
      )
      return AccountAliases?.[0]
    })
  })
