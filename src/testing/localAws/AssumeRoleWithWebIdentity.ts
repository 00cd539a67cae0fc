/** `sts:AssumeRoleWithWebIdentity`. Source: STS API Reference, AssumeRoleWithWebIdentity. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { roleArnRefusal } from "./AssumeRole.ts"
import { accessDenied, invalidIdentityToken } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import { assumedRole, audiencesOf, federatedTrusts, isTrustedIdentity } from "./Principal.ts"
import { packedRefusal, packedSize, policyRefusal, readGiven } from "./SessionPolicy.ts"
import type { PublicAction, State } from "./State.ts"
import { assumedRoleUserXml, credentialsXml, durationRefusal } from "./StsSession.ts"
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
  const { policy, policyArns } = readGiven(params, constraints)
  const malformed = constraints.refusal ?? roleArnRefusal(roleArn) ?? policyRefusal(policy)
  if (malformed !== undefined) return yield* malformed

  const now = yield* Clock.currentTimeMillis
  const parsed = yield* state.identityProvider.parse(token)
  const { issuer } = parsed.identity
  const accountId = roleArn.split(":")[4] ?? ""
  const providers = federatedTrusts(state.world, accountId).filter((trust) => trust.federated === issuer)
  if (providers.length === 0) {
    return yield* invalidIdentityToken(`No OpenIDConnect provider found in your account for https://${issuer}`)
  }
  const identity = yield* state.identityProvider.verify(parsed, Math.floor(now / 1000))
  if (!providers.some((trust) => audiencesOf(trust).includes(identity.audience))) {
    return yield* invalidIdentityToken("Incorrect token audience")
  }
  const role = roleByArn(state.world, roleArn)
  if (role === undefined || !isTrustedIdentity(role, identity)) {
    return yield* accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
  }
  if (Object.keys(identity.tags).length > 0 && !role.allowTagSession) {
    return yield* accessDenied("Not authorized to perform sts:TagSession")
  }
  if (identity.sourceIdentity !== undefined && !role.allowSetSourceIdentity) {
    return yield* accessDenied("Not authorized to perform sts:SetSourceIdentity")
  }
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
    Xml.element("Provider", `arn:${state.world.partition}:iam::${accountId}:oidc-provider/${issuer}`),
    Xml.element("Audience", identity.audience),
    Xml.optional("PackedPolicySize", size),
    Xml.optional("SourceIdentity", identity.sourceIdentity)
  ])
})
