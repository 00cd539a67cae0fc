/** `sts:GetFederationToken`. Source: STS API Reference, GetFederationToken. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { accessDenied } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import { type Credential, plainContext } from "./Credentials.ts"
import { policyRefusal } from "./PolicyGrammar.ts"
import { federatedUser } from "./Principal.ts"
import { packedRefusal, packedSize, policyArnsRefusal, readGiven, sentTagKeys, tagsRefusal } from "./SessionPolicy.ts"
import type { Action, State } from "./State.ts"
import { credentialsXml } from "./StsSession.ts"
import * as Xml from "./Xml.ts"

/** Seconds: twelve hours; root's sessions are cut to one hour. */
const defaultDuration = 43_200
const rootLimit = 3600

/** Makes a session for somebody whom the calling user vouches for by a name. */
export const getFederationToken: Action = Effect.fnUntraced(function* (
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
) {
  const constraints = new Constraints()
  const name = constraints.text(params.get("Name"), "name", rules.federatedName) ?? ""
  const duration =
    constraints.integer(params.get("DurationSeconds"), "durationSeconds", 900, 129_600) ?? defaultDuration
  const given = readGiven(params, constraints)
  const { principal } = caller
  const malformed =
    constraints.refusal ?? policyArnsRefusal(given.policyArns, principal.accountId) ?? policyRefusal(given.policy)
  if (malformed !== undefined) return yield* malformed
  if (caller.session !== undefined) {
    return yield* accessDenied("Cannot call GetFederationToken with session credentials")
  }
  const size = packedSize(given, {})
  const refusal = tagsRefusal(sentTagKeys(params), [], []) ?? packedRefusal(given, size)
  if (refusal !== undefined) return yield* refusal
  const federated = federatedUser(state.world, principal.accountId, name)
  const credential = state.credentials.addSession(
    federated,
    yield* Clock.currentTimeMillis,
    principal.kind === "root" ? Math.min(duration, rootLimit) : duration,
    { ...plainContext, policy: given.policy, policyArns: given.policyArns, tags: given.tags }
  )
  return Xml.element("GetFederationTokenResult", [
    credentialsXml(credential),
    Xml.element("FederatedUser", [Xml.element("FederatedUserId", federated.userId), Xml.element("Arn", federated.arn)]),
    Xml.optional("PackedPolicySize", size)
  ])
})
