import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { maskAccountId, maskAccountIds } from "../../../domain/aws/AccountId.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import type { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { describePlan } from "../../../factory/planning/Explanation.ts"
import { Runtime } from "../../../services/Runtime.ts"
import type { Session } from "../../../services/Session.ts"
import { sessionOf } from "../../CurrentFactory.ts"
import { type Globals, Json, Unmasked } from "../../Globals.ts"
import { factLines } from "../../terminal/FactLines.ts"
import { keptWords } from "../../terminal/KeptWords.ts"
import { Screen, type Style } from "../../terminal/Screen.ts"
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

/** A session's own word of its source has the accounts of roles masked. */
const sourceOf = ({ plan, source }: Session, unmasked: boolean): string =>
  unmasked && plan?._tag === "AssumeRole"
    ? describePlan(plan, (text) => text)
    : unmasked
      ? source
      : maskAccountIds(source)

const identityOf = Effect.fnUntraced(function* (target: string) {
  const unmasked = yield* Unmasked
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
    source: sourceOf(session, unmasked),
    expiration: Option.getOrNull(Option.map(expiration, DateTime.formatIso)),
    keptSince: Option.getOrNull(Option.map(yield* session.keptSince, DateTime.formatIso))
  }
})

const remaining = (expiration: string, now: number): string => {
  const minutes = Math.floor((Date.parse(expiration) - now) / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

const identityLines = (identity: WhoAmI, now: number, style: Style): ReadonlyArray<string> => {
  const { target, purpose, env, accountId, accountAlias, arn, region, runtime, runtimeEvidence, source } = identity
  const { expiration, keptSince } = identity
  return factLines(
    [
      ["target", target],
      ["purpose", env === null || env === target ? purpose : `${purpose} of ${env}`],
      ["account", accountAlias === null ? accountId : `${accountId} (${accountAlias})`],
      ["principal", arn],
      ["region", region],
      ["runtime", `${runtime} (${runtimeEvidence})`],
      ["credentials", source],
      [
        "expires",
        expiration === null ? "never, or at a time not known" : `${expiration} (in ${remaining(expiration, now)})`
      ],
      ["kept", keptSince === null ? undefined : keptWords(now - Date.parse(keptSince))]
    ],
    style
  )
}

/** Shows who a target is, and where its credentials come from. */
export const whoami: (
  target: string
) => Effect.Effect<void, BotoSesError, BotoSesFactory | Globals | Runtime | Screen> = Effect.fnUntraced(
  function* (target) {
    const identity = yield* identityOf(target)
    if (yield* Json) return yield* writeJson(WhoAmI, identity)
    const { out } = yield* Screen
    yield* out.lines(identityLines(identity, yield* Clock.currentTimeMillis, out))
  }
)
