import { Fact, type Kinds, sentence } from "./Fact.ts"

/** The configuration says that a session is had by the job's own token, and the place offers none. */
export class IdentityTokenAbsent extends Fact<{
  readonly target: string
  readonly role: string
  /** The place that was looked at. */
  readonly by: string
  /** What the job's file needs, in the vendor's own terms. */
  readonly advice: string
}> {
  static readonly fields: Kinds<IdentityTokenAbsent> = { target: "text", role: "text", by: "text", advice: "text" }
  readonly _tag = "IdentityTokenAbsent"
  readonly exitCode = 5
  get found(): string {
    return (
      `${this.target} is had by the job's own identity token (oidcRoleArn is ${this.role}), and ${this.by} offers none. ` +
      "No other credentials are taken in its place."
    )
  }
  get next(): string {
    return this.advice
  }
}

/** The place offers a token of the job, and did not give one that can be used. */
export class IdentityTokenUnusable extends Fact<{
  readonly target: string
  /** Who was asked for it. */
  readonly by: string
  readonly detail: string
  readonly advice: string
}> {
  static readonly fields: Kinds<IdentityTokenUnusable> = {
    target: "text",
    by: "text",
    detail: "text",
    advice: "text"
  }
  readonly _tag = "IdentityTokenUnusable"
  readonly exitCode = 5
  get found(): string {
    return `${this.target} needs an identity token of ${this.by}, and got none that it can use: ${sentence(this.detail)}`
  }
  get next(): string {
    return this.advice
  }
}

/** More of a claim is no help, and may be an attacker's. */
const longest = 300

const short = (claim: string): string => (claim.length > longest ? `${claim.slice(0, longest)}…` : claim)

/** AWS did not exchange the job's token for a session of the role. The claims are the token's own; they are no secret. */
export class WebIdentityDenied extends Fact<{
  readonly target: string
  readonly role: string
  /** Who gave the token. */
  readonly by: string
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  /** AWS's name of the error, and its message. */
  readonly code: string
  readonly detail: string
  /** What the provider in IAM and the role's trust policy must say. */
  readonly advice: string
}> {
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
  readonly _tag = "WebIdentityDenied"
  readonly exitCode = 6
  get found(): string {
    return (
      `AWS did not take the identity token of ${this.by} for ${this.role}, which ${this.target} needs ` +
      `(${this.code}): ${sentence(this.detail)} ` +
      `The token's issuer is ${short(this.issuer)}, its audience ${short(this.audience)}, its subject ${short(this.subject)}.`
    )
  }
  get next(): string {
    return this.advice
  }
}
