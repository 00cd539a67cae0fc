import * as Schema from "effect/Schema"
import { renderProblem } from "../config/ConfigProblem.ts"
import { variablePrefix } from "../config/EnvName.ts"
import { safeText } from "../text/Describe.ts"
import { list, masked, type ReasonClass, type Text, type Texts, text, texts } from "./Fact.ts"

const ConfigProblems: Schema.$Array<Schema.Struct<{ path: Text; expected: Text; found: Text; next: Text }>> =
  Schema.Array(Schema.Struct({ path: text, expected: text, found: text, next: text }))
type Problems = typeof ConfigProblems
const problems = ConfigProblems

const UnknownRuntimeBase: ReasonClass<UnknownRuntime, "UnknownRuntime", { given: Text; known: Texts }> =
  Schema.TaggedError<UnknownRuntime>()("UnknownRuntime", { given: text, known: texts })

/** `USER_RUNTIME_NAME` holds a name that is no runtime's. `known` has the nearest first. */
export class UnknownRuntime extends UnknownRuntimeBase {
  override get message(): string {
    return masked(
      `USER_RUNTIME_NAME is ${safeText(this.given)}, which is no runtime's name. Use one of: ${list(this.known)}.`
    )
  }
}

const ConfigInvalidBase: ReasonClass<ConfigInvalid, "ConfigInvalid", { source: Text; problems: Problems }> =
  Schema.TaggedError<ConfigInvalid>()("ConfigInvalid", { source: text, problems })

/** The configuration has mistakes; `problems` holds all of them, each a sentence that says what to change. */
export class ConfigInvalid extends ConfigInvalidBase {
  override get message(): string {
    const [only, ...more] = this.problems
    return masked(
      only !== undefined && more.length === 0
        ? `The configuration (${this.source}) has a mistake: ${renderProblem(only)}`
        : `The configuration (${this.source}) has ${this.problems.length} mistakes:\n${this.problems.map((p) => `  - ${renderProblem(p)}`).join("\n")}`
    )
  }
}

const ConfigConflictBase: ReasonClass<ConfigConflict, "ConfigConflict", { problems: Problems }> =
  Schema.TaggedError<ConfigConflict>()("ConfigConflict", { problems })

