import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import { Accounts, ConfigFile } from "../../domain/config/ConfigFile.ts"
import { type ConfigProblem, notExpected } from "../../domain/config/ConfigProblem.ts"
import { configProblems, dotted } from "../../domain/config/FindProblems.ts"
import { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { ConfigInvalid } from "../../domain/errors/Config.ts"
import { isPlainObject, valueAt } from "../../domain/text/Describe.ts"
import { type AutoOptions, EnvConfig, make, type VariableOptions } from "../EnvConfig.ts"
import { RolePolicy } from "../RolePolicy.ts"
import { currentEnvVariables } from "./CheckedVariables.ts"
import { readFields } from "./ConfigValues.ts"
import { conflictsOf, merge } from "./MergeSources.ts"
import type { MissingField } from "./ReadFields.ts"
import { type RawFile, readFile } from "./ReadFile.ts"
import { fromPolicyOptions, limitProblems } from "./ReadPolicy.ts"
import { type RawVariables, readEnvNames, readVariables } from "./ReadVariables.ts"
import { toEntries } from "./ToEntries.ts"

const invalid = (source: string, problems: ReadonlyArray<ConfigProblem>): BotoSesError =>
  BotoSesError.of(new ConfigInvalid({ source, problems }))

const variablesSource = "environment variables"

const optionProblems = (options: VariableOptions): ReadonlyArray<ConfigProblem> => {
  if (!isPlainObject(options)) return [notExpected("the options", "an object", options, "Correct it.")]
  const { suffix, envs } = options
  const names: ReadonlyArray<unknown> | undefined = Array.isArray(envs) ? envs : undefined
  const correct = "Correct it, or leave it out."
  return [
    ...(suffix === undefined || (typeof suffix === "string" && /^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$/.test(suffix))
      ? []
      : [notExpected("suffix", "letters, digits, - and _", suffix, correct)]),
    ...(envs === undefined || names?.every((name) => typeof name === "string") === true
      ? []
      : [notExpected("envs", "a list of names", envs, correct)])
  ]
}

const checkedOptions = (options: VariableOptions, source: string): Effect.Effect<VariableOptions, BotoSesError> => {
  const problems = optionProblems(options)
  return problems.length === 0 ? Effect.succeed(options) : Effect.fail(invalid(source, problems))
}

const shape = (
  accounts: Accounts,
  sources: ReadonlyArray<string>,
  missing: ReadonlyArray<MissingField> = []
): Effect.Effect<EnvConfig, BotoSesError> =>
  Effect.map(currentEnvVariables, (currentEnv) => make({ entries: toEntries(accounts, missing), currentEnv, sources }))

const variablesLabel = ({ used }: RawVariables): string =>
  used.length === 0 ? variablesSource : `${variablesSource} (${used.join(", ")})`

const noNames = {
  path: "BOTO_SES_ENVS",
  expected: "the names of the workloads, such as sbx,tst,prd",
  found: "that it is not set"
}

/** `EnvConfig.layerConfig`. */
export const fromVariables = (options: VariableOptions): Effect.Effect<EnvConfig, BotoSesError> =>
  Effect.gen(function* () {
    const { suffix, envs } = yield* checkedOptions(options, "the options given to EnvConfig.layerConfig")
    const names = envs ?? (yield* readEnvNames(suffix))
    if (names === undefined) {
      return yield* invalid(variablesSource, [{ ...noNames, next: "Set it, or give envs to layerConfig." }])
    }
    const raw = yield* readVariables(names, suffix)
    const problems = configProblems(Accounts, raw.value, raw.name)
    if (problems.length > 0) return yield* invalid(variablesSource, problems)
    return yield* shape(raw.value as Accounts, [variablesLabel(raw)])
  })

interface CheckedFile {
  readonly raw: RawFile
  readonly value: unknown
  readonly missing: ReadonlyArray<MissingField>
  readonly problems: ReadonlyArray<ConfigProblem>
}

/** What a file may say besides the accounts. */
const besideAccounts = ["rolePolicy", "$schema"]

/** A command is code: like a file that is code it is run only where somebody named the file. */
const foundCommand: ConfigProblem = {
  path: "identityToken.command",
  expected: "a command only in a file that was named",
  found: "one in a file that was come upon",
  next: "Name the file in BOTO_SES_CONFIG, or give the command in BOTO_SES_IDENTITY_TOKEN_COMMAND."
}

const checkFile = (raw: RawFile): Effect.Effect<CheckedFile> =>
  Effect.gen(function* () {
    const read = raw.code ? yield* readFields(raw.value) : { value: raw.value, missing: [], problems: [] }
    const form = configProblems(ConfigFile, read.value, dotted, besideAccounts)
    const policy = valueAt(read.value, ["rolePolicy"])
    const limits = (policy === undefined ? [] : limitProblems(policy)).map((problem) => ({
      ...problem,
      path: `rolePolicy.${problem.path}`
    }))
    const command = raw.named || valueAt(read.value, ["identityToken", "command"]) === undefined ? [] : [foundCommand]
    // The form and AWS's limits may both speak of a field.
    const told = new Set(form.map(({ path }) => path))
    const problems = [...read.problems, ...form, ...command, ...limits.filter(({ path }) => !told.has(path))]
    return { raw, value: read.value, missing: read.missing, problems }
  })

type Both = Context.Context<EnvConfig | RolePolicy>

const withPolicy = (config: EnvConfig, value: unknown, source: string): Effect.Effect<Both, BotoSesError> =>
  Effect.map(fromPolicyOptions((valueAt(value, ["rolePolicy"]) ?? {}) as object, source), (policy) =>
    Context.add(Context.make(EnvConfig, config), RolePolicy, policy)
  )

const fileSource = ({ file, chosen }: RawFile): string => `${file} (${chosen})`

type Files = FileSystem.FileSystem | Path.Path

const fromFile = (path: string | undefined): Effect.Effect<Both, BotoSesError, Files> =>
  Effect.gen(function* () {
    const found = yield* readFile(path)
    if ("problem" in found) return yield* invalid("the configuration file", [found.problem])
    const { raw, value, missing, problems } = yield* checkFile(found)
    if (problems.length > 0) return yield* invalid(raw.file, problems)
    return yield* withPolicy(yield* shape(value as Accounts, [fileSource(raw)], missing), value, raw.file)
  })

/** `EnvConfig.layerFile`. */
export const layerFile = (path: string | undefined): Layer.Layer<EnvConfig | RolePolicy, BotoSesError, Files> =>
  Layer.effectContext(fromFile(path))

const namesIn = (value: unknown): ReadonlyArray<string> => {
  const workloads = valueAt(value, ["workloads"])
  return isPlainObject(workloads) ? Object.keys(workloads) : []
}

const fromBoth = (options: AutoOptions): Effect.Effect<Both, BotoSesError, Files> =>
  Effect.gen(function* () {
    const { suffix, envs } = yield* checkedOptions(options, "the options given to EnvConfig.layerAuto")
    const found = yield* readFile(options.path)
    const named = envs ?? (yield* readEnvNames(suffix))
    if ("problem" in found) {
      if (named !== undefined) {
        const variables = yield* fromVariables(options)
        return yield* withPolicy(variables, {}, variablesSource)
      }
      return yield* invalid("the configuration file and environment variables", [
        {
          ...found.problem,
          expected: `${found.problem.expected}, or the names of the workloads in ${noNames.path}`,
          next: `Write a file with boto-ses init, name one in BOTO_SES_CONFIG, or set ${noNames.path}.`
        }
      ])
    }
    const file = yield* checkFile(found)
    const variables = yield* readVariables([...new Set([...namesIn(file.value), ...(named ?? [])])], suffix)
    const silent = named === undefined && variables.used.length === 0
    const problems = [...file.problems, ...(silent ? [] : configProblems(Accounts, variables.value, variables.name))]
    const source = `${file.raw.file} and ${variablesSource}`
    if (problems.length > 0) return yield* invalid(source, problems)
    const { rolePolicy: _policy, $schema: _schema, ...accounts } = file.value as ConfigFile
    if (silent)
      return yield* withPolicy(yield* shape(accounts, [fileSource(file.raw)], file.missing), file.value, file.raw.file)
    yield* conflictsOf(accounts, variables, file.raw.file)
    const merged = merge(accounts, variables.value as Accounts)
    const between = configProblems(Accounts, merged)
    if (between.length > 0) return yield* invalid(source, between)
    const sources = [...(variables.used.length === 0 ? [] : [variablesLabel(variables)]), fileSource(file.raw)]
    return yield* withPolicy(yield* shape(merged, sources, file.missing), file.value, file.raw.file)
  })

/** `EnvConfig.layerAuto`. */
export const layerAuto = (options: AutoOptions): Layer.Layer<EnvConfig | RolePolicy, BotoSesError, Files> =>
  Layer.effectContext(fromBoth(options))
