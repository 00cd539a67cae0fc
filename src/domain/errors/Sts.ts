import * as Schema from "effect/Schema"
import {
  type MaybeText,
  masked,
  maybeText,
  type ReasonClass,
  sentence,
  type Text,
  type Texts,
  text,
  texts
} from "./Fact.ts"

const PartitionMismatchBase: ReasonClass<
  PartitionMismatch,
  "PartitionMismatch",
  { target: Text; role: Text; source: Text }
> = Schema.TaggedError<PartitionMismatch>()("PartitionMismatch", { target: text, role: text, source: text })

/** A role of one partition (aws, aws-cn, …) was to be assumed from another, which AWS does not do. */
export class PartitionMismatch extends PartitionMismatchBase {
  override get message(): string {
    return masked(
      `The role of ${this.target} is in the partition ${this.role}, but ${this.source}. ` +
        "A role is assumed within its partition only: correct the role ARN or the region."
    )
  }
}

/** What the place itself suggests, after a sentence. */
const advised = (advice: string | undefined): string => (advice === undefined ? "" : ` ${advice}`)

const AssumeRoleDeniedBase: ReasonClass<
  AssumeRoleDenied,
  "AssumeRoleDenied",
  { target: Text; role: Text; principal: Text; actions: Texts; detail: Text; advice: MaybeText }
> = Schema.TaggedError<AssumeRoleDenied>()("AssumeRoleDenied", {
  target: text,
  role: text,
  principal: text,
  actions: texts,
  detail: text,
  advice: maybeText
})

/** AWS refused AssumeRole. It words an unknown role and an untrusted principal alike, so the message names both. */
export class AssumeRoleDenied extends AssumeRoleDeniedBase {
  override get message(): string {
    return masked(
      `AWS did not let ${this.principal} assume ${this.role} for ${this.target}. ` +
        `Either no such role exists, or its trust policy does not allow ${this.actions.join(" and ")} to that principal ` +
        `(the principal's own policy must allow it too). AWS said: ${sentence(this.detail)}${advised(this.advice)}`
    )
  }
}

const CredentialsRejectedBase: ReasonClass<
  CredentialsRejected,
  "CredentialsRejected",
  { source: Text; code: Text; detail: Text; advice: MaybeText }
> = Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", {
  source: text,
  code: text,
  detail: text,
  advice: maybeText
})

/** AWS does not accept the credentials: a wrong secret key, an unknown access key, a token that does not belong to it. */
export class CredentialsRejected extends CredentialsRejectedBase {
  override get message(): string {
    return masked(
      `AWS rejected the credentials of ${this.source} (${this.code}): ${sentence(this.detail)}` +
        (this.advice === undefined ? " Correct or renew them at their source." : advised(this.advice))
    )
  }
}

const SessionExpiredBase: ReasonClass<
  SessionExpired,
  "SessionExpired",
  { source: Text; expiredAt: MaybeText; renew: Text }
> = Schema.TaggedError<SessionExpired>()("SessionExpired", { source: text, expiredAt: maybeText, renew: text })

/** The credentials have ended and their source cannot give new ones by itself. `expiredAt` is ISO 8601, UTC. */
export class SessionExpired extends SessionExpiredBase {
  override get message(): string {
    const when = this.expiredAt === undefined ? "have expired" : `expired at ${this.expiredAt}`
    // The renewal may be a command with a profile's name in it, which is to be run as it stands.
    return `The credentials of ${masked(this.source)} ${when}. ${this.renew}`
  }
}

const SessionClosedBase: ReasonClass<SessionClosed, "SessionClosed", { source: Text }> =
  Schema.TaggedError<SessionClosed>()("SessionClosed", { source: text })

/** The session was used after the end of the layer, or of the scope, that it belongs to. */
export class SessionClosed extends SessionClosedBase {
  override get message(): string {
    return masked(
      `The credentials of ${this.source} were asked for after the end of the layer or scope that they belong to. ` +
        "Keep their use inside the program to which the layer is provided, or inside the scope of the fresh session."
    )
  }
}

const StsRegionDisabledBase: ReasonClass<StsRegionDisabled, "StsRegionDisabled", { region: Text; account: MaybeText }> =
  Schema.TaggedError<StsRegionDisabled>()("StsRegionDisabled", { region: text, account: maybeText })

/** STS is not active for the account in the region asked. */
export class StsRegionDisabled extends StsRegionDisabledBase {
  override get message(): string {
    return masked(
      `STS is not active in ${this.region} for this account. Activate the region (IAM, Account settings), ` +
        "or set stsRegion in the configuration to a region that is."
    )
  }
}

const StsUnavailableBase: ReasonClass<
  StsUnavailable,
  "StsUnavailable",
  { operation: Text; region: Text; code: Text; detail: Text }
> = Schema.TaggedError<StsUnavailable>()("StsUnavailable", { operation: text, region: text, code: text, detail: text })

/** STS did not answer, or kept answering with a throttle or a server error, for as long as the retries go. */
export class StsUnavailable extends StsUnavailableBase {
  override get message(): string {
    return masked(
      `STS gave no answer to ${this.operation} in ${this.region} after retries (${this.code}): ${sentence(this.detail)} ` +
        "Check the network and the endpoint, or try again later."
    )
  }
}

const AwsRequestFailedBase: ReasonClass<
  AwsRequestFailed,
  "AwsRequestFailed",
  {
    target: Text
    code: Text
    detail: Text
    status: Schema.optionalKey<Schema.Number>
    requestId: MaybeText
  }
> = Schema.TaggedError<AwsRequestFailed>()("AwsRequestFailed", {
  target: text,
  code: text,
  detail: text,
  status: Schema.optionalKey(Schema.Number),
  requestId: maybeText
})

const nextStep = (code: string, status: number | undefined): string => {
  if (status === 403 || code.startsWith("AccessDenied")) {
    return "Allow the action to the session's principal, or ask for the session of another purpose."
  }
  return status === undefined || status === 429 || status >= 500
    ? "Check the network and the endpoint, or try again later."
    : "Correct the request."
}

/** A request made with a session failed. `code` is AWS's error name, `status` the HTTP status, `requestId` AWS's. */
export class AwsRequestFailed extends AwsRequestFailedBase {
  override get message(): string {
    const about = [
      ...(this.status === undefined ? [] : [`status ${this.status}`]),
      ...(this.requestId === undefined ? [] : [`request ${this.requestId}`])
    ]
    const where = about.length === 0 ? "" : ` (${about.join(", ")})`
    return masked(
      `A request with the session of ${this.target} failed: ${this.code}${where}: ${sentence(this.detail)} ${nextStep(this.code, this.status)}`
    )
  }
}
