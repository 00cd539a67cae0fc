import * as Clock from "effect/Clock"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { maskAccountId, maskAccountIds } from "../../../domain/aws/AccountId.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { Runtime } from "../../../services/Runtime.ts"
import type { Session } from "../../../services/Session.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { sessionOf, withCurrentFactory } from "../../CurrentFactory.ts"
import { Json } from "../../Globals.ts"
import { targetOrApp } from "../../TargetArgument.ts"
import { factLines } from "../../terminal/FactLines.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { Screen } from "../../terminal/Screen.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { WhoAmI } from "./schema.ts"

/** A principal may not be allowed to ask for the alias of its account, and is known without it. */
const aliasOf = (session: Session): Effect.Effect<string | null, BotoSesError> =>
  Effect.catchReason(
    Effect.map(session.accountAlias, Option.getOrNull),
    "BotoSesError",
    "AwsRequestFailed",
    ({ message }) => Effect.as(Effect.logDebug(`The account's alias is not known: ${message}`), null)
  )

const lookAt = Effect.fnUntraced(function* (target: string, unmasked: boolean) {
  const session = yield* sessionOf(target)
  const runtime = yield* Runtime
  const { accountId, arn } = yield* session.identity
  const expiration = yield* session.expiration
  return {
    target,
    purpose: session.purpose,
    env: session.env ?? null,
    runtime: runtime.name,
    runtimeGroup: runtime.group,
    runtimeEvidence: runtime.evidence,
    region: session.region,
    accountId: unmasked ? accountId : maskAccountId(accountId),
    accountAlias: yield* aliasOf(session),
    arn: unmasked ? arn : maskAccountIds(arn),
    source: unmasked ? session.source : maskAccountIds(session.source),
    expiration: Option.getOrNull(Option.map(expiration, DateTime.formatIso))
  }
})

const remaining = (expiration: string, now: number): string => {
  const minutes = Math.floor((Date.parse(expiration) - now) / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

const show = Effect.fnUntraced(function* (found: Effect.Success<ReturnType<typeof lookAt>>) {
  const { out } = yield* Screen
  const now = yield* Clock.currentTimeMillis
  yield* out.lines(
    factLines(
      [
        ["target", found.target],
        [
          "purpose",
          found.env === null || found.env === found.target ? found.purpose : `${found.purpose} of ${found.env}`
        ],
        ["account", found.accountAlias === null ? found.accountId : `${found.accountId} (${found.accountAlias})`],
        ["principal", found.arn],
        ["region", found.region],
        ["runtime", `${found.runtime} (${found.runtimeEvidence})`],
        ["credentials", found.source],
        [
          "expires",
          found.expiration === null
            ? "never, or at a time not known"
            : `${found.expiration} (in ${remaining(found.expiration, now)})`
        ]
      ],
      out
    )
  )
})

/** Who a target is, and how its credentials were had. */
export const whoami: CliCommand<"whoami"> = Command.make(
  "whoami",
  {
    target: targetOrApp,
    unmasked: Flag.Boolean("unmasked").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Show account ids in full"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(
    function* ({ target, unmasked }) {
      const found = yield* lookAt(target, unmasked)
      yield* (yield* Json) ? writeJson(WhoAmI, found) : show(found)
    },
    withCurrentFactory,
    reportFailure
  )
).pipe(
  Command.withDescription("Show who a target is: account, principal, region, and how its credentials were had."),
  Command.withShortDescription("Show who a target is"),
  Command.withExamples([{ command: "boto-ses whoami" }, { command: "boto-ses whoami prd --json" }])
)
