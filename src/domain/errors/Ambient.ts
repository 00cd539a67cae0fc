import { maskAccountId } from "../aws/AccountId.ts"
import { Fact, type Kinds, list, sentence } from "./Fact.ts"

/** An application (Lambda, ECS, …) asked for a session that is for deployment. */
export class NotFromApplication extends Fact<{
  readonly target: string
  readonly runtime: string
  readonly evidence: string
}> {
  static readonly fields: Kinds<NotFromApplication> = { target: "text", runtime: "text", evidence: "text" }
  readonly _tag = "NotFromApplication"
  readonly exitCode = 4
  get found(): string {
    return `${this.target} is for build and deployment and cannot be had from an application: this is ${this.runtime} (${this.evidence}).`
  }
  get next(): string {
    return "Ask for app, or set USER_RUNTIME_NAME where the program does not run there."
  }
}

/** The runtime was declared unknown, so that nothing tells where the credentials of a deployment come from. */
export class RuntimeUnknown extends Fact<{ readonly target: string; readonly evidence: string }> {
  static readonly fields: Kinds<RuntimeUnknown> = { target: "text", evidence: "text" }
  readonly _tag = "RuntimeUnknown"
  readonly exitCode = 4
  get found(): string {
    return `${this.target} needs to know where the program runs, and the runtime is unknown (${this.evidence}).`
  }
  get next(): string {
    return "Set USER_RUNTIME_NAME, for example to local or ci."
  }
}

/** The place has no ambient AWS credentials at all. `tried` lists the sources in the order asked. */
export class AmbientAbsent extends Fact<{
  readonly target: string
  readonly runtime: string
  readonly evidence: string
  readonly tried: ReadonlyArray<string>
}> {
  static readonly fields: Kinds<AmbientAbsent> = { target: "text", runtime: "text", evidence: "text", tried: "texts" }
  readonly _tag = "AmbientAbsent"
  readonly exitCode = 5
  get found(): string {
    return (
      `${this.target} needs the AWS credentials that ${this.runtime} comes with (${this.evidence}), and there are none. ` +
      `Looked at: ${list(this.tried)}.`
    )
  }
  get next(): string {
    return "Give the job a role or keys, or set USER_RUNTIME_NAME=local to use AWS CLI profiles."
  }
}

/** Ambient credentials are configured, and their source does not give them. */
export class AmbientUnusable extends Fact<{
  readonly target: string
  readonly source: string
  readonly detail: string
  /** The profile whose process asks for its own credentials, on and on, where that is what is wrong. */
  readonly loop?: string
}> {
  static readonly fields: Kinds<AmbientUnusable> = { target: "text", source: "text", detail: "text", loop: "text?" }
  readonly _tag = "AmbientUnusable"
  readonly exitCode = 5
  get found(): string {
    return `${this.target} needs the ambient AWS credentials, which come from ${this.source} and cannot be used: ${sentence(this.detail)}`
  }
  get next(): string {
    return ""
  }
}

/** The ambient principal is not devops, and no hand-over is there. `rule` is the rule that it failed. */
export class DevopsNotRecognised extends Fact<{
  readonly principal: string
  readonly rule: string
  readonly runtime: string
  readonly advice?: string
}> {
  static readonly fields: Kinds<DevopsNotRecognised> = {
    principal: "text",
    rule: "text",
    runtime: "text",
    advice: "text?"
  }
  readonly _tag = "DevopsNotRecognised"
  readonly exitCode = 5
  get found(): string {
    return `devops was expected as the ambient identity of ${this.runtime}, found ${this.principal}: ${this.rule}.`
  }
  get next(): string {
    const always =
      "Run the program with the devops credentials, or let the parent hand devops over (exec with hand-over)."
    return this.advice === undefined ? always : `${always} ${this.advice}`
  }
}

/** A session turned out to be of another account than the configuration says; it is not given out. */
export class AccountMismatch extends Fact<{
  readonly target: string
  /** The account that the configuration states; empty where it states none, and one is needed. */
  readonly expected: string
  readonly actual: string
  readonly source: string
}> {
  static readonly fields: Kinds<AccountMismatch> = { target: "text", expected: "text", actual: "text", source: "text" }
  readonly _tag = "AccountMismatch"
  readonly exitCode = 5
  get found(): string {
    const { target, expected, actual, source } = this
    const alike = maskAccountId(expected) === maskAccountId(actual) ? " (they differ in the digits not shown)" : ""
    const wanted = expected === "" ? "an account that the configuration states" : `account ${expected}`
    return `${target} must be of ${wanted}, but ${source} is of account ${actual}${alike}. No session was given.`
  }
  get next(): string {
    return this.expected === ""
      ? "Give the accountId in the configuration, or use other credentials."
      : "Correct the accountId in the configuration, or the credentials. --unmasked of boto-ses shows both accounts in full."
  }
}
