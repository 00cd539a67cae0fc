import { type ConfigProblem, renderFound, renderProblem } from "../config/ConfigProblem.ts"
import { variablePrefix } from "../config/EnvName.ts"
import { safeText } from "../text/Describe.ts"
import { Fact, type Kinds, list } from "./Fact.ts"

/** `USER_RUNTIME_NAME` holds a name that is no runtime's. `known` has the nearest first. */
export class UnknownRuntime extends Fact<{ readonly given: string; readonly known: ReadonlyArray<string> }> {
  static readonly fields: Kinds<UnknownRuntime> = { given: "text", known: "texts" }
  readonly _tag = "UnknownRuntime"
  readonly exitCode = 3
  get found(): string {
    return `USER_RUNTIME_NAME is ${safeText(this.given)}, which is no runtime's name.`
  }
  get next(): string {
    return `Use one of: ${list(this.known)}.`
  }
}

/** The configuration has mistakes. `problems` holds all of them. */
export class ConfigInvalid extends Fact<{ readonly source: string; readonly problems: ReadonlyArray<ConfigProblem> }> {
  static readonly fields: Kinds<ConfigInvalid> = { source: "text", problems: "problems" }
  readonly _tag = "ConfigInvalid"
  readonly exitCode = 3
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
export class ConfigConflict extends Fact<{ readonly problems: ReadonlyArray<ConfigProblem> }> {
  static readonly fields: Kinds<ConfigConflict> = { problems: "problems" }
  readonly _tag = "ConfigConflict"
  readonly exitCode = 3
  get found(): string {
    return `Two sources of configuration contradict each other: ${this.problems.map(renderFound).join(" ")}`
  }
  get next(): string {
    return "Make them agree, or remove one."
  }
}

/** A `Config` given for a field of an entry found nothing. It fails the asks that need the entry, and no other. */
export class ConfigMissing extends Fact<{ readonly env: string; readonly field: string; readonly detail: string }> {
  static readonly fields: Kinds<ConfigMissing> = { env: "text", field: "text", detail: "text" }
  readonly _tag = "ConfigMissing"
  readonly exitCode = 3
  get found(): string {
    return `The ${this.field} of "${this.env}" is to be read from the configuration, and nothing is there: ${this.detail}.`
  }
  get next(): string {
    return "Set it, or write the field as Config.option(…) where it may be absent."
  }
}

/** A name is no environment's. `known` has the nearest first; `source` says where the name came from. */
export class UnknownEnv extends Fact<{
  readonly given: string
  readonly known: ReadonlyArray<string>
  readonly source: string
}> {
  static readonly fields: Kinds<UnknownEnv> = { given: "text", known: "texts", source: "text" }
  readonly _tag = "UnknownEnv"
  readonly exitCode = 3
  get found(): string {
    return `${safeText(this.given)} (from ${this.source}) is not the name of an environment.`
  }
  get next(): string {
    const [first] = this.known
    return first === undefined ? "No workload is configured." : `Did you mean "${first}"? Known: ${list(this.known)}.`
  }
}

/** Nothing says which environment the app of a CI job, or of an application with `guardApp`, works for. */
export class CurrentEnvUnknown extends Fact<{
  readonly known: ReadonlyArray<string>
  /** In what kind of place: a CI job where it is left out. */
  readonly place?: "application" | "local"
  /** What the program's own `Config` (`currentEnv` in the options) did not find. */
  readonly missing?: string
}> {
  static readonly fields: Kinds<CurrentEnvUnknown> = { known: "texts", place: "text?", missing: "text?" }
  readonly _tag = "CurrentEnvUnknown"
  readonly exitCode = 3
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
  get next(): string {
    return this.missing === undefined
      ? `Set USER_ENV_NAME to one of: ${list(this.known)}.`
      : `Set it to one of: ${list(this.known)}. Where the variables may tell it, write the option as Config.option(…).`
  }
}

/** The app session follows `defaultAppEnv` here, and none is configured nor is a workload called `sbx`. */
export class DefaultAppEnvUnknown extends Fact<{ readonly known: ReadonlyArray<string> }> {
  static readonly fields: Kinds<DefaultAppEnvUnknown> = { known: "texts" }
  readonly _tag = "DefaultAppEnvUnknown"
  readonly exitCode = 3
  get found(): string {
    return "The app session here is that of defaultAppEnv, which is not configured."
  }
  get next(): string {
    return `Set defaultAppEnv to one of: ${list(this.known)}.`
  }
}

/** A laptop needs the AWS CLI profile of an entry, and the entry names none. */
export class ProfileNotConfigured extends Fact<{ readonly env: string; readonly runtime: string }> {
  static readonly fields: Kinds<ProfileNotConfigured> = { env: "text", runtime: "text" }
  readonly _tag = "ProfileNotConfigured"
  readonly exitCode = 3
  get found(): string {
    return `On ${this.runtime} the session of "${this.env}" comes from an AWS CLI profile, but its entry has no profile.`
  }
  get next(): string {
    return `Add profile to the entry "${this.env}", or set ${variablePrefix(this.env)}_AWS_PROFILE where the configuration is read from variables.`
  }
}

/** The role of an environment is to be assumed, and nothing tells its ARN. */
export class RoleUnknown extends Fact<{ readonly env: string }> {
  static readonly fields: Kinds<RoleUnknown> = { env: "text" }
  readonly _tag = "RoleUnknown"
  readonly exitCode = 3
  get found(): string {
    return `The role of "${this.env}" is to be assumed, but neither a role ARN nor an account id is known for it.`
  }
  get next(): string {
    return `Give accountId (the role is then named by RolePolicy) or roleArn in the entry "${this.env}".`
  }
}

/** An option of AssumeRole breaks one of AWS's limits; found before the request, where the limit is known. */
export class RoleOptionInvalid extends Fact<{
  readonly field: string
  readonly expected: string
  readonly actual: string
}> {
  static readonly fields: Kinds<RoleOptionInvalid> = { field: "text", expected: "text", actual: "text" }
  readonly _tag = "RoleOptionInvalid"
  readonly exitCode = 3
  get found(): string {
    return `${this.field}: expected ${this.expected}, found ${this.actual}.`
  }
  get next(): string {
    return "Change the option."
  }
}

/** Options of AssumeRole were given for a session that assumes no role: a limit must never vanish silently. */
export class OptionNotApplicable extends Fact<{
  readonly target: string
  readonly options: ReadonlyArray<string>
  readonly why: string
}> {
  static readonly fields: Kinds<OptionNotApplicable> = { target: "text", options: "texts", why: "text" }
  readonly _tag = "OptionNotApplicable"
  readonly exitCode = 3
  get found(): string {
    return `${list(this.options)} cannot be applied to ${this.target}: no role is assumed for it (${this.why}).`
  }
  get next(): string {
    return "Leave the option out, or assume a role from the session with assumeRole(…)."
  }
}

/** No source tells the region of a session. `looked` lists the places in their order. */
export class RegionUnknown extends Fact<{ readonly target: string; readonly looked: ReadonlyArray<string> }> {
  static readonly fields: Kinds<RegionUnknown> = { target: "text", looked: "texts" }
  readonly _tag = "RegionUnknown"
  readonly exitCode = 3
  get found(): string {
    return `The region of ${this.target} is not known. Looked at: ${list(this.looked)}.`
  }
  get next(): string {
    return "Set region in the configuration, or AWS_REGION."
  }
}