/** Two sources of configuration contradict each other, so that neither may win silently. */
export class ConfigConflict extends ConfigConflictBase {
  override get message(): string {
    return masked(
      `Two sources of configuration contradict each other: ${this.problems.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}.`).join(" ")} Make them agree, or remove one.`
    )
  }
}

const ConfigMissingBase: ReasonClass<ConfigMissing, "ConfigMissing", { env: Text; field: Text; detail: Text }> =
  Schema.TaggedError<ConfigMissing>()("ConfigMissing", { env: text, field: text, detail: text })

/** A `Config` given for a field of an entry found nothing. It fails the asks that need the entry, and no other. */
export class ConfigMissing extends ConfigMissingBase {
  override get message(): string {
    return masked(
      `The ${this.field} of "${this.env}" is to be read from the configuration, and nothing is there: ${this.detail}. ` +
        "Set it, or write the field as Config.option(…) where it may be absent."
    )
  }
}

const UnknownEnvBase: ReasonClass<UnknownEnv, "UnknownEnv", { given: Text; known: Texts; source: Text }> =
  Schema.TaggedError<UnknownEnv>()("UnknownEnv", { given: text, known: texts, source: text })

/** A name that is no env's. `known` has the nearest first; `source` says where the name came from. */
export class UnknownEnv extends UnknownEnvBase {
  override get message(): string {
    const [first] = this.known
    const hint =
      first === undefined ? "No workload is configured." : `Did you mean "${first}"? Known: ${list(this.known)}.`
    return masked(`${safeText(this.given)} (from ${this.source}) is not the name of an environment. ${hint}`)
  }
}

const CurrentEnvUnknownBase: ReasonClass<CurrentEnvUnknown, "CurrentEnvUnknown", { known: Texts }> =
  Schema.TaggedError<CurrentEnvUnknown>()("CurrentEnvUnknown", { known: texts })

/** A CI job asks for its app session, and nothing says which environment it works for. */
export class CurrentEnvUnknown extends CurrentEnvUnknownBase {
  override get message(): string {
    return masked(
      "In CI the app session is that of the current environment, but neither USER_ENV_NAME nor ENV_NAME is set. " +
        `Set USER_ENV_NAME to one of: ${list(this.known)}.`
    )
  }
}

const DefaultAppEnvUnknownBase: ReasonClass<DefaultAppEnvUnknown, "DefaultAppEnvUnknown", { known: Texts }> =
  Schema.TaggedError<DefaultAppEnvUnknown>()("DefaultAppEnvUnknown", { known: texts })

/** The app session follows `defaultAppEnv` here, and none is configured nor is a workload called `sbx`. */
export class DefaultAppEnvUnknown extends DefaultAppEnvUnknownBase {
  override get message(): string {
    return masked(
      `The app session here is that of defaultAppEnv, which is not configured. Set defaultAppEnv to one of: ${list(this.known)}.`
    )
  }
}

const ProfileNotConfiguredBase: ReasonClass<
  ProfileNotConfigured,
  "ProfileNotConfigured",
  { env: Text; runtime: Text }
> = Schema.TaggedError<ProfileNotConfigured>()("ProfileNotConfigured", { env: text, runtime: text })

/** A laptop needs the AWS CLI profile of an entry, and the entry names none. */
export class ProfileNotConfigured extends ProfileNotConfiguredBase {
  override get message(): string {
    return masked(
      `On ${this.runtime} the session of "${this.env}" comes from an AWS CLI profile, but its entry has no profile. ` +
        `Add profile to the entry "${this.env}", or set ${variablePrefix(this.env)}_AWS_PROFILE where the configuration is read from variables.`
    )
  }
}

const RoleUnknownBase: ReasonClass<RoleUnknown, "RoleUnknown", { env: Text }> = Schema.TaggedError<RoleUnknown>()(
  "RoleUnknown",
  { env: text }
)

/** The role of an environment is to be assumed, and nothing tells its ARN. */
export class RoleUnknown extends RoleUnknownBase {
  override get message(): string {
    return masked(
      `The role of "${this.env}" is to be assumed, but neither a role ARN nor an account id is known for it. ` +
        `Give accountId (the role is then named by RolePolicy) or roleArn in the entry "${this.env}".`
    )
  }
}

const RoleOptionInvalidBase: ReasonClass<
  RoleOptionInvalid,
  "RoleOptionInvalid",
  { field: Text; expected: Text; found: Text }
> = Schema.TaggedError<RoleOptionInvalid>()("RoleOptionInvalid", { field: text, expected: text, found: text })

/** An option of AssumeRole breaks one of AWS's limits; found before the request, where the limit is known. */
export class RoleOptionInvalid extends RoleOptionInvalidBase {
  override get message(): string {
    return masked(`${this.field}: expected ${this.expected}, found ${this.found}. Change the option.`)
  }
}

const OptionNotApplicableBase: ReasonClass<
  OptionNotApplicable,
  "OptionNotApplicable",
  { target: Text; options: Texts; why: Text }
> = Schema.TaggedError<OptionNotApplicable>()("OptionNotApplicable", { target: text, options: texts, why: text })

/** Options of AssumeRole were given for a session that assumes no role: a limit must never vanish silently. */
export class OptionNotApplicable extends OptionNotApplicableBase {
  override get message(): string {
    return masked(
      `${list(this.options)} cannot be applied to ${this.target}: no role is assumed for it (${this.why}). ` +
        "Leave the option out, or assume a role from the session with assumeRole(…)."
    )
  }
}

const RegionUnknownBase: ReasonClass<RegionUnknown, "RegionUnknown", { target: Text; looked: Texts }> =
  Schema.TaggedError<RegionUnknown>()("RegionUnknown", { target: text, looked: texts })

/** No source tells the region of a session. `looked` lists the places in their order. */
export class RegionUnknown extends RegionUnknownBase {
  override get message(): string {
    return masked(
      `The region of ${this.target} is not known. Looked at: ${list(this.looked)}. Set region in the configuration, or AWS_REGION.`
    )
  }
}
