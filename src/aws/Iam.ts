import * as Effect from "effect/Effect"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import type { Session } from "../services/Session.ts"
import { within } from "./RealTime.ts"

/** Milliseconds of real time for the request and the SDK's repetitions of it together. */
const limit = 20_000

/** The first alias of the session's account. The IAM client is loaded here and nowhere else. */
export const listAccountAliases = (session: Session): Effect.Effect<string | undefined, BotoSesError> =>
  Effect.flatMap(
    Effect.promise(() => import("@aws-sdk/client-iam")),
    ({ IAMClient, ListAccountAliasesCommand }) =>
      session.use(IAMClient, async (iam, abortSignal) => {
        const { AccountAliases } = await within(limit, abortSignal, (signal) =>
          iam.send(new ListAccountAliasesCommand({}), { abortSignal: signal })
        )
        return AccountAliases?.[0]
      })
  )
