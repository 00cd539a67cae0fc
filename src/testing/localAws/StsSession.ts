/** What the actions of STS share: the parts of their answers and the rules on duration and MFA. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type AwsError, accessDenied, validationError } from "./AwsError.ts"
import type { SessionCredential } from "./Credentials.ts"
import type { AssumedRolePrincipal, Principal } from "./Principal.ts"
import type { State } from "./State.ts"
import type { Role } from "./World.ts"
import * as Xml from "./Xml.ts"

/** `<Credentials>`; its expiration has no fraction of a second, as AWS's has none. */
export const credentialsXml = (credential: SessionCredential): Xml.Xml =>
  Xml.element("Credentials", [
    Xml.element("AccessKeyId", credential.accessKeyId),
    Xml.element("SecretAccessKey", Redacted.value(credential.secretAccessKey)),
    Xml.element("SessionToken", Redacted.value(credential.sessionToken)),
    Xml.element("Expiration", isoSeconds(credential.session.expiration))
  ])

/** `2026-11-24T05:52:23Z`. */
export const isoSeconds = (millis: number): string => new Date(millis).toISOString().replace(/\.\d{3}Z$/, "Z")

/** `<AssumedRoleUser>`. */
export const assumedRoleUserXml = (principal: AssumedRolePrincipal): Xml.Xml =>
  Xml.element("AssumedRoleUser", [Xml.element("AssumedRoleId", principal.userId), Xml.element("Arn", principal.arn)])

/**
 * Why a role session cannot last so long. The cap on chained roles is an error,
 * never a shorter session (IAM User Guide, "Methods to assume a role").
 */
export const durationRefusal = (role: Role, durationSeconds: number, chained: boolean): AwsError | undefined => {
  if (chained && durationSeconds > 3600) {
    return validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    )
  }
  return durationSeconds > role.maxSessionDuration
    ? validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    : undefined
}

/** Whether the request proves possession of the caller's MFA device; false where it does not try. */
export const checkMfa: (
  state: State,
  caller: Principal,
  serialNumber: string | undefined,
  tokenCode: string | undefined
) => Effect.Effect<boolean, AwsError> = Effect.fnUntraced(function* (
  state: State,
  caller: Principal,
  serialNumber: string | undefined,
  tokenCode: string | undefined
) {
  if (serialNumber === undefined && tokenCode === undefined) return false
  if (serialNumber === undefined || tokenCode === undefined) {
    return yield* accessDenied(
      "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    )
  }
  if (caller.kind !== "user" || caller.user.mfaSerial !== serialNumber) {
    return yield* accessDenied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
    )
  }
  if (!state.mfa.accept(serialNumber, tokenCode, yield* Clock.currentTimeMillis)) {
    return yield* accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
  }
  return true
})
