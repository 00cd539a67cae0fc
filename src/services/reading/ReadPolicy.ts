import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { parseRoleArn } from "../../domain/aws/Arn.ts"
import type { FilePolicy } from "../../domain/config/ConfigFile.ts"
import { type ConfigProblem, notExpected } from "../../domain/config/ConfigProblem.ts"
import { unknownFieldProblem } from "../../domain/config/FindProblems.ts"
import type { EnvRole } from "../../domain/config/Role.ts"
import {
  isRoleOption,
  mergeOptions,
  type RoleOptions,
  roleOptionNames,
  roleOptionProblems
} from "../../domain/config/RoleOptions.ts"
import {
  defaultRoleName,
  defaultRoleSessionName,
  fillTemplate,
  roleNameProblem,
  roleSessionNameProblem
} from "../../domain/config/RoleTemplate.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid, RoleOptionInvalid } from "../../domain/errors/Config.ts"
import { isPlainObject, valueAt } from "../../domain/text/Describe.ts"
import { type EnvRoleOptions, make, type NamingOptions, type Options, RolePolicy } from "../RolePolicy.ts"

/** The env that every configuration has: a template must give good names for it. */
const anyEnv = "devops"

const envFields = [...roleOptionNames, "roleArn", "roleName"]
const policyFields = [...envFields.filter((name) => name !== "roleArn"), "envs", "role", "recognise"]

const optionsOf = (given: EnvRoleOptions): RoleOptions => {
  const { roleArn: _arn, roleName: _name, roleSessionName: _session, ...rest } = given
  const options = Object.entries(rest).filter(([name]) => isRoleOption(name))
  return Object.fromEntries(options)
}

/** The error of an answer of the policy's own `role`, which comes with the ask. */
const refusedOption = ({ path, expected, found }: ConfigProblem): BotoSesError =>
  BotoSesError.of(new RoleOptionInvalid({ field: path, expected, actual: found }))

/** What is wrong with the naming and the options of one env, `env` standing for its name in the templates. */
const envProblems = (given: unknown, where: string, env: string): ReadonlyArray<ConfigProblem> => {
  if (!isPlainObject(given)) return [notExpected(where.replace(/\.$/, "") || "options", "an object", given)]
  const { roleArn, roleName, roleSessionName } = given
  const problems: Array<ConfigProblem> = [...roleOptionProblems(optionsOf(given), where)]
  if (roleArn !== undefined && (typeof roleArn !== "string" || parseRoleArn(roleArn) === undefined)) {
    problems.push(notExpected(`${where}roleArn`, "an IAM role ARN", roleArn))
  }
  const name = roleName === undefined ? undefined : roleNameProblem(roleName, env)
  if (name !== undefined) problems.push(notExpected(`${where}roleName`, name, roleName))
  const session = roleSessionName === undefined ? undefined : roleSessionNameProblem(roleSessionName, env)
  if (session !== undefined) problems.push(notExpected(`${where}roleSessionName`, session, roleSessionName))
  return problems
}

const unknownFields = (given: unknown, where: string, known: ReadonlyArray<string>): ReadonlyArray<ConfigProblem> =>
  isPlainObject(given)
    ? Object.keys(given)
        .filter((name) => !known.includes(name))
        .map((name) => unknownFieldProblem(where, name, known))
    : []

const functionProblems = (options: { readonly [name: string]: unknown }): ReadonlyArray<ConfigProblem> =>
  (["role", "recognise"] as const).flatMap((name) =>
    options[name] === undefined || typeof options[name] === "function"
      ? []
      : [notExpected(name, "a function", options[name])]
  )

const envsOf = (options: unknown): ReadonlyArray<readonly [env: string, role: unknown]> => {
  const envs = valueAt(options, ["envs"])
  return isPlainObject(envs) ? Object.entries(envs) : []
}

/** What AWS would refuse in a policy's tables. */
export const limitProblems = (options: unknown): ReadonlyArray<ConfigProblem> => [
  ...envProblems(options, "", anyEnv),
  ...envsOf(options).flatMap(([env, role]) => envProblems(role, `envs.${env}.`, env))
]

/** What is wrong with a policy's own tables: their form and their limits. */
const policyProblems = (options: unknown): ReadonlyArray<ConfigProblem> => {
  if (!isPlainObject(options)) return [notExpected("the role policy", "an object", options)]
  const { envs } = options
  return [
    ...unknownFields(options, "the role policy", policyFields),
    ...functionProblems(options),
    ...(envs === undefined || isPlainObject(envs)
      ? []
      : [notExpected("envs", "an object with the names of envs", envs)]),
    ...envsOf(options).flatMap(([env, role]) => unknownFields(role, `envs.${env}`, envFields)),
    ...limitProblems(options)
  ]
}

