/** `sts:AssumeRoleWithWebIdentity`. Source: STS API Reference, AssumeRoleWithWebIdentity. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { roleRequestRefusal } from "./AssumeRole.ts"
import { AwsError } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import { assumedRole } from "./Principal.ts"
import { packedRefusal, packedSize, readGiven } from "./SessionPolicy.ts"
import type { PublicAction, State } from "./State.ts"
import { assumedRoleUserXml, credentialsXml, durationRefusal } from "./StsSession.ts"
import { principalOf } from "./TrustStatement.ts"
import { judgeWebIdentity, providerRefusal } from "./WebIdentityTrust.ts"
import { roleByArn } from "./World.ts"
import * as Xml from "./Xml.ts"

/** Makes a session of a role for the holder of a token that the role's provider signed. */
export const assumeRoleWithWebIdentity: PublicAction = Effect.fnUntraced(function* (
  state: State,
  params: ReadonlyMap<string, string>
) {
  const constraints = new Constraints()
  const roleArn = constraints.text(params.get("RoleArn"), "roleArn", rules.roleArn) ?? ""
  const sessionName = constraints.text(params.get("RoleSessionName"), "roleSessionName", rules.roleSessionName) ?? ""
  const duration = constraints.integer(params.get("DurationSeconds"), "durationSeconds", 900, 43_200) ?? 3600
  const token = constraints.text(params.get("WebIdentityToken"), "webIdentityToken", rules.webIdentityToken) ?? ""
  constraints.text(params.get("ProviderId"), "providerId", rules.providerId)
  const { policy, policyArns } = readGiven(params, constraints)
  const malformed = roleRequestRefusal(constraints, roleArn, { policy, policyArns })
  if (malformed !== undefined) return yield* malformed

  const now = yield* Clock.currentTimeMillis
  const parsed = yield* state.identityProvider.parse(token)
  const unknown = providerRefusal(state.world, roleArn, parsed.identity)
  if (unknown !== undefined) return yield* unknown
  const identity = yield* state.identityProvider.verify(parsed, Math.floor(now / 1000))
  const found = roleByArn(state.world, roleArn)
  const judged = judgeWebIdentity(state.world, found, roleArn, identity, sessionName)
  if (judged instanceof AwsError) return yield* judged
  const { role, audience } = judged
  const given = { policy, policyArns, tags: identity.tags, transitiveTagKeys: identity.transitiveTagKeys }
  const size = packedSize(given, {})
  const refusal = durationRefusal(role, duration, false) ?? packedRefusal(given, size)
  if (refusal !== undefined) return yield* refusal

  const principal = assumedRole(state.world, role, sessionName)
  const credential = state.credentials.addSession(principal, now, duration, {
    ...given,
    mfa: false,
    sourceIdentity: identity.sourceIdentity,
    externalId: undefined
  })
  return Xml.element("AssumeRoleWithWebIdentityResult", [
    Xml.element("SubjectFromWebIdentityToken", identity.subject),
    assumedRoleUserXml(principal),
    credentialsXml(credential),
    Xml.element("Provider", principalOf(state.world.partition, role.accountId, identity.issuer)),
    Xml.element("Audience", audience),
    Xml.optional("PackedPolicySize", size),
    Xml.optional("SourceIdentity", identity.sourceIdentity)
  ])
})
