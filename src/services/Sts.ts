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
  readonly policy?: string
  readonly policyArns?: ReadonlyArray<string>
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
 * - `limited`: not sent, since the fleet's rate left no room; - `regionDisabled`; - `invalid`: a parameter that AWS refuses; - `misconfigured`: no request can
 * be made, as `problem` tells; - `unavailable`: no answer, throttled or a server
 * error, after the retries; - `other`.
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
  /** Hears by how much AWS's clock was ahead when another process asked it; an answer of one's own says it better. */
  readonly learnClockSkew?: (milliseconds: number) => void
  /** Where requests go; without it no session is kept beyond the process, since it might be served for another AWS. */
  readonly endpoint?: (caller: Pick<StsCaller, "region" | "endpoints">) => ServiceEndpoint
}

/** The tag of the port to AWS's Security Token Service. */
export const Sts: Context.Service<Sts, Sts> = Context.Service<Sts>("effect-boto-ses/Sts")

/** An implementation of the port, for a layer of one's own: `Layer.succeed(Sts.Sts, Sts.make({ … }))`. */
export const make = (operations: Omit<Sts, typeof TypeId>): Sts => ({ [TypeId]: TypeId, ...operations })
