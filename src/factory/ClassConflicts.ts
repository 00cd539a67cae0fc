import * as Effect from "effect/Effect"
import type { ConfigProblem } from "../domain/config/ConfigProblem.ts"
import { type Entries, entryOf, envNames } from "../domain/config/Entry.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { ConfigConflict } from "../domain/errors/Config.ts"
import { EnvConfig, type Options } from "../services/EnvConfig.ts"
import { fromOptions } from "../services/reading/ReadOptions.ts"

const makeThemAgree = "Make them agree, or remove one."

const entryProblems = (id: string, env: string, own: Entries, given: Entries): ReadonlyArray<ConfigProblem> => {
  const [stated, found] = [entryOf(own, env), entryOf(given, env)]
  if (stated === undefined || found === undefined) return []
  return (["accountId", "roleArn", "oidcRoleArn"] as const).flatMap((field) => {
    const [a, b] = [stated[field], found[field]]
    return a === undefined || a === b
      ? []
      : [
          {
            path: `the ${field} of "${env}"`,
            expected: `${a}, as ${id} states`,
            found: `${b === undefined ? "none" : b} in the EnvConfig provided`,
            next: makeThemAgree
          }
        ]
  })
}

const nameProblems = (id: string, own: Entries, given: Entries): ReadonlyArray<ConfigProblem> => {
  const [stated, found] = [envNames(own), envNames(given)]
  const missing = stated.filter((name) => !found.includes(name))
  return missing.length === 0
    ? []
    : [
        {
          path: "the envs",
          expected: `${stated.join(", ")}, as ${id} states`,
          found: `${found.length === 0 ? "none" : found.join(", ")} in the EnvConfig provided (without ${missing.join(", ")})`,
          next: makeThemAgree
        }
      ]
}

/** A guard that is asked for, and a current env that the program states, are not lost with the configuration beside them. */
const withOwn = (own: EnvConfig, given: EnvConfig): EnvConfig => {
  const { stated, missing } = own.currentEnv
  const isSilent = given.currentEnv.stated === undefined && given.currentEnv.missing === undefined
  const keepsGuard = own.entries.guardApp && !given.entries.guardApp
  const keepsEnv = isSilent && (stated !== undefined || missing !== undefined)
  if (!keepsGuard && !keepsEnv) return given
  return {
    ...given,
    entries: keepsGuard ? { ...given.entries, guardApp: true } : given.entries,
    currentEnv: keepsEnv
      ? {
          ...given.currentEnv,
          ...(stated === undefined ? {} : { stated }),
          ...(missing === undefined ? {} : { missing })
        }
      : given.currentEnv
  }
}

/**
 * The configuration that a factory works by. Its options fix the env names, account ids and role ARNs: a configuration that
 * is provided in their place must hold the names and agree with every account id and role ARN stated, so that two factories
 * in one program never work with each other's accounts. It has the `guardApp` and the `currentEnv` of the options where it
 * says nothing of them: a file cannot even state the latter.
 */
export const agreed: (id: string, options: Options) => Effect.Effect<EnvConfig, BotoSesError, EnvConfig> =
  Effect.fnUntraced(function* (id: string, options: Options): Effect.fn.Return<EnvConfig, BotoSesError, EnvConfig> {
    const given = yield* EnvConfig
    const own = yield* fromOptions(options)
    const problems = [
      ...nameProblems(id, own.entries, given.entries),
      ...["devops", ...envNames(own.entries)].flatMap((env) => entryProblems(id, env, own.entries, given.entries))
    ]
    if (problems.length > 0) return yield* BotoSesError.of(new ConfigConflict({ problems }))
    return withOwn(own, given)
  })
