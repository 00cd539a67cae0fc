import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import type { ServiceEndpoint } from "../domain/aws/SessionKey.ts"
import type { ConfigProblem } from "../domain/config/ConfigProblem.ts"
import type { RoleOptions } from "../domain/config/RoleOptions.ts"
import { readJsonObject } from "../domain/text/JsonObject.ts"
import type { FailureText } from "./FailureText.ts"

/** Who signs a request, and the region whose STS endpoint answers it. */
export interface StsCaller {
  /** The keys that sign the request. */
  readonly credentials: Credentials
  /** The region whose STS is asked, such as `eu-west-1`. */
  readonly region: string
  /** The endpoints of the profile that the credentials are from. */
  readonly endpoints?: ConfiguredEndpoints | undefined
}

/** Every option of assuming a role goes into the request under AWS's own name, but for these, which are settled first. */
export interface AssumeRoleRequest extends Omit<RoleOptions, "roleSessionName" | "durationSeconds" | "mfa"> {
  /** Whose credentials sign the request. */
  readonly caller: StsCaller
  /** The role to assume. */
  readonly roleArn: string
  /** The name of the role's session, as CloudTrail shows it: 2 to 64 characters. */
  readonly roleSessionName: string
  /** Seconds, 900 to the role's maximum. Default: AWS's 3,600. */
  readonly durationSeconds?: number
  /** The ARN or serial number of the caller's multi-factor device. */
  readonly serialNumber?: string
  /** The six digits that the device shows now; AWS takes each code once. */
  readonly tokenCode?: Redacted.Redacted<string>
}

/** A role's session for an OpenID Connect token. It is not signed: the token tells who asks. */
export interface WebIdentityRequest {
  /** The region whose STS is asked, such as `eu-west-1`. */
  readonly region: string
  /** The endpoints of the profile that names the token, where one does. */
  readonly endpoints?: ConfiguredEndpoints | undefined
  /** The role to assume. */
  readonly roleArn: string
  /** The name of the role's session, as CloudTrail shows it: 2 to 64 characters. */
  readonly roleSessionName: string
  /** The token, a JWT of a provider that the role's account knows and the role trusts. */
  readonly webIdentityToken: Redacted.Redacted<string>
  /** Seconds, 900 to the role's maximum. Default: AWS's 3,600. */
  readonly durationSeconds?: number
  /** A session policy as JSON text: the session may do no more than it and the role allow. */
  readonly policy?: string
  /** The ARNs of managed policies that limit the session likewise. */
  readonly policyArns?: ReadonlyArray<string>
}

/** A session of the IAM user whose long-lived keys sign the request. */
export interface SessionTokenRequest {
  /** Whose credentials sign the request. */
  readonly caller: StsCaller
  /** The multi-factor device: it and its code, both or neither. */
  readonly serialNumber?: string
  /** The six digits that the device shows now; AWS takes each code once. */
  readonly tokenCode?: Redacted.Redacted<string>
  /** Seconds, 900 to 129,600. Default: AWS's 43,200. */
  readonly durationSeconds?: number
}

/** A role's session as STS gives it: `arn:aws:sts::…:assumed-role/NAME/SESSION`, `AROA…:SESSION`. */
export interface AssumedRole {
  /** The session's keys, with their end. */
  readonly credentials: Credentials
  /** Whose session it is: its account is what the guard looks at. */
  readonly identity: Identity
}

/**
 * What went wrong, as far as a caller treats it differently.
 *
 * - `denied`: AccessDenied.
 * - `expired`: the credentials have ended.
 * - `rejected`: AWS does not take the key, the signature or the token.
 * - `limited`: not sent, since the fleet's rate left no room.
 * - `regionDisabled`: the account has not activated STS in the region.
 * - `invalid`: a parameter that AWS refuses.
 * - `misconfigured`: no request can be made, as `problem` tells.
 * - `unavailable`: no answer, a throttle or a server error, after the retries.
 * - `other`: anything else that AWS said.
 */
export type StsErrorKind =
  | "denied"
  | "expired"
  | "rejected"
  | "limited"
  | "regionDisabled"
  | "invalid"
  | "misconfigured"
  | "unavailable"
  | "other"

