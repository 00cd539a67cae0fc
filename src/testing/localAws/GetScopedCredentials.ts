/** `sts:GetScopedCredentials`. Source: STS API Reference, GetScopedCredentials. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { AwsError, accessDenied, validationError } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import type { Credential } from "./Credentials.ts"
import { policyRefusal } from "./PolicyGrammar.ts"
import type { Action, State } from "./State.ts"
import { credentialsXml } from "./StsSession.ts"
import * as Xml from "./Xml.ts"

const layerLimit = 3

/** AWS tells how much of its limit a token takes, not the limit: 4,096 bytes is what our tokens are measured by. */
const tokenLimit = 4096

const insufficientLifetime = new AwsError({
  code: "InsufficientSessionLifetimeException",
  message: "The requested DurationSeconds exceeds the remaining lifetime of the calling session.",
  status: 400
})

/** The same session once more, with a policy above its own or a nearer end. */
export const getScopedCredentials: Action = Effect.fnUntraced(function* (
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
) {
  const constraints = new Constraints()
  const policy = constraints.text(params.get("Policy"), "policy", rules.policy)
  const asked = constraints.integer(params.get("DurationSeconds"), "durationSeconds", 1, 129_600)
  const description = constraints.text(
    params.get("ScopedSessionDescription"),
    "scopedSessionDescription",
    rules.scopedSessionDescription
  )
  const malformed = constraints.refusal ?? policyRefusal(policy)
  if (malformed !== undefined) return yield* malformed
  if (policy === undefined && asked === undefined) {
    return yield* validationError("Either Policy or DurationSeconds must be provided.")
  }
  const { session } = caller
  if (session === undefined) {
    return yield* accessDenied("Cannot call GetScopedCredentials with long-term credentials")
  }
  const now = yield* Clock.currentTimeMillis
  const remaining = Math.floor((session.expiration - now) / 1000)
  if (asked !== undefined && asked > remaining) return yield* insufficientLifetime
  const layers = [...(session.scopedPolicies ?? []), ...(policy === undefined ? [] : [policy])]
  if (layers.length > layerLimit) {
    return yield* accessDenied(`A session can have at most ${layerLimit} scope down policies`)
  }
  const {
    accessKeyId: _key,
    principalArn: _arn,
    issued: _issued,
    expiration: _end,
    durationSeconds: _length,
    ...context
  } = session
  const credential = state.credentials.addSession(caller.principal, now, asked ?? remaining, {
    ...context,
    scopedPolicies: layers,
    ...(description === undefined ? {} : { scopedSessionDescription: description })
  })
  const size = Redacted.value(credential.sessionToken).length
  return Xml.element("GetScopedCredentialsResult", [
    credentialsXml(credential),
    Xml.element("SessionInfo", [
      Xml.element("ScopedSessionId", caller.principal.userId),
      Xml.element("Arn", caller.principal.arn)
    ]),
    Xml.element("SessionTokenUtilization", Math.ceil((size * 100) / tokenLimit)),
    Xml.element("SessionTokenSize", size),
    Xml.element("ScopedPoliciesCount", layers.length),
    Xml.optional("SourceIdentity", session.sourceIdentity)
  ])
})
