import { Fact, type Kinds, sentence } from "./Fact.ts"

/** The configuration says that a session is had by the job's own token, and the place offers none. */
export class IdentityTokenAbsent extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The ARN of the role that the token was to give (`oidcRoleArn`). */
  readonly role: string
  /** The place that was looked at. */
  readonly by: string
  /** What the job's file needs, in the vendor's own terms. */
  readonly advice: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<IdentityTokenAbsent> = { target: "text", role: "text", by: "text", advice: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "IdentityTokenAbsent"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Which role needs the token, and the place that has none. */
  get found(): string {
    return (
      `${this.target} is had by the job's own identity token (oidcRoleArn is ${this.role}), and ${this.by} offers none. ` +
      "No other credentials are taken in its place."
    )
  }
  /** `advice`: what the job's file needs. */
  get next(): string {
    return this.advice
  }
}

/** The place offers a token of the job, and did not give one that can be used. */
export class IdentityTokenUnusable extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** Who was asked for it. */
  readonly by: string
  /** What was expected, and what came instead. */
  readonly detail: string
  /** What to do, in the vendor's own terms. */
  readonly advice: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<IdentityTokenUnusable> = {
    target: "text",
    by: "text",
    detail: "text",
    advice: "text"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "IdentityTokenUnusable"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Who was asked for the token, and what came instead. */
  get found(): string {
    return `${this.target} needs an identity token of ${this.by}, and got none that it can use: ${sentence(this.detail)}`
  }
  /** `advice`: what to do, in the vendor's own terms. */
  get next(): string {
    return this.advice
  }
}

/** More of a claim is no help, and may be an attacker's. */
const longest = 300

const short = (claim: string): string => (claim.length > longest ? `${claim.slice(0, longest)}…` : claim)

/** AWS did not exchange the job's token for a session of the role. The claims are the token's own; they are no secret. */
export class WebIdentityDenied extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The ARN of the role (`oidcRoleArn`). */
  readonly role: string
  /** Who gave the token. */
  readonly by: string
  /** The token's `iss`: the URL of the identity provider. */
  readonly issuer: string
  /** The token's `aud`: for whom it is. */
  readonly audience: string
  /** The token's `sub`: which job it is of, in the vendor's form. */
  readonly subject: string
  /** AWS's name of the error. */
  readonly code: string
  /** AWS's message. */
  readonly detail: string
  /** What the provider in IAM and the role's trust policy must say. */
  readonly advice: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<WebIdentityDenied> = {
    target: "text",
    role: "text",
    by: "text",
    issuer: "text",
    audience: "text",
    subject: "text",
    code: "text",
    detail: "text",
    advice: "text"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "WebIdentityDenied"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** Whose token was not taken for which role, AWS's own words, and the token's claims. */
  get found(): string {
    return (
      `AWS did not take the identity token of ${this.by} for ${this.role}, which ${this.target} needs ` +
      `(${this.code}): ${sentence(this.detail)} ` +
      `The token's issuer is ${short(this.issuer)}, its audience ${short(this.audience)}, its subject ${short(this.subject)}.`
    )
  }
  /** `advice`: what the provider in IAM and the role's trust policy must say. */
  get next(): string {
    return this.advice
  }
}