/** The port's own error; the factory translates it. `code` and `detail` are AWS's error name and message. */
export class StsError extends Data.Error<{
  /** AWS's name of the operation, such as `AssumeRole`. */
  readonly operation: string
  /** What the failure means for whoever asked. */
  readonly kind: StsErrorKind
  /** AWS's name of the error, or the system's where no answer came (`ECONNREFUSED`). */
  readonly code: string
  /** The message that came with it. */
  readonly detail: string
  /** The region whose STS was asked. */
  readonly region: string
  /** The HTTP status of the answer; absent where none came. */
  readonly status?: number
  /** AWS's id of the request, for its support and CloudTrail. */
  readonly requestId?: string
  /** The role allows no session as long as the one asked for, so that a shorter one may do. */
  readonly exceedsMaxSessionDuration?: boolean
  /** What is wrong with the configuration, where no request was made for it. */
  readonly problem?: ConfigProblem
  /** The error of the AWS SDK beneath, where there is one. */
  readonly cause?: unknown
}> {
  /** The tag that `Effect.catchTag` takes. */
  readonly _tag = "StsError"
  /** The tag, as stacks and logs show it. */
  override get name(): string {
    return "StsError"
  }
  /** The operation, AWS's name of the error, and its message. */
  override get message(): string {
    return `${this.operation}: ${this.code}: ${this.detail}`
  }
}

const kinds: ReadonlyArray<string> = [
  "denied",
  "expired",
  "rejected",
  "limited",
  "regionDisabled",
  "invalid",
  "unavailable",
  "other"
] satisfies ReadonlyArray<StsErrorKind>

/** No answer in time says as much of the process that asked, which may have starved, as of AWS: another may ask for itself. */
const isTimeout = ({ kind, code }: StsError): boolean => kind === "unavailable" && /time(?:d)?_?out/i.test(code)

/** What AWS said, for those in other processes who wait for the same answer; what a configuration lacks is its own. */
export const stsErrorText: FailureText<StsError> = {
  encode: (failure) => {
    if (!(failure instanceof StsError) || !kinds.includes(failure.kind) || isTimeout(failure)) return undefined
    const { operation, kind, code, detail, region, status, requestId } = failure
    return JSON.stringify({ operation, kind, code, detail, region, status, requestId })
  },
  decode: (text) => {
    const { operation, kind, code, detail, region, status, requestId } = readJsonObject(text) ?? {}
    const isError =
      [operation, code, detail, region].every((field) => typeof field === "string") &&
      typeof kind === "string" &&
      kinds.includes(kind)
    return isError
      ? new StsError({
          operation: String(operation),
          kind: kind as StsErrorKind,
          code: String(code),
          detail: String(detail),
          region: String(region),
          ...(typeof status === "number" ? { status } : {}),
          ...(typeof requestId === "string" ? { requestId } : {})
        })
      : undefined
  }
}

/** What marks a value as an implementation of this port: `make` sets it, so that no other object passes for one. */
export const TypeId = "~effect-boto-ses/Sts"

/** The port to AWS's Security Token Service: the operations that the library calls, and no more. */
export interface Sts {
  /** Set by `make`. */
  readonly [TypeId]: typeof TypeId
  /** The session of a role for a caller that the role trusts (STS AssumeRole). */
  readonly assumeRole: (request: AssumeRoleRequest) => Effect.Effect<AssumedRole, StsError>
  /** Who the caller is (STS GetCallerIdentity): no policy can deny this. */
  readonly getCallerIdentity: (caller: StsCaller) => Effect.Effect<Identity, StsError>
  /** The session of a role for an OpenID Connect token, with no other credentials (STS AssumeRoleWithWebIdentity). */
  readonly assumeRoleWithWebIdentity: (request: WebIdentityRequest) => Effect.Effect<AssumedRole, StsError>
  /** A session of an IAM user; with a code it carries a multi-factor sign-in, so that one code serves several roles. */
  readonly getSessionToken: (request: SessionTokenRequest) => Effect.Effect<Credentials, StsError>
  /**
   * Milliseconds by which AWS's clock is ahead of this machine's, as its last answer showed; none is taken for zero. The
   * ends of credentials are AWS's times, so they are judged by AWS's clock.
   */
  readonly clockSkew?: () => number
  /** Hears by how much AWS's clock was ahead when another process asked it; an answer of one's own says it better. */
  readonly learnClockSkew?: (milliseconds: number) => void
  /** Where requests go; without it no session is kept beyond the process, since it might be served for another AWS. */
  readonly endpoint?: (caller: Pick<StsCaller, "region" | "endpoints">) => ServiceEndpoint
}

/** The tag of the port to AWS's Security Token Service. */
export const Sts: Context.Service<Sts, Sts> = Context.Service<Sts>("effect-boto-ses/Sts")

/** An implementation of the port, for a layer of one's own: `Layer.succeed(Sts.Sts, Sts.make({ … }))`. */
export const make = (operations: Omit<Sts, typeof TypeId>): Sts => ({ [TypeId]: TypeId, ...operations })
