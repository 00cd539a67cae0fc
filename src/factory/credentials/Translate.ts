import { describeOrigin } from "../../domain/aws/Origin.ts"
import { AmbientAbsent, AmbientUnusable } from "../../domain/errors/Ambient.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid, RoleOptionInvalid } from "../../domain/errors/Config.ts"
import { HandoverUnusable } from "../../domain/errors/Handover.ts"
import { ProfileMissing, ProfileUnusable, SsoExpired, SsoNotSignedIn } from "../../domain/errors/Profile.ts"
import {
  AssumeRoleDenied,
  AwsRequestFailed,
  CredentialsRejected,
  SessionExpired,
  StsRateLimited,
  StsRegionDisabled,
  StsUnavailable
} from "../../domain/errors/Sts.ts"
import { nearest } from "../../domain/text/Nearest.ts"
import type {
  CredentialSourceError,
  SourceUnusable,
  SsoSignInAbsent,
  SsoSignInExpired
} from "../../services/CredentialSource.ts"
import type { AssumeRoleRequest, StsError } from "../../services/Sts.ts"

/** What the translation of a port's error needs to know of the ask. */
export interface AskContext {
  /** The ask as code: `env("sbx")`. */
  readonly target: string
  readonly runtime: { readonly name: string; readonly evidence: string }
}

const loopOf = ({ loop }: SourceUnusable): { readonly loop?: string } => (loop === undefined ? {} : { loop })

const signInOf = ({ profile, session }: SsoSignInAbsent | SsoSignInExpired) => ({
  profile,
  ...(session === undefined ? {} : { session })
})

type StsKind = StsError["kind"]

/** What STS said that is of the source as it would be of any other request. */
const ofProfile: ReadonlySet<StsKind> = new Set([
  "denied",
  "expired",
  "rejected",
  "limited",
  "regionDisabled",
  "unavailable"
])

/** Ambient credentials that AWS refuses are ones that cannot be used: the plan may know others. An outage changes no plan. */
const ofAmbient: ReadonlySet<StsKind> = new Set(["limited", "regionDisabled", "unavailable"])

/** The error of the request to STS that a source needed, where it was one of these kinds. */
const sourceStsError = (
  target: string,
  { origin, sts, cause }: SourceUnusable,
  kinds: ReadonlySet<StsKind>
): BotoSesError | undefined => {
  if (sts === undefined || !kinds.has(sts.error.kind)) return undefined
  const { error, roleArn, signer } = sts
  if (error.kind === "unavailable") {
    const { operation, region, code, detail } = error
    return BotoSesError.of(new StsUnavailable({ operation: `${operation} for ${target}`, region, code, detail }), cause)
  }
  const source = describeOrigin(signer ?? origin)
  return stsError(target, error, { source, renew: undefined, principal: source }, { roleArn })
}

/** The error of reading a profile. */
export const profileError = (profile: string, error: CredentialSourceError): BotoSesError => {
  switch (error._tag) {
    case "ProfileNotFound":
      return BotoSesError.of(
        new ProfileMissing({
          profile: error.profile,
          files: error.files,
          known: nearest(error.profile, error.known),
          ...(error.misnamed === undefined ? {} : { misnamed: error.misnamed.header, misnamedIn: error.misnamed.file })
        })
      )
    case "SsoSignInAbsent":
      return BotoSesError.of(new SsoNotSignedIn(signInOf(error)))
    case "SsoSignInExpired":
      return BotoSesError.of(new SsoExpired(signInOf(error)))
    case "SourceUnusable":
      return (
        sourceStsError(`the AWS CLI profile ${profile}`, error, ofProfile) ??
        BotoSesError.of(new ProfileUnusable({ profile, detail: error.detail, ...loopOf(error) }), error.cause)
      )
    case "CredentialsAbsent":
      return BotoSesError.of(
        new ProfileUnusable({ profile, detail: `it names no credentials (looked at ${error.tried.join(", ")}).` })
      )
  }
}

/** The error of reading the ambient credentials. */
export const ambientError = (context: AskContext, error: CredentialSourceError): BotoSesError => {
  const { target, runtime } = context
  switch (error._tag) {
    case "CredentialsAbsent":
      return BotoSesError.of(
        new AmbientAbsent({ target, runtime: runtime.name, evidence: runtime.evidence, tried: error.tried })
      )
    case "SourceUnusable":
      return (
        sourceStsError("the ambient credentials", error, ofAmbient) ??
        BotoSesError.of(
          new AmbientUnusable({ target, source: describeOrigin(error.origin), detail: error.detail, ...loopOf(error) }),
          error.cause
        )
      )
    default:
      return profileError(error.profile, error)
  }
}

/** The error of reading what the parent process handed over. */
export const handoverError = (context: AskContext, error: CredentialSourceError): BotoSesError =>
  BotoSesError.of(
    new HandoverUnusable({
      detail: error._tag === "SourceUnusable" ? error.detail : ambientError(context, error).message
    })
  )

/** Where the signing credentials of a failed request come from. */
export interface Signer {
  readonly source: string
  readonly renew: string | undefined
  readonly principal: string
  /** What helps where AWS refuses it, if the place has a common cause of that. */
  readonly ifRefused?: string | undefined
}

const advice = ({ ifRefused }: Signer): { readonly advice?: string } =>
  ifRefused === undefined ? {} : { advice: ifRefused }

type RoleRequest = Pick<AssumeRoleRequest, "roleArn" | "tags" | "sourceIdentity">

const denied = (target: string, error: StsError, signer: Signer, request: RoleRequest): AssumeRoleDenied =>
  new AssumeRoleDenied({
    target,
    role: request.roleArn,
    principal: signer.principal,
    actions: [
      "sts:AssumeRole",
      ...(request.tags === undefined ? [] : ["sts:TagSession"]),
      ...(request.sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"])
    ],
    detail: error.detail,
    ...advice(signer)
  })

/** The error of a request to STS. `request` is given for AssumeRole. */
export const stsError = (target: string, error: StsError, signer: Signer, request?: RoleRequest): BotoSesError => {
  const { operation, region, code, detail } = error
  switch (error.kind) {
    case "denied":
      if (request === undefined) break
      return BotoSesError.of(denied(target, error, signer, request), error.cause)
    case "expired":
      return BotoSesError.of(
        new SessionExpired({
          source: signer.source,
          renew: signer.renew ?? `AWS said: ${detail} Sign in anew at their source.`
        }),
        error.cause
      )
    case "rejected":
      return BotoSesError.of(
        new CredentialsRejected({ source: signer.source, code, detail, ...advice(signer) }),
        error.cause
      )
    case "limited":
      return BotoSesError.of(new StsRateLimited({ operation, region, detail }), error.cause)
    case "regionDisabled":
      return BotoSesError.of(new StsRegionDisabled({ region }), error.cause)
    case "unavailable":
      return BotoSesError.of(new StsUnavailable({ operation, region, code, detail }), error.cause)
    case "invalid":
      return BotoSesError.of(
        new RoleOptionInvalid({
          field: `${operation} for ${target}`,
          expected: "parameters that AWS accepts",
          actual: `${code}: ${detail}`
        }),
        error.cause
      )
    case "misconfigured":
      if (error.problem === undefined) break
      return BotoSesError.of(
        new ConfigInvalid({ source: "how STS is reached", problems: [error.problem] }),
        error.cause
      )
    case "other":
      break
  }
  return BotoSesError.of(
    new AwsRequestFailed({
      target,
      code,
      detail,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...(error.requestId === undefined ? {} : { requestId: error.requestId })
    }),
    error.cause
  )
}
