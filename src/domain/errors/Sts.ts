import { maskAccountIds, maskArns } from "../aws/AccountId.ts"
import { openFilesAdvice } from "../aws/OpenFiles.ts"
import { isNoAws, trustAdvice } from "../aws/Trust.ts"
import { denoAdvice } from "../text/DenoFlag.ts"
import { Fact, type Kinds, sentence } from "./Fact.ts"

/** A role of one partition (aws, aws-cn, …) was to be assumed from another, which AWS does not do. */
export class PartitionMismatch extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The partition of the role's ARN: `aws`, `aws-cn`, … */
  readonly role: string
  /** What is in another partition, as a clause. */
  readonly source: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<PartitionMismatch> = { target: "text", role: "text", source: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "PartitionMismatch"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** Both partitions. */
  get found(): string {
    return `The role of ${this.target} is in the partition ${this.role}, but ${this.source}.`
  }
  /** To correct the role's ARN or the region. */
  get next(): string {
    return "A role is assumed within its partition only: correct the role ARN or the region."
  }
}

/** AWS refused AssumeRole. It words an unknown role and an untrusted principal alike, so the message names both. */
export class AssumeRoleDenied extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The role's ARN. */
  readonly role: string
  /** Who asked: an ARN, or the source of the credentials where that is not known. */
  readonly principal: string
  /** What the trust policy has to allow: `sts:AssumeRole`, with tags `sts:TagSession` too. */
  readonly actions: ReadonlyArray<string>
  /** AWS's message. */
  readonly detail: string
  /** What the place itself suggests. */
  readonly advice?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<AssumeRoleDenied> = {
    target: "text",
    role: "text",
    principal: "text",
    actions: "texts",
    detail: "text",
    advice: "text?"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "AssumeRoleDenied"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** Who may not assume which role, the likely causes, and AWS's own words. */
  get found(): string {
    return (
      `AWS did not let ${this.principal} assume ${this.role} for ${this.target}. ` +
      `Either no such role exists, or its trust policy does not allow ${this.actions.join(" and ")} to that principal ` +
      `(the principal's own policy must allow it too). AWS said: ${sentence(this.detail)}`
    )
  }
  /** `advice`, else to correct the ARN or a policy. */
  get next(): string {
    return this.advice ?? "Correct the role's ARN, its trust policy, or the policy of that principal."
  }
}

