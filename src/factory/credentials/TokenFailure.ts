import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { IdentityTokenAbsent, IdentityTokenUnusable, WebIdentityDenied } from "../../domain/errors/IdentityToken.ts"
import { SessionExpired } from "../../domain/errors/Sts.ts"
import { readClaims } from "../../domain/oidc/Claims.ts"
import { trustNeeded } from "../../domain/oidc/DenialAdvice.ts"
import type { IdentityTokenError, IssuedToken } from "../../services/IdentityToken.ts"
import type { StsError } from "../../services/Sts.ts"
import { stsError } from "./Translate.ts"

/** When it ended; nothing for a number that is no time, which another's layer may give. */
const timeOf = (milliseconds: number | undefined): { readonly expiredAt?: string } => {
  const date = new Date(milliseconds ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? {} : { expiredAt: date.toISOString() }
}

/** The error of a place that gives no token of the job. */
export const tokenError = (target: string, role: string, error: IdentityTokenError): BotoSesError => {
  const { by, detail, next: advice, cause } = error
  switch (error.kind) {
    case "absent":
      return BotoSesError.of(new IdentityTokenAbsent({ target, role, by, advice }), cause)
    case "expired": {
      const renew = `The job's own token cannot be had anew: ${detail} ${advice}`.trimEnd()
      return BotoSesError.of(
        new SessionExpired({ source: `the identity token of ${by}`, renew, ...timeOf(error.expiredAt) }),
        cause
      )
    }
    case "refused":
    case "unanswered":
    case "invalid":
      return BotoSesError.of(new IdentityTokenUnusable({ target, by, detail, advice }), cause)
  }
}

/** The error of AWS's answer to a token: what it said, and what the token says of itself. */
export const exchangeError = (
  { target, roleArn, by }: { readonly target: string; readonly roleArn: string; readonly by: string },
  { token, expiresAt }: IssuedToken,
  error: StsError
): BotoSesError => {
  const { code, detail, kind } = error
  const source = `the identity token of ${by}`
  if (kind === "expired") {
    return BotoSesError.of(
      new SessionExpired({ source, renew: `AWS said: ${detail} Run the job anew.`, ...timeOf(expiresAt) }),
      error.cause
    )
  }
  const claims = kind === "denied" || kind === "rejected" ? readClaims(token) : undefined
  if (claims === undefined) return stsError(target, error, { source, renew: undefined, principal: source })
  const { issuer, audience, subject } = claims
  const advice = trustNeeded(claims, roleArn, detail)
  return BotoSesError.of(
    new WebIdentityDenied({ target, role: roleArn, by, issuer, audience, subject, code, detail, advice }),
    error.cause
  )
}
