import { maskAccountIds, maskArns } from "../aws/AccountId.ts"
import { openFilesAdvice } from "../aws/OpenFiles.ts"
import { isNoAws, trustAdvice } from "../aws/Trust.ts"
import { denoAdvice } from "../text/DenoFlag.ts"
import { Fact, type Kinds, sentence } from "./Fact.ts"

/** A role of one partition (aws, aws-cn, …) was to be assumed from another, which AWS does not do. */
export class PartitionMismatch extends Fact<{
  readonly target: string
  readonly role: string
  readonly source: string
}> {
  static readonly fields: Kinds<PartitionMismatch> = { target: "text", role: "text", source: "text" }
  readonly _tag = "PartitionMismatch"
  readonly exitCode = 6
  get found(): string {
    return `The role of ${this.target} is in the partition ${this.role}, but ${this.source}.`
  }
  get next(): string {
    return "A role is assumed within its partition only: correct the role ARN or the region."
  }
}

/** AWS refused AssumeRole. It words an unknown role and an untrusted principal alike, so the message names both. */
export class AssumeRoleDenied extends Fact<{
  readonly target: string
  readonly role: string
  readonly principal: string
  readonly actions: ReadonlyArray<string>
  readonly detail: string
  /** What the place itself suggests. */
  readonly advice?: string
}> {
  static readonly fields: Kinds<AssumeRoleDenied> = {
    target: "text",
    role: "text",
    principal: "text",
    actions: "texts",
    detail: "text",
    advice: "text?"
  }
  readonly _tag = "AssumeRoleDenied"
  readonly exitCode = 6
  get found(): string {
    return (
      `AWS did not let ${this.principal} assume ${this.role} for ${this.target}. ` +
      `Either no such role exists, or its trust policy does not allow ${this.actions.join(" and ")} to that principal ` +
      `(the principal's own policy must allow it too). AWS said: ${sentence(this.detail)}`
    )
  }
  get next(): string {
    return this.advice ?? "Correct the role's ARN, its trust policy, or the policy of that principal."
  }
}

/** AWS does not accept the credentials: a wrong secret key, an unknown access key, a token that does not belong to it. */
export class CredentialsRejected extends Fact<{
  readonly source: string
  readonly code: string
  readonly detail: string
  readonly advice?: string
}> {
  static readonly fields: Kinds<CredentialsRejected> = { source: "text", code: "text", detail: "text", advice: "text?" }
  readonly _tag = "CredentialsRejected"
  readonly exitCode = 6
  get found(): string {
    return `AWS rejected the credentials of ${this.source} (${this.code}): ${sentence(this.detail)}`
  }
  get next(): string {
    return this.advice ?? "Correct or renew them at their source."
  }
}

/** The credentials have ended and their source cannot give new ones by itself. `expiredAt` is ISO 8601, UTC. */
export class SessionExpired extends Fact<{
  readonly source: string
  readonly expiredAt?: string
  readonly renew: string
}> {
  static readonly fields: Kinds<SessionExpired> = { source: "text", expiredAt: "text?", renew: "text" }
  readonly _tag = "SessionExpired"
  readonly exitCode = 5
  get found(): string {
    const when = this.expiredAt === undefined ? "have expired" : `expired at ${this.expiredAt}`
    return `The credentials of ${this.source} ${when}.`
  }
  get next(): string {
    return this.renew
  }
  /** The renewal may be a command with a profile's name in it, which is to be run as it stands. */
  override mask(text: string): string {
    const renew = this.told.next
    return renew === "" ? maskAccountIds(text) : text.split(renew).map(maskAccountIds).join(maskArns(renew))
  }
}

/** The session was used after the end of the layer, or of the scope, that it belongs to. */
export class SessionClosed extends Fact<{ readonly source: string }> {
  static readonly fields: Kinds<SessionClosed> = { source: "text" }
  readonly _tag = "SessionClosed"
  readonly exitCode = 5
  get found(): string {
    return `The credentials of ${this.source} were asked for after the end of the layer or scope that they belong to.`
  }
  get next(): string {
    return "Keep their use inside the program to which the layer is provided, or inside the scope of the fresh session."
  }
}

