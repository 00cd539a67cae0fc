/** `sts:GetSessionToken`. Source: STS API Reference, GetSessionToken. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { accessDenied } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import { type Credential, plainContext } from "./Credentials.ts"
import type { Action, State } from "./State.ts"
import { checkMfa, credentialsXml } from "./StsSession.ts"
import * as Xml from "./Xml.ts"

/** Seconds: twelve hours for a user; root's sessions are cut to one hour. */
const defaultDuration = 43_200
const rootLimit = 3600

/** Makes a session of the calling user itself, with or without MFA. */
export const getSessionToken: Action = Effect.fnUntraced(function* (
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
) {
  const constraints = new Constraints()
  const duration =
    constraints.integer(params.get("DurationSeconds"), "durationSeconds", 900, 129_600) ?? defaultDuration
  const serialNumber = constraints.text(params.get("SerialNumber"), "serialNumber", rules.serialNumber)
  const tokenCode = constraints.text(params.get("TokenCode"), "tokenCode", rules.tokenCode)
  if (constraints.refusal !== undefined) return yield* constraints.refusal
  if (caller.session !== undefined) return yield* accessDenied("Cannot call GetSessionToken with session credentials")
  const mfa = yield* checkMfa(state, caller.principal, serialNumber, tokenCode)
  const credential = state.credentials.addSession(
    caller.principal,
    yield* Clock.currentTimeMillis,
    caller.principal.kind === "root" ? Math.min(duration, rootLimit) : duration,
    { ...plainContext, mfa }
  )
  return Xml.element("GetSessionTokenResult", [credentialsXml(credential)])
})
