/** `sts:AssumeRole`. Source: STS API Reference, AssumeRole. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type AwsError, accessDenied, notAuthorized, validationError } from "./AwsError.ts"
import { Constraints, rules } from "./Constraints.ts"
import type { Credential } from "./Credentials.ts"
import { policyRefusal } from "./PolicyGrammar.ts"
import { assumedRole, isTrusted } from "./Principal.ts"
import {
  type Given,
  packedRefusal,
  packedSize,
  policyArnsRefusal,
  readGiven,
  sentTagKeys,
  tagsRefusal
} from "./SessionPolicy.ts"
import type { Action, State } from "./State.ts"
import { assumedRoleUserXml, checkMfa, credentialsXml, durationRefusal } from "./StsSession.ts"
import { type Role, roleByArn } from "./World.ts"
import * as Xml from "./Xml.ts"

/** Why an ARN cannot be a role's at all. */
const roleArnRefusal = (arn: string): AwsError | undefined => {
  if (!arn.startsWith("arn:")) return validationError(`${arn} is invalid`)
  return /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(arn) ? undefined : validationError("Request ARN is invalid")
}

/** Why a request for a role's session is refused by itself, whoever sends it. */
export const roleRequestRefusal = (
  constraints: Constraints,
  roleArn: string,
  { policy, policyArns }: Pick<Given, "policy" | "policyArns">
): AwsError | undefined =>
  constraints.refusal ??
  roleArnRefusal(roleArn) ??
  policyArnsRefusal(policyArns, roleArn.split(":")[4] ?? "") ??
  policyRefusal(policy)

interface Request {
  readonly roleArn: string
  readonly externalId: string | undefined
  readonly sourceIdentity: string | undefined
  readonly given: Given
  /** Milliseconds since the caller gave a code of its MFA device, where it did. */
  readonly mfaAge: number | undefined
}

/** What the trust policy says of `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge`, which counts whole seconds. */
const allowsMfa = ({ requireMfa, mfaMaxAge }: Role, mfaAge: number | undefined): boolean =>
  mfaAge === undefined
    ? !requireMfa && mfaMaxAge === undefined
    : mfaMaxAge === undefined || Math.floor(mfaAge / 1000) < mfaMaxAge

/** The role, where its trust policy lets this caller do all that the request asks for. */
const authorize: (state: State, caller: Credential, request: Request) => Effect.Effect<Role, AwsError> =
  Effect.fnUntraced(function* (state: State, caller: Credential, request: Request) {
    const { principal } = caller
    const denied = (action: string) => notAuthorized(principal.arn, action, request.roleArn)
    const role = roleByArn(state.world, request.roleArn)
    if (
      role === undefined ||
      principal.kind === "federatedUser" ||
      !isTrusted(role, principal) ||
      (role.externalId !== undefined && role.externalId !== request.externalId) ||
      !allowsMfa(role, request.mfaAge)
    ) {
      return yield* denied("sts:AssumeRole")
    }
    const tagged = Object.keys(request.given.tags).length > 0 || (caller.session?.transitiveTagKeys.length ?? 0) > 0
    if (tagged && !role.allowTagSession) return yield* denied("sts:TagSession")
    const inherited = caller.session?.sourceIdentity
    if (inherited !== undefined && request.sourceIdentity !== undefined && inherited !== request.sourceIdentity) {
      return yield* validationError("The source identity is already set for this assume role session")
    }
    if ((request.sourceIdentity ?? inherited) !== undefined && !role.allowSetSourceIdentity) {
      return yield* denied("sts:SetSourceIdentity")
    }
    return role
  })

const inheritedTags = (caller: Credential): { readonly [key: string]: string } => {
  const { session } = caller
  if (session === undefined) return {}
  return Object.fromEntries(Object.entries(session.tags).filter(([key]) => session.transitiveTagKeys.includes(key)))
}

/** Makes a session of a role for a principal that the role trusts. */
export const assumeRole: Action = Effect.fnUntraced(function* (
  state: State,
  params: ReadonlyMap<string, string>,
  caller: Credential
) {
  const constraints = new Constraints()
  const roleArn = constraints.text(params.get("RoleArn"), "roleArn", rules.roleArn) ?? ""
  const sessionName = constraints.text(params.get("RoleSessionName"), "roleSessionName", rules.roleSessionName) ?? ""
  const duration = constraints.integer(params.get("DurationSeconds"), "durationSeconds", 900, 43_200) ?? 3600
  const externalId = constraints.text(params.get("ExternalId"), "externalId", rules.externalId)
  const serialNumber = constraints.text(params.get("SerialNumber"), "serialNumber", rules.serialNumber)
  const tokenCode = constraints.text(params.get("TokenCode"), "tokenCode", rules.tokenCode)
  const sourceIdentity = constraints.text(params.get("SourceIdentity"), "sourceIdentity", rules.sourceIdentity)
  const given = readGiven(params, constraints)
  const malformed = roleRequestRefusal(constraints, roleArn, given)
  if (malformed !== undefined) return yield* malformed
  if (caller.principal.kind === "root") return yield* accessDenied("Roles may not be assumed by root accounts.")

  const tags = inheritedTags(caller)
  const conflicting = tagsRefusal(sentTagKeys(params), given.transitiveTagKeys, Object.keys(tags))
  if (conflicting !== undefined) return yield* conflicting
  const now = yield* Clock.currentTimeMillis
  const fresh = yield* checkMfa(state, caller.principal, serialNumber, tokenCode)
  const earlier = caller.session?.mfa === true ? now - caller.session.issued : undefined
  const mfaAge = fresh ? 0 : earlier
  const role = yield* authorize(state, caller, { roleArn, externalId, sourceIdentity, given, mfaAge })
  const size = packedSize(given, tags)
  const refusal = durationRefusal(role, duration, caller.principal.kind === "assumedRole") ?? packedRefusal(given, size)
  if (refusal !== undefined) return yield* refusal

  const principal = assumedRole(state.world, role, sessionName)
  const source = sourceIdentity ?? caller.session?.sourceIdentity
  const credential = state.credentials.addSession(principal, now, duration, {
    // A role session never counts as authenticated by MFA, whoever made it (IAM User Guide, "Secure API access with MFA").
    mfa: false,
    tags: { ...tags, ...given.tags },
    transitiveTagKeys: [...Object.keys(tags), ...given.transitiveTagKeys],
    sourceIdentity: source,
    externalId,
    policy: given.policy,
    policyArns: given.policyArns
  })
  return Xml.element("AssumeRoleResult", [
    assumedRoleUserXml(principal),
    credentialsXml(credential),
    Xml.optional("PackedPolicySize", size),
    Xml.optional("SourceIdentity", source)
  ])
})
