import * as Result from "effect/Result"
import { nearest } from "../text/Nearest.ts"
import { evidenceFor, type Surroundings, valueOf, variablesOf } from "./Condition.ts"
import { rules } from "./Rules.ts"
import { groupOf, isRuntimeName, type RuntimeGroup, type RuntimeName, runtimeNames } from "./RuntimeName.ts"

/** A runtime and why it was taken for one, such as `GITHUB_ACTIONS is set`. */
export interface RuntimeMatch {
  /** The runtime, such as `github_action`. */
  readonly name: RuntimeName
  /** What speaks for it, as a clause. */
  readonly evidence: string
}

/** Where a program runs, and how that is known. */
export interface Detection extends RuntimeMatch {
  /** What the place means for credentials. */
  readonly group: RuntimeGroup
  /** What else the surroundings speak for, in order of precedence. */
  readonly alsoMatched: ReadonlyArray<RuntimeMatch>
  /** Whether a person decided it (by `USER_RUNTIME_NAME` or by a layer) and not the evidence. */
  readonly forced: boolean
}

/** `USER_RUNTIME_NAME` holds a name that is no runtime's; `known` has the nearest first. */
export interface UnknownRuntimeName {
  readonly _tag: "UnknownRuntimeName"
  readonly given: string
  readonly known: ReadonlyArray<string>
}

/** The variable by which a person says where the program runs. It decides alone. */
export const runtimeVariable = "USER_RUNTIME_NAME"

/** Every environment variable that detection reads, and no other. */
export const detectionVariables: ReadonlyArray<string> = [
  ...new Set([runtimeVariable, ...rules.flatMap(({ when }) => variablesOf(when))])
]

/** The known names for an error message, the one most like the given name first. */
export const unknownRuntimeName = (given: string): UnknownRuntimeName => ({
  _tag: "UnknownRuntimeName",
  given,
  known: nearest(given, runtimeNames)
})

const matchesOf = (surroundings: Surroundings): ReadonlyArray<RuntimeMatch> => {
  const matches = new Map<RuntimeName, RuntimeMatch>()
  for (const { name, when } of rules) {
    const evidence = evidenceFor(when, surroundings)
    if (evidence !== undefined && !matches.has(name)) matches.set(name, { name, evidence })
  }
  return [...matches.values()]
}

const nothingFound: RuntimeMatch = { name: "local", evidence: "no variable or argument speaks for another place" }

/**
 * Where a program with this environment and these arguments runs. Pure and total: it reads nothing else.
 *
 * `USER_RUNTIME_NAME` decides alone; else the first rule of the table that holds; else it is a person's machine.
 * An empty variable is the same as none. A name that is no runtime's fails, so that a misspelt override never ends
 * in a place that was not meant.
 */
export const detect = (surroundings: Surroundings): Result.Result<Detection, UnknownRuntimeName> => {
  const matches = matchesOf(surroundings)
  const decided = (match: RuntimeMatch, forced: boolean): Detection => ({
    ...match,
    group: groupOf(match.name),
    alsoMatched: matches.filter(({ name }) => name !== match.name),
    forced
  })
  const given = valueOf(surroundings.env, runtimeVariable)
  if (given === undefined) return Result.succeed(decided(matches[0] ?? nothingFound, false))
  return isRuntimeName(given)
    ? Result.succeed(decided({ name: given, evidence: `${runtimeVariable} is "${given}"` }, true))
    : Result.fail(unknownRuntimeName(given))
}
