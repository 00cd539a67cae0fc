import { maskAccountId } from "../aws/AccountId.ts"
import { Fact, type Kinds, list, sentence } from "./Fact.ts"

/** An application (Lambda, ECS, …) asked for a session that is for deployment. */
export class NotFromApplication extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The runtime's name, such as `aws_lambda`. */
  readonly runtime: string
  /** What gave the runtime away, such as a variable that is set. */
  readonly evidence: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<NotFromApplication> = { target: "text", runtime: "text", evidence: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "NotFromApplication"
  /** With 4 the command line ends: the place does not fit. */
  readonly exitCode = 4
  /** Which session it was, and what tells that this is an application. */
  get found(): string {
    return `${this.target} is for build and deployment and cannot be had from an application: this is ${this.runtime} (${this.evidence}).`
  }
  /** To ask for `app`, or to name the true place. */
  get next(): string {
    return "Ask for app, or set USER_RUNTIME_NAME where the program does not run there."
  }
}

/** The runtime was declared unknown, so that nothing tells where the credentials of a deployment come from. */
export class RuntimeUnknown extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** Who declared it unknown. */
  readonly evidence: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<RuntimeUnknown> = { target: "text", evidence: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "RuntimeUnknown"
  /** With 4 the command line ends: the place does not fit. */
  readonly exitCode = 4
  /** Which session it was, and who declared the runtime unknown. */
  get found(): string {
    return `${this.target} needs to know where the program runs, and the runtime is unknown (${this.evidence}).`
  }
  /** To set `USER_RUNTIME_NAME`. */
  get next(): string {
    return "Set USER_RUNTIME_NAME, for example to local or ci."
  }
}

/** The place has no ambient AWS credentials at all. `tried` lists the sources in the order asked. */
export class AmbientAbsent extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The runtime's name, such as `aws_lambda`. */
  readonly runtime: string
  /** What gave the runtime away, such as a variable that is set. */
  readonly evidence: string
  /** The sources, in the order in which they were asked. */
  readonly tried: ReadonlyArray<string>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<AmbientAbsent> = { target: "text", runtime: "text", evidence: "text", tried: "texts" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "AmbientAbsent"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Which place was to have credentials, and where they were looked for. */
  get found(): string {
    return (
      `${this.target} needs the AWS credentials that ${this.runtime} comes with (${this.evidence}), and there are none. ` +
      `Looked at: ${list(this.tried)}.`
    )
  }
  /** To give the job a role or keys, or to name the true place. */
  get next(): string {
    return "Give the job a role or keys, or set USER_RUNTIME_NAME=local to use AWS CLI profiles."
  }
}

/** Ambient credentials are configured, and their source does not give them. */
export class AmbientUnusable extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The source, for people: `the AWS CLI profile acme-sbx`. */
  readonly source: string
  /** What is wrong with it, and the next step. */
  readonly detail: string
  /** The profile whose process asks for its own credentials, on and on, where that is what is wrong. */
  readonly loop?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<AmbientUnusable> = { target: "text", source: "text", detail: "text", loop: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "AmbientUnusable"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The source, and what is wrong with it. */
  get found(): string {
    return `${this.target} needs the ambient AWS credentials, which come from ${this.source} and cannot be used: ${sentence(this.detail)}`
  }
  /** Empty: `detail` tells the next step. */
  get next(): string {
    return ""
  }
}

/** The ambient principal is not devops, and no hand-over is there. `rule` is the rule that it failed. */
export class DevopsNotRecognised extends Fact<{
  /** The ARN of the ambient identity, its account in full. */
  readonly principal: string
  /** The rule that the identity failed, as a clause. */
  readonly rule: string
  /** The runtime's name, such as `aws_lambda`. */
  readonly runtime: string
  /** What to add to the configuration, where that would help. */
  readonly advice?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<DevopsNotRecognised> = {
    principal: "text",
    rule: "text",
    runtime: "text",
    advice: "text?"
  }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "DevopsNotRecognised"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** The identity that was found, and the rule that it failed. */
  get found(): string {
    return `devops was expected as the ambient identity of ${this.runtime}, found ${this.principal}: ${this.rule}.`
  }
  /** To run as devops or to be handed it; `advice` where there is one. */
  get next(): string {
    const always =
      "Run the program with the devops credentials, or let the parent hand devops over (exec with hand-over)."
    return this.advice === undefined ? always : `${always} ${this.advice}`
  }
}

/** A session turned out to be of another account than the configuration says; it is not given out. */
export class AccountMismatch extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The account that the configuration states; empty where it states none, and one is needed. */
  readonly expected: string
  /** The account that the session is of. */
  readonly actual: string
  /** What is of that account, for people: a profile, a role's ARN. */
  readonly source: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<AccountMismatch> = { target: "text", expected: "text", actual: "text", source: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "AccountMismatch"
  /** With 5 the command line ends: the credentials are missing, or not those that are needed. */
  readonly exitCode = 5
  /** Both accounts in full; `message` masks them. */
  get found(): string {
    const { target, expected, actual, source } = this
    const alike = maskAccountId(expected) === maskAccountId(actual) ? " (they differ in the digits not shown)" : ""
    const wanted = expected === "" ? "an account that the configuration states" : `account ${expected}`
    return `${target} must be of ${wanted}, but ${source} is of account ${actual}${alike}. No session was given.`
  }
  /** To correct the accountId or the credentials. */
  get next(): string {
    return this.expected === ""
      ? "Give the accountId in the configuration, or use other credentials."
      : "Correct the accountId in the configuration, or the credentials. --unmasked of boto-ses shows both accounts in full."
  }
}