/** STS is not active for the account in the region asked. */
export class StsRegionDisabled extends Fact<{ readonly region: string; readonly account?: string }> {
  static readonly fields: Kinds<StsRegionDisabled> = { region: "text", account: "text?" }
  readonly _tag = "StsRegionDisabled"
  readonly exitCode = 6
  get found(): string {
    return `STS is not active in ${this.region} for this account.`
  }
  get next(): string {
    return "Activate the region (IAM, Account settings), or set stsRegion in the configuration to a region that is."
  }
}

/** STS did not answer, or something else did in its place, or it kept answering with a throttle or a server error. */
export class StsUnavailable extends Fact<{
  readonly operation: string
  readonly region: string
  readonly code: string
  readonly detail: string
}> {
  static readonly fields: Kinds<StsUnavailable> = { operation: "text", region: "text", code: "text", detail: "text" }
  readonly _tag = "StsUnavailable"
  readonly exitCode = 7
  get found(): string {
    const { operation, region, code, detail } = this
    return isNoAws(code)
      ? `No AWS answered ${operation} in ${region} (${code}): ${sentence(detail)}`
      : `STS gave no answer to ${operation} in ${region} after retries (${code}): ${sentence(detail)}`
  }
  get next(): string {
    const retry = "Check the network and the endpoint, or try again later."
    const busy = " Where this machine has more to do than it can, wait until that has ended: limits are real time."
    return (
      openFilesAdvice(this.code) ??
      trustAdvice(this.code) ??
      (this.code === "ETIMEDOUT" || this.code === "TimeoutError" ? retry + busy : retry)
    )
  }
}

/** A request was not sent to STS, since the fleet's rate left no room for it in time. */
export class StsRateLimited extends Fact<{
  readonly operation: string
  readonly region: string
  readonly detail: string
}> {
  static readonly fields: Kinds<StsRateLimited> = { operation: "text", region: "text", detail: "text" }
  readonly _tag = "StsRateLimited"
  readonly exitCode = 7
  get found(): string {
    return `${this.operation} was not sent to STS in ${this.region}: ${sentence(this.detail)}`
  }
  get next(): string {
    return "Ask again later or for fewer sessions at once, or raise the session store's limit as far as AWS's quota allows."
  }
}

/** Ours: what a variable or a setting says of the way to AWS is unusable. */
const misstated: ReadonlySet<string> = new Set(["CaBundleUnusable", "ProxyInvalid"])

/** The word for a session that the command line takes, from the ask as code; empty where it has none. */
const targetWord = (target: string): string =>
  /^env\("([a-z0-9_-]+)"\)$/.exec(target)?.[1] ?? (target === "devops" || target === "app" ? target : "")

/** A request made with a session failed. `code` is AWS's error name, `status` the HTTP status, `requestId` AWS's. */
export class AwsRequestFailed extends Fact<{
  readonly target: string
  readonly code: string
  readonly detail: string
  readonly status?: number
  readonly requestId?: string
  /** Minutes since the session was made, where another process did that and a store kept it. */
  readonly keptMinutes?: number
}> {
  static readonly fields: Kinds<AwsRequestFailed> = {
    target: "text",
    code: "text",
    detail: "text",
    status: "number?",
    requestId: "text?",
    keptMinutes: "number?"
  }
  readonly _tag = "AwsRequestFailed"
  readonly exitCode = 6
  get found(): string {
    const about = [
      ...(this.status === undefined ? [] : [`status ${this.status}`]),
      ...(this.requestId === undefined ? [] : [`request ${this.requestId}`])
    ]
    const where = about.length === 0 ? "" : ` (${about.join(", ")})`
    return `A request with the session of ${this.target} failed: ${this.code}${where}: ${sentence(this.detail)}`
  }
  get next(): string {
    const { status } = this
    const advice = denoAdvice(this.code, this.detail) ?? trustAdvice(this.code) ?? openFilesAdvice(this.code)
    if (advice !== undefined) return advice
    if (misstated.has(this.code)) return "Correct the variable or the setting."
    if (status === 403 || this.code.startsWith("AccessDenied")) {
      const advice = "Allow the action to the session's principal, or ask for the session of another purpose."
      return this.keptMinutes === undefined
        ? advice
        : `${advice} The session was made ${this.keptMinutes} min ago and kept for other processes: if it was revoked ` +
            `since, the next one is made anew after boto-ses sessions clear ${targetWord(this.target)}`.trimEnd()
    }
    return status === undefined || status === 429 || status >= 500
      ? "Check the network and the endpoint, or try again later."
      : "Correct the request."
  }
}