const merged = (under: EnvRoleOptions, over: EnvRoleOptions): EnvRoleOptions => ({
  ...mergeOptions(under, over),
  ...((over.roleArn ?? under.roleArn) === undefined ? {} : { roleArn: over.roleArn ?? under.roleArn }),
  ...((over.roleName ?? under.roleName) === undefined ? {} : { roleName: over.roleName ?? under.roleName })
})

const toRole = (given: EnvRoleOptions, env: string): EnvRole => ({
  ...(given.roleArn === undefined ? {} : { roleArn: given.roleArn }),
  roleName: fillTemplate(given.roleName ?? defaultRoleName, env),
  roleSessionName: fillTemplate(given.roleSessionName ?? defaultRoleSessionName, env),
  options: optionsOf(given)
})

/** The role of one env by the tables alone. */
const fromTables = (options: FilePolicy | Options, env: string): EnvRoleOptions => {
  const { envs, ...common } = options
  const own = envs !== undefined && Object.hasOwn(envs, env) ? envs[env] : undefined
  return own === undefined ? common : merged(common, own)
}

/** A policy from its options; mistakes in the tables fail it here, all together, before anything is asked. */
export const fromPolicyOptions = (options: Options, source: string): Effect.Effect<RolePolicy, BotoSesError> => {
  const problems = policyProblems(options)
  if (problems.length > 0) {
    return Effect.fail(BotoSesError.of(new ConfigInvalid({ source, problems })))
  }
  const { role: ask, recognise, ...tables } = options
  const checked = (env: string, given: EnvRoleOptions): Effect.Effect<EnvRole, BotoSesError> => {
    const [first] = envProblems(given, `the role of "${env}": `, env)
    return first === undefined ? Effect.succeed(toRole(given, env)) : Effect.fail(refusedOption(first))
  }
  return Effect.succeed(
    make({
      role: (env) => {
        const known = fromTables(tables, env)
        if (ask === undefined) return checked(env, known)
        return Effect.flatMap(ask(env), (given) => {
          const where = `the role of "${env}"`
          const [unknown] = unknownFields(given, where, envFields)
          if (unknown !== undefined) return Effect.fail(refusedOption(unknown))
          return isPlainObject(given)
            ? checked(env, merged(known, given))
            : Effect.fail(refusedOption(notExpected(where, "an object", given)))
        })
      },
      ...(tables.envs === undefined ? {} : { envs: Object.keys(tables.envs) }),
      ...(recognise === undefined ? {} : { recognise })
    })
  )
}

/**
 * Roles by their names, and one set of options for all: the default policy.
 *
 * **Details**: what AWS would refuse fails the layer with `ConfigInvalid`, before any request.
 *
 * **Example** (roles below a path, for half an hour)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { RolePolicy } from "effect-boto-ses"
 *
 * const policy = RolePolicy.layerNaming({ roleName: "deploy/{env}", durationSeconds: 1800 })
 * const role = Effect.flatMap(RolePolicy.RolePolicy, (policy) => policy.role("prd"))
 * const { roleName } = await Effect.runPromise(Effect.provide(role, policy))
 * if (roleName !== "deploy/prd") throw new Error(`expected deploy/prd, found ${roleName}`)
 * ```
 */
export const layerNaming = (options: NamingOptions = {}): Layer.Layer<RolePolicy, BotoSesError> =>
  Layer.effect(RolePolicy, fromPolicyOptions(options, "the options given to RolePolicy.layerNaming"))

/**
 * A policy with its own role, names or options for each env, or one that is asked by an Effect.
 *
 * **Details**: mistakes in the tables fail the layer with `ConfigInvalid`, all together; those in the answer of `role`
 * fail the ask with `RoleOptionInvalid`.
 *
 * **Example** (shorter sessions with an external id for one env)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { RolePolicy } from "effect-boto-ses"
 *
 * const policy = RolePolicy.layer({ durationSeconds: 3600, envs: { prd: { durationSeconds: 900, externalId: "acme-prd" } } })
 * const role = Effect.flatMap(RolePolicy.RolePolicy, (policy) => policy.role("prd"))
 * const { options } = await Effect.runPromise(Effect.provide(role, policy))
 * if (options.durationSeconds !== 900) throw new Error(`expected 900 s, found ${options.durationSeconds}`)
 * ```
 */
export const layer = (options: Options): Layer.Layer<RolePolicy, BotoSesError> =>
  Layer.effect(RolePolicy, fromPolicyOptions(options, "the options given to RolePolicy.layer"))
