import { type ConfigProblem, renderFound, renderProblem } from "../config/ConfigProblem.ts"
import { variablePrefix } from "../config/EnvName.ts"
import { safeText } from "../text/Describe.ts"
import { Fact, type Kinds, list } from "./Fact.ts"

/** `USER_RUNTIME_NAME` holds a name that is no runtime's. `known` has the nearest first. */
export class UnknownRuntime extends Fact<{
  /** The variable's value. */
  readonly given: string
  /** Every runtime's name, the nearest to the value first. */
  readonly known: ReadonlyArray<string>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<UnknownRuntime> = { given: "text", known: "texts" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "UnknownRuntime"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The value that names no runtime. */
  get found(): string {
    return `USER_RUNTIME_NAME is ${safeText(this.given)}, which is no runtime's name.`
  }
  /** The names that there are, the nearest first. */
  get next(): string {
    return `Use one of: ${list(this.known)}.`
  }
}

/** The configuration has mistakes. `problems` holds all of them. */
export class ConfigInvalid extends Fact<{
  /** Where the configuration was read from: a file's path, `environment variables`, a function's name. */
  readonly source: string
  /** Every mistake that was found, as facts. */
  readonly problems: ReadonlyArray<ConfigProblem>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ConfigInvalid> = { source: "text", problems: "problems" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ConfigInvalid"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The only mistake, or the list of all. */
  get found(): string {
    const { source, problems } = this
    const [only] = problems
    return only !== undefined && problems.length === 1
      ? `The configuration (${source}) has a mistake: ${renderFound(only)}`
      : `The configuration (${source}) has ${problems.length} mistakes:\n${problems.map((it) => `  - ${renderProblem(it)}`).join("\n")}`
  }
  /** Of several mistakes each tells its own, beside what was found. */
  get next(): string {
    return this.problems.length === 1 ? (this.problems[0]?.next ?? "") : ""
  }
}

/** Two sources of configuration contradict each other, so that neither may win silently. */
export class ConfigConflict extends Fact<{
  /** Each contradiction, with both sources named. */
  readonly problems: ReadonlyArray<ConfigProblem>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ConfigConflict> = { problems: "problems" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ConfigConflict"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** Which values contradict each other. */
  get found(): string {
    return `Two sources of configuration contradict each other: ${this.problems.map(renderFound).join(" ")}`
  }
  /** To make them agree, or to remove one. */
  get next(): string {
    return "Make them agree, or remove one."
  }
}

/** A `Config` given for a field of an entry found nothing. It fails the asks that need the entry, and no other. */
export class ConfigMissing extends Fact<{
  /** `devops` or the workload whose entry it is. */
  readonly env: string
  /** The entry's field, such as `accountId`. */
  readonly field: string
  /** What the `Config` said, with the name of the variable. */
  readonly detail: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ConfigMissing> = { env: "text", field: "text", detail: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ConfigMissing"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The entry, its field, and what the `Config` said. */
  get found(): string {
    return `The ${this.field} of "${this.env}" is to be read from the configuration, and nothing is there: ${this.detail}.`
  }
  /** To set the variable, or to allow its absence by `Config.option`. */
  get next(): string {
    return "Set it, or write the field as Config.option(…) where it may be absent."
  }
}

/** A name is no environment's. `known` has the nearest first; `source` says where the name came from. */
export class UnknownEnv extends Fact<{
  /** The name as it was given. */
  readonly given: string
  /** The names of all envs, the nearest first. */
  readonly known: ReadonlyArray<string>
  /** Where the name came from, such as `USER_ENV_NAME`. */
  readonly source: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<UnknownEnv> = { given: "text", known: "texts", source: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "UnknownEnv"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The name, and where it came from. */
  get found(): string {
    return `${safeText(this.given)} (from ${this.source}) is not the name of an environment.`
  }
  /** The nearest name, and all others. */
  get next(): string {
    const [first] = this.known
    return first === undefined ? "No workload is configured." : `Did you mean "${first}"? Known: ${list(this.known)}.`
  }
}

/** Nothing says which environment the app of a CI job, or of an application with `guardApp`, works for. */
export class CurrentEnvUnknown extends Fact<{
  /** The names that may be set. */
  readonly known: ReadonlyArray<string>
  /** In what kind of place: a CI job where it is left out. */
  readonly place?: "application" | "local"
  /** What the program's own `Config` (`currentEnv` in the options) did not find. */
  readonly missing?: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<CurrentEnvUnknown> = { known: "texts", place: "text?", missing: "text?" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "CurrentEnvUnknown"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** Why the current environment is needed, and that nothing tells it. */
  get found(): string {
    const unset =
      this.missing === undefined
        ? "neither USER_ENV_NAME nor ENV_NAME is set"
        : `the currentEnv of the options is to be read from the configuration, and nothing is there: ${this.missing}`
    switch (this.place) {
      case "application":
        return `guardApp compares the application's account with that of the current environment, but ${unset}.`
      case "local":
        return `The current environment is asked for, but ${unset}.`
      default:
        return `In CI the app session is that of the current environment, but ${unset}.`
    }
  }
  /** To set it, and the names that it may have. */
  get next(): string {
    return this.missing === undefined
      ? `Set USER_ENV_NAME to one of: ${list(this.known)}.`
      : `Set it to one of: ${list(this.known)}. Where the variables may tell it, write the option as Config.option(…).`
  }
}

/** The app session follows `defaultAppEnv` here, and none is configured nor is a workload called `sbx`. */
export class DefaultAppEnvUnknown extends Fact<{
  /** The workloads, any of which may be the default. */
  readonly known: ReadonlyArray<string>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<DefaultAppEnvUnknown> = { known: "texts" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "DefaultAppEnvUnknown"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** That the app session follows `defaultAppEnv` here. */
  get found(): string {
    return "The app session here is that of defaultAppEnv, which is not configured."
  }
  /** To set `defaultAppEnv`, and the names that it may have. */
  get next(): string {
    return `Set defaultAppEnv to one of: ${list(this.known)}.`
  }
}

/** A laptop needs the AWS CLI profile of an entry, and the entry names none. */
export class ProfileNotConfigured extends Fact<{
  /** `devops` or the workload whose entry names no profile. */
  readonly env: string
  /** The runtime's name, such as `local`. */
  readonly runtime: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<ProfileNotConfigured> = { env: "text", runtime: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "ProfileNotConfigured"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The entry, and why it needs a profile here. */
  get found(): string {
    return `On ${this.runtime} the session of "${this.env}" comes from an AWS CLI profile, but its entry has no profile.`
  }
  /** To add the profile to the entry, or by its variable. */
  get next(): string {
    return `Add profile to the entry "${this.env}", or set ${variablePrefix(this.env)}_AWS_PROFILE where the configuration is read from variables.`
  }
}

/** The role of an environment is to be assumed, and nothing tells its ARN. */
export class RoleUnknown extends Fact<{
  /** `devops` or the workload whose role it is. */
  readonly env: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<RoleUnknown> = { env: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "RoleUnknown"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** Whose role it is, and that neither its ARN nor its account is known. */
  get found(): string {
    return `The role of "${this.env}" is to be assumed, but neither a role ARN nor an account id is known for it.`
  }
  /** To give `accountId` or `roleArn`. */
  get next(): string {
    return `Give accountId (the role is then named by RolePolicy) or roleArn in the entry "${this.env}".`
  }
}

/** An option of AssumeRole breaks one of AWS's limits; found before the request, where the limit is known. */
export class RoleOptionInvalid extends Fact<{
  /** The option, or the request whose parameters AWS refused. */
  readonly field: string
  /** AWS's limit, in words. */
  readonly expected: string
  /** What was given, or AWS's own words. */
  readonly actual: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<RoleOptionInvalid> = { field: "text", expected: "text", actual: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "RoleOptionInvalid"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The option, its limit, and what was given. */
  get found(): string {
    return `${this.field}: expected ${this.expected}, found ${this.actual}.`
  }
  /** To change the option. */
  get next(): string {
    return "Change the option."
  }
}

/** Options of AssumeRole were given for a session that assumes no role: a limit must never vanish silently. */
export class OptionNotApplicable extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The options that would be lost. */
  readonly options: ReadonlyArray<string>
  /** Why no role is assumed, as a clause. */
  readonly why: string
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<OptionNotApplicable> = { target: "text", options: "texts", why: "text" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "OptionNotApplicable"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** The options, and why no role is assumed for the session. */
  get found(): string {
    return `${list(this.options)} cannot be applied to ${this.target}: no role is assumed for it (${this.why}).`
  }
  /** To leave them out, or to assume a role from the session. */
  get next(): string {
    return "Leave the option out, or assume a role from the session with assumeRole(…)."
  }
}

/** No source tells the region of a session. `looked` lists the places in their order. */
export class RegionUnknown extends Fact<{
  /** The session that was asked for, as code: `env("prd")`, `devops`, `app`. */
  readonly target: string
  /** The places, in the order in which they were looked at. */
  readonly looked: ReadonlyArray<string>
}> {
  /** What each field holds, for `Reason.schema`. */
  static readonly fields: Kinds<RegionUnknown> = { target: "text", looked: "texts" }
  /** The tag that `Effect.catchReason` takes. */
  readonly _tag = "RegionUnknown"
  /** With 3 the command line ends: the configuration has to change. */
  readonly exitCode = 3
  /** Which session it was, and where its region was looked for. */
  get found(): string {
    return `The region of ${this.target} is not known. Looked at: ${list(this.looked)}.`
  }
  /** To set `region`, or `AWS_REGION`. */
  get next(): string {
    return "Set region in the configuration, or AWS_REGION."
  }
}
