import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { ConfiguredEndpoints } from "../domain/aws/Endpoint.ts"
import type { Identity } from "../domain/aws/Identity.ts"
import type { ConfigProblem } from "../domain/config/ConfigProblem.ts"
import type { RoleOptions } from "../domain/config/RoleOptions.ts"

/** Who signs a request, and the region whose STS endpoint answers it. */
export interface StsCaller {
  readonly credentials: Credentials
  readonly region: string
  /** The endpoints of the profile that the credentials are from. */
  readonly endpoints?: ConfiguredEndpoints | undefined
}

/** Every option of assuming a role goes into the request under AWS's own name, but for these, which are settled first. */
export interface AssumeRoleRequest extends Omit<RoleOptions, "roleSessionName" | "durationSeconds" | "mfa"> {
  readonly caller: StsCaller
  readonly roleArn: string
  readonly roleSessionName: string
  readonly durationSeconds?: number
  readonly serialNumber?: string
  readonly tokenCode?: Redacted.Redacted<string>
}

export interface WebIdentityRequest {
  readonly region: string
  readonly endpoints?: ConfiguredEndpoints | undefined
  readonly roleArn: string
  readonly roleSessionName: string
  readonly webIdentityToken: Redacted.Redacted<string>
  readonly durationSeconds?: number
}

export interface SessionTokenRequest {
  readonly caller: StsCaller
  /** The device and its code, both or neither. */
  readonly serialNumber?: string
  readonly tokenCode?: Redacted.Redacted<string>
  readonly durationSeconds?: number
}

/** A role's session as STS gives it: `arn:aws:sts::…:assumed-role/NAME/SESSION`, `AROA…:SESSION`. */
export interface AssumedRole {
  readonly credentials: Credentials
  readonly identity: Identity
}

/**
 * What went wrong, as far as a caller treats it differently.
 *
 * - `denied`: AccessDenied; - `expired`: the credentials have ended; - `rejected`: bad key, signature or token;
 * - `regionDisabled`; - `invalid`: a parameter that AWS refuses; - `misconfigured`: no request can
 * be made, as `problem` tells; - `unavailable`: no answer, throttled or a server
 * error, after the retries; - `other`.
 */
export type StsErrorKind =
  | "denied"
  | "expired"
  | "rejected"
  | "regionDisabled"
  | "invalid"
  | "misconfigured"
  | "unavailable"
  | "other"

/** The port's own error; the factory translates it. `code` and `detail` are AWS's error name and message. */
export class StsError extends Data.Error<{
  readonly operation: string
  readonly kind: StsErrorKind
  readonly code: string
  readonly detail: string
  readonly region: string
  readonly status?: number
  readonly requestId?: string
  /** The role allows no session as long as the one asked for, so that a shorter one may do. */
  readonly exceedsMaxSessionDuration?: boolean
  /** What is wrong with the configuration, where no request was made for it. */
  readonly problem?: ConfigProblem
  readonly cause?: unknown
}> {
  readonly _tag = "StsError"
  override get name(): string {
    return "StsError"
  }
  override get message(): string {
    return `${this.operation}: ${this.code}: ${this.detail}`
  }
}

export const TypeId = "~effect-boto-ses/Sts"

/** The port to AWS's Security Token Service: the operations that the library calls, and no more. */
export interface Sts {
  readonly [TypeId]: typeof TypeId
  readonly assumeRole: (request: AssumeRoleRequest) => Effect.Effect<AssumedRole, StsError>
  readonly getCallerIdentity: (caller: StsCaller) => Effect.Effect<Identity, StsError>
  readonly assumeRoleWithWebIdentity: (request: WebIdentityRequest) => Effect.Effect<AssumedRole, StsError>
  /** A session of an IAM user; with a code it carries a multi-factor sign-in, so that one code serves several roles. */
  readonly getSessionToken: (request: SessionTokenRequest) => Effect.Effect<Credentials, StsError>
  /**
   * Milliseconds by which AWS's clock is ahead of this machine's, as its last answer showed; none is taken for zero. The
   * ends of credentials are AWS's times, so they are judged by AWS's clock.
   */
  readonly clockSkew?: () => number
}

/** The tag of the port to AWS's Security Token Service. */
export const Sts: Context.Service<Sts, Sts> = Context.Service<Sts>("effect-boto-ses/Sts")

/** An implementation of the port, for a layer of one's own: `Layer.succeed(Sts.Sts, Sts.make({ … }))`. */
export const make = (operations: Omit<Sts, typeof TypeId>): Sts => ({ [TypeId]: TypeId, ...operations })