/** AWS does not accept the credentials: a wrong secret key, an unknown access key, a token that does not belong to it. */
export class CredentialsRejected extends Fact<{
  /** Where the credentials come from, for people. */
  readonly source: string
  /** AWS's name of the error, such as `InvalidClientTokenId`. */
  readonly code: string
  /** AWS's message. */
  readonly detail: string
  /** What that source suggests. */
  readonly advice?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<CredentialsRejected> = { source: "text", code: "text", detail: "text", advice: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "CredentialsRejected"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** Where the credentials come from, and AWS's own words. */
  get found(): string {
    return `AWS rejected the credentials of ${this.source} (${this.code}): ${sentence(this.detail)}`
  }
  /** `advice`, else to renew them at their source. */
  get next(): string {
    return this.advice ?? "Correct or renew them at their source."
  }
}

/** The credentials have ended and their source cannot give new ones by itself. `expiredAt` is ISO 8601, UTC. */
export class SessionExpired extends Fact<{
  /** Where the credentials come from, for people. */
  readonly source: string
  /** When they ended, where that is known. */
  readonly expiredAt?: string
  /** How a person renews them, as a sentence or as a command. */
  readonly renew: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<SessionExpired> = { source: "text", expiredAt: "text?", renew: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "SessionExpired"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Where the credentials come from, and when they ended. */
  get found(): string {
    const when = this.expiredAt === undefined ? "have expired" : `expired at ${this.expiredAt}`
    return `The credentials of ${this.source} ${when}.`
  }
  /** `renew`: how a person renews them. */
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
export class SessionClosed extends Fact<{
  /** Where the credentials came from, for people. */
  readonly source: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<SessionClosed> = { source: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "SessionClosed"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Whose credentials were asked for too late. */
  get found(): string {
    return `The credentials of ${this.source} were asked for after the end of the layer or scope that they belong to.`
  }
  /** To use the session inside the program or the scope that it belongs to. */
  get next(): string {
    return "Keep their use inside the program to which the layer is provided, or inside the scope of the fresh session."
  }
}

/** STS is not active for the account in the region asked. */
export class StsRegionDisabled extends Fact<{
  /** The region whose STS was asked. */
  readonly region: string
  /** The account, where it is known. */
  readonly account?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<StsRegionDisabled> = { region: "text", account: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "StsRegionDisabled"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** The region whose STS is not active. */
  get found(): string {
    return `STS is not active in ${this.region} for this account.`
  }
  /** To activate the region, or to set `stsRegion`. */
  get next(): string {
    return "Activate the region (IAM, Account settings), or set stsRegion in the configuration to a region that is."
  }
}

/** STS did not answer, or something else did in its place, or it kept answering with a throttle or a server error. */
export class StsUnavailable extends Fact<{
  /** AWS's name of the operation, and what it was for where that is known. */
  readonly operation: string
  /** The region whose STS was asked. */
  readonly region: string
  /** AWS's name of the error, the system's (`ECONNREFUSED`), or `Timeout`. */
  readonly code: string
  /** The message that came with it. */
  readonly detail: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<StsUnavailable> = { operation: "text", region: "text", code: "text", detail: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "StsUnavailable"
  /** With 7 the command line ends: AWS is out of reach. */
  readonly exitCode = 7
  /** What was asked where, and the last failure after the retries. */
  get found(): string {
    const { operation, region, code, detail } = this
    return isNoAws(code)
      ? `No AWS answered ${operation} in ${region} (${code}): ${sentence(detail)}`
      : `STS gave no answer to ${operation} in ${region} after retries (${code}): ${sentence(detail)}`
  }
  /** To check the network and the endpoint, or what the failure's own cause needs. */
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
  /** AWS's name of the operation. */
  readonly operation: string
  /** The region whose STS would have been asked. */
  readonly region: string
  /** The limit, and how long the request would have had to wait. */
  readonly detail: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<StsRateLimited> = { operation: "text", region: "text", detail: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "StsRateLimited"
  /** With 7 the command line ends: AWS is out of reach. */
  readonly exitCode = 7
  /** What was not sent, and the limit. */
  get found(): string {
    return `${this.operation} was not sent to STS in ${this.region}: ${sentence(this.detail)}`
  }
  /** To ask later or for less, or to raise the session store's limit. */
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
  /**
   * The session that was asked for, as code: `env("prd")`, `devops`, `app`; where AWS was asked whose credentials these
   * are, where they come from: `the AWS CLI profile acme-prd`.
   */
  readonly target: string
  /** AWS's name of the error, or the system's where no answer came. */
  readonly code: string
  /** AWS's message. */
  readonly detail: string
  /** The HTTP status of the answer; absent where none came. */
  readonly status?: number
  /** AWS's id of the request, for its support and CloudTrail. */
  readonly requestId?: string
  /** Minutes since the session was made, where another process did that and a store kept it. */
  readonly keptMinutes?: number
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<AwsRequestFailed> = {
    target: "text",
    code: "text",
    detail: "text",
    status: "number?",
    requestId: "text?",
    keptMinutes: "number?"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "AwsRequestFailed"
  /** With 6 the command line ends: AWS refuses, or would. */
  readonly exitCode = 6
  /** The error with its status, its request id and AWS's message. */
  get found(): string {
    const about = [
      ...(this.status === undefined ? [] : [`status ${this.status}`]),
      ...(this.requestId === undefined ? [] : [`request ${this.requestId}`])
    ]
    const where = about.length === 0 ? "" : ` (${about.join(", ")})`
    return `A request with the session of ${this.target} failed: ${this.code}${where}: ${sentence(this.detail)}`
  }
  /** What the error's kind needs: a permission, a setting, or another try. */
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
