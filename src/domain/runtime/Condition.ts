/** What a rule of detection looks at: the environment by name, and the program's arguments. */
export interface Surroundings {
  readonly env: ReadonlyMap<string, string | undefined>
  readonly argv: ReadonlyArray<string>
}

/**
 * A question to the surroundings, as data, so that the variables which detection reads can be listed.
 *
 * - `Present`: the variable has any value.
 * - `Flag`: the variable has a value other than `false` and `0`. For markers whose documented value is a boolean.
 * - `Equals`, `Contains`: the variable's value is, or has in it, the given text.
 * - `PointsTo`: the variable is a URL whose host is one of those given.
 * - `Argument`: the option is among the arguments, as `--name value` or `--name=value`.
 *
 * An empty variable is the same as none in every form.
 */
export type Condition =
  | { readonly _tag: "Present"; readonly name: string }
  | { readonly _tag: "Flag"; readonly name: string }
  | { readonly _tag: "Equals"; readonly name: string; readonly value: string }
  | { readonly _tag: "Contains"; readonly name: string; readonly value: string }
  | { readonly _tag: "PointsTo"; readonly name: string; readonly hosts: ReadonlyArray<string> }
  | { readonly _tag: "Argument"; readonly name: string }
  | { readonly _tag: "All"; readonly of: ReadonlyArray<Condition> }
  | { readonly _tag: "Any"; readonly of: ReadonlyArray<Condition> }

export const present = (name: string): Condition => ({ _tag: "Present", name })
export const flag = (name: string): Condition => ({ _tag: "Flag", name })
export const equals = (name: string, value: string): Condition => ({ _tag: "Equals", name, value })
export const contains = (name: string, value: string): Condition => ({ _tag: "Contains", name, value })
export const pointsTo = (name: string, hosts: ReadonlyArray<string>): Condition => ({ _tag: "PointsTo", name, hosts })
export const argument = (name: string): Condition => ({ _tag: "Argument", name })
export const all = (...of: ReadonlyArray<Condition>): Condition => ({ _tag: "All", of })
export const any = (...of: ReadonlyArray<Condition>): Condition => ({ _tag: "Any", of })

/** The variable's value, where it has one: empty is unset. */
export const valueOf = (env: Surroundings["env"], name: string): string | undefined => env.get(name) || undefined

const isOff = (value: string): boolean => value === "0" || value.toLowerCase() === "false"

const hostOf = (value: string): string | undefined => (URL.canParse(value) ? new URL(value).hostname : undefined)

/** What stands after a bare `--` is meant for another program, such as the child of an `exec`. */
const ownArguments = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = argv.indexOf("--")
  return end === -1 ? argv : argv.slice(0, end)
}

const isSet = " is set"

const allOf = (pieces: ReadonlyArray<string>): string =>
  pieces.length > 1 && pieces.every((piece) => piece.endsWith(isSet))
    ? `${pieces.map((piece) => piece.slice(0, -isSet.length)).join(" and ")} are set`
    : pieces.join(" and ")

/**
 * Why the condition holds, such as `GITHUB_ACTIONS is set`; undefined where it does not hold.
 *
 * Made of names and of the rule's own constants, never of a variable's value: some markers are secrets.
 */
export const evidenceFor = (condition: Condition, { argv, env }: Surroundings): string | undefined => {
  switch (condition._tag) {
    case "Present":
      return valueOf(env, condition.name) === undefined ? undefined : `${condition.name}${isSet}`
    case "Flag": {
      const value = valueOf(env, condition.name)
      return value === undefined || isOff(value) ? undefined : `${condition.name}${isSet}`
    }
    case "Equals":
      return valueOf(env, condition.name) === condition.value ? `${condition.name} is "${condition.value}"` : undefined
    case "Contains":
      return valueOf(env, condition.name)?.includes(condition.value)
        ? `${condition.name} contains "${condition.value}"`
        : undefined
    case "PointsTo": {
      const host = hostOf(valueOf(env, condition.name) ?? "")
      return host !== undefined && condition.hosts.includes(host) ? `${condition.name} points to ${host}` : undefined
    }
    case "Argument":
      return ownArguments(argv).some((given) => given === condition.name || given.startsWith(`${condition.name}=`))
        ? `${condition.name} is among the arguments`
        : undefined
    case "All": {
      const pieces: Array<string> = []
      for (const part of condition.of) {
        const evidence = evidenceFor(part, { argv, env })
        if (evidence === undefined) return undefined
        pieces.push(evidence)
      }
      return pieces.length === 0 ? undefined : allOf(pieces)
    }
    case "Any":
      for (const part of condition.of) {
        const evidence = evidenceFor(part, { argv, env })
        if (evidence !== undefined) return evidence
      }
      return undefined
  }
}

/** The variables that the condition reads. */
export const variablesOf = (condition: Condition): ReadonlyArray<string> => {
  switch (condition._tag) {
    case "Argument":
      return []
    case "All":
    case "Any":
      return condition.of.flatMap(variablesOf)
    default:
      return [condition.name]
  }
}
