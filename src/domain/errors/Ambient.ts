import * as Schema from "effect/Schema"
import { maskAccountId } from "../aws/AccountId.ts"
import {
  list,
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

const NotFromApplicationBase: ReasonClass<
  NotFromApplication,
  "NotFromApplication",
  { target: Text; runtime: Text; evidence: Text }
> = Schema.TaggedError<NotFromApplication>()("NotFromApplication", { target: text, runtime: text, evidence: text })

/** An application (Lambda, ECS, …) asked for a session that is for deployment. */
export class NotFromApplication extends NotFromApplicationBase {
  override get message(): string {
    return masked(
      `${this.target} is for build and deployment and cannot be had from an application: this is ${this.runtime} (${this.evidence}). ` +
        "Ask for app, or set USER_RUNTIME_NAME where the program does not run there."
    )
  }
}

const RuntimeUnknownBase: ReasonClass<RuntimeUnknown, "RuntimeUnknown", { target: Text; evidence: Text }> =
  Schema.TaggedError<RuntimeUnknown>()("RuntimeUnknown", { target: text, evidence: text })

/** The runtime was declared unknown, so that nothing tells how the credentials of a deployment are to be had. */
export class RuntimeUnknown extends RuntimeUnknownBase {
  override get message(): string {
    return masked(
      `${this.target} needs to know where the program runs, and the runtime is unknown (${this.evidence}). ` +
        "Set USER_RUNTIME_NAME, for example to local or ci."
    )
  }
}

const AmbientAbsentBase: ReasonClass<
  AmbientAbsent,
  "AmbientAbsent",
  { target: Text; runtime: Text; evidence: Text; tried: Texts }
> = Schema.TaggedError<AmbientAbsent>()("AmbientAbsent", { target: text, runtime: text, evidence: text, tried: texts })

/** The place has no ambient AWS credentials at all. `tried` lists the sources in the order asked. */
export class AmbientAbsent extends AmbientAbsentBase {
  override get message(): string {
    return masked(
      `${this.target} needs the AWS credentials that ${this.runtime} comes with (${this.evidence}), and there are none. ` +
        `Looked at: ${list(this.tried)}. Give the job a role or keys, or set USER_RUNTIME_NAME=local to use AWS CLI profiles.`
    )
  }
}

const AmbientUnusableBase: ReasonClass<
  AmbientUnusable,
  "AmbientUnusable",
  { target: Text; source: Text; detail: Text }
> = Schema.TaggedError<AmbientUnusable>()("AmbientUnusable", { target: text, source: text, detail: text })

/** Ambient credentials are configured, and cannot be had from their source. */
export class AmbientUnusable extends AmbientUnusableBase {
  override get message(): string {
    return masked(
      `${this.target} needs the ambient AWS credentials, which come from ${this.source} and cannot be used: ${sentence(this.detail)}`
    )
  }
}

const DevopsNotRecognisedBase: ReasonClass<
  DevopsNotRecognised,
  "DevopsNotRecognised",
  { principal: Text; rule: Text; runtime: Text; advice: MaybeText }
> = Schema.TaggedError<DevopsNotRecognised>()("DevopsNotRecognised", {
  principal: text,
  rule: text,
  runtime: text,
  advice: maybeText
})

/** The ambient principal is not devops, and no hand-over is there. `rule` is the rule that it failed. */
export class DevopsNotRecognised extends DevopsNotRecognisedBase {
  override get message(): string {
    return masked(
      `devops was expected as the ambient identity of ${this.runtime}, found ${this.principal}: ${this.rule}. ` +
        "Run the program with the devops credentials, or let the parent hand devops over (exec with hand-over)." +
        (this.advice === undefined ? "" : ` ${this.advice}`)
    )
  }
}

const AccountMismatchBase: ReasonClass<
  AccountMismatch,
  "AccountMismatch",
  { target: Text; expected: Text; found: Text; source: Text }
> = Schema.TaggedError<AccountMismatch>()("AccountMismatch", {
  target: text,
  expected: text,
  found: text,
  source: text
})

/** The account guard: a session turned out to be of another account than the configuration says. It is not given out. */
export class AccountMismatch extends AccountMismatchBase {
  override get message(): string {
    const alike =
      maskAccountId(this.expected) === maskAccountId(this.found) ? " (they differ in the digits not shown)" : ""
    return masked(
      `${this.target} must be of account ${this.expected}, but ${this.source} is of account ${this.found}${alike}. ` +
        "No session was given. Correct the accountId in the configuration, or the credentials."
    )
  }
}
