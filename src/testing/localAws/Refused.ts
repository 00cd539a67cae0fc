/**
 * Operations of STS for which a local AWS has nothing: no SAML provider, no organization, no encoded message, no federation to
 * the outside, no trade-in token. They check their parameters, and then refuse as AWS does in an account that has not set them up.
 *
 * Source: STS API Reference, the page of each operation.
 */
import * as Effect from "effect/Effect"
import { roleRequestRefusal } from "./AssumeRole.ts"
import { AwsError, invalidIdentityToken, notAuthorized } from "./AwsError.ts"
import { Constraints, members, rules } from "./Constraints.ts"
import { readGiven } from "./SessionPolicy.ts"
import type { Action, PublicAction } from "./State.ts"

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)

/** Finds no provider that could have signed the assertion. */
export const assumeRoleWithSaml: PublicAction = (_state, params) => {
  const constraints = new Constraints()
  const roleArn = constraints.text(params.get("RoleArn"), "roleArn", rules.roleArn) ?? ""
  constraints.text(params.get("PrincipalArn"), "principalArn", rules.principalArn)
  const assertion = constraints.text(params.get("SAMLAssertion"), "sAMLAssertion", rules.samlAssertion) ?? ""
  constraints.integer(params.get("DurationSeconds"), "durationSeconds", 900, 43_200)
  const { policy, policyArns } = readGiven(params, constraints)
  const malformed = roleRequestRefusal(constraints, roleArn, { policy, policyArns })
  return Effect.fail(
    malformed ??
      invalidIdentityToken(isBase64(assertion) ? "Specified provider doesn't exist" : "Invalid base64 SAMLResponse")
  )
}

/** Root of a member account is for the management account of an organization alone. */
export const assumeRoot: Action = (state, params, { principal }) => {
  const constraints = new Constraints()
  const target = constraints.text(params.get("TargetPrincipal"), "targetPrincipal", rules.targetPrincipal) ?? ""
  constraints.text(params.get("TaskPolicyArn.arn"), "taskPolicyArn.arn", rules.policyArn)
  constraints.integer(params.get("DurationSeconds"), "durationSeconds", 0, 900)
  const resource = /^\d{12}$/.test(target) ? `arn:${state.world.partition}:iam::${target}:root` : target
  return Effect.fail(constraints.refusal ?? notAuthorized(principal.arn, "sts:AssumeRoot", resource))
}

/** No service of the local AWS encodes why it refused. */
export const decodeAuthorizationMessage: Action = (_state, params) => {
  const constraints = new Constraints()
  constraints.text(params.get("EncodedMessage"), "encodedMessage", rules.encodedMessage)
  const invalid = new AwsError({
    code: "InvalidAuthorizationMessageException",
    message: "Message is not valid",
    status: 400
  })
  return Effect.fail(constraints.refusal ?? invalid)
}

/** Tokens are traded in with a partner's product, of which there is none. */
export const getDelegatedAccessToken: Action = (_state, params, { principal }) => {
  const constraints = new Constraints()
  constraints.text(params.get("TradeInToken"), "tradeInToken", rules.tradeInToken)
  return Effect.fail(constraints.refusal ?? notAuthorized(principal.arn, "sts:GetDelegatedAccessToken", "*"))
}

/** An account has to enable the issuing of tokens to others, and none here has. */
export const getWebIdentityToken: Action = (_state, params) => {
  const constraints = new Constraints()
  const audiences = members(params, "Audience", [""]).map((member) => member[""])
  if (audiences.length === 0) constraints.text(undefined, "audience", rules.audience)
  constraints.size(audiences.map(String), "audience", 10)
  for (const [index, audience] of audiences.entries()) {
    constraints.text(audience, `audience.${index + 1}.member`, rules.audience)
  }
  constraints.text(params.get("SigningAlgorithm"), "signingAlgorithm", rules.signingAlgorithm)
  constraints.integer(params.get("DurationSeconds"), "durationSeconds", 60, 3600)
  const disabled = new AwsError({
    code: "OutboundWebIdentityFederationDisabledException",
    message: "Outbound web identity federation is not enabled for this account.",
    status: 403
  })
  return Effect.fail(constraints.refusal ?? disabled)
}
