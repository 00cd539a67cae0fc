import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { maskAccountId } from "../../../domain/aws/AccountId.ts"
import { parsePrincipal, principalName } from "../../../domain/aws/Arn.ts"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { layerHost } from "../../../live/SessionStore.ts"
import type { Session } from "../../../services/Session.ts"
import { none, SessionStore } from "../../../services/SessionStore.ts"
import type { CommandContext } from "../../CommandContext.ts"
import { checkTarget } from "../../CurrentFactory.ts"
import { type Globals, Json, Unmasked } from "../../Globals.ts"
import { type LookedUp, lookUp } from "../../LookUp.ts"
import { Screen } from "../../terminal/Screen.ts"
import { wrap } from "../../terminal/TextLayout.ts"
import { writeJson } from "../../terminal/WriteJson.ts"
import { Cleared, type KeptTarget, KeptTargets } from "./schema.ts"
import { sessionLines } from "./sessionLines.ts"

/** What gives a session that can be kept: where only this is missing, nothing is kept. */
const keepable: ReadonlySet<string> = new Set([
  "AssumeRole",
  "AssumeRoleWithWebIdentity",
  "GetRoleCredentials",
  "GetSessionToken"
])

const nothing = { why: null, accountId: null, principal: null, madeAt: null, expiration: null } as const

const iso = (time: Option.Option<DateTime.Utc>): string | null => Option.getOrNull(Option.map(time, DateTime.formatIso))

const describe = Effect.fnUntraced(function* (target: string, session: Session, unmasked: boolean) {
  const identity = Option.getOrUndefined(yield* Effect.option(session.identity))
  const principal = identity === undefined ? undefined : parsePrincipal(identity.arn)
  const keptSince = yield* session.keptSince
  return {
    ...nothing,
    target,
    state: Option.isSome(keptSince) ? "kept" : "unkept",
    why: Option.isSome(keptSince) ? null : session.source,
    accountId: identity === undefined ? null : unmasked ? identity.accountId : maskAccountId(identity.accountId),
    principal: principal === undefined ? null : principalName(principal),
    madeAt: iso(keptSince),
    expiration: Option.isSome(keptSince) ? iso(yield* session.expiration) : null
  } satisfies KeptTarget
})

const withoutSession = (target: string, { refused }: LookedUp, { reason }: BotoSesError): KeptTarget => {
  const last = refused.at(-1)
  if (last === undefined) return { ...nothing, target, state: "refused", why: reason._tag }
  return { ...nothing, target, state: keepable.has(last) ? "none" : "unknown" }
}

/** What is kept for each target. */
export const keptFor: (
  targets: ReadonlyArray<string>
) => Effect.Effect<ReadonlyArray<KeptTarget>, BotoSesError, CommandContext | Globals> = (targets) =>
  lookUp(targets, (target, found) =>
    Result.match(found.session, {
      onSuccess: (session) => Effect.flatMap(Unmasked, (unmasked) => describe(target, session, unmasked)),
      onFailure: (error) => Effect.succeed(withoutSession(target, found, error))
    })
  )

/** Shows what is kept for the targets of the configuration, without signing in. */
export const sessions: Effect.Effect<void, BotoSesError, CommandContext | Globals | Screen> = Effect.gen(function* () {
  const { envNames } = yield* BotoSesFactory
  const kept = yield* keptFor(["devops", ...envNames, "app"])
  if (yield* Json) return yield* writeJson(KeptTargets, kept)
  const { out } = yield* Screen
  const notice =
    (yield* SessionStore) === none ? ["", "Nothing is kept for other calls: --no-cache or BOTO_SES_CACHE says so."] : []
  yield* out.lines([...sessionLines(kept, yield* Clock.currentTimeMillis, out), ...notice])
})

const told = Effect.fnUntraced(function* (removed: number) {
  if (yield* Json) return yield* writeJson(Cleared, { removed })
  const { out } = yield* Screen
  if (removed === 0) return yield* out.lines(["Nothing was kept."])
  yield* out.lines([
    `${removed} ${removed === 1 ? "file was" : "files were"} removed.`,
    ...wrap(
      "AWS honours what was handed out until its end; to revoke it, use the IAM console (Revoke active sessions).",
      out.columns
    )
  ])
})

/** Removes what is kept on the way to a target's session, so that the next call makes it anew. */
export const clearTarget: (target: string) => Effect.Effect<void, BotoSesError, CommandContext | Globals | Screen> =
  Effect.fnUntraced(function* (target) {
    yield* checkTarget(target)
    const remove = Effect.flatMap(SessionStore, (store) =>
      lookUp([target], (_, { keys }) => Effect.forEach(keys, (key) => store.clear(key)))
    )
    // What was kept is removed wherever nothing is kept any more, too.
    const removed = yield* Effect.provide(remove, layerHost({ everywhere: true }))
    yield* told(removed.flat().reduce((sum, count) => sum + count, 0))
  })

/** Removes whatever is kept on this host, with no key needed. */
export const clearAll: Effect.Effect<void, never, SessionStore | Globals | Screen> = Effect.flatMap(
  SessionStore,
  (store) => Effect.flatMap(store.clear(), told)
)
