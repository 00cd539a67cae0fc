import * as Effect from "effect/Effect"
import { commonFields, entryFields, identityTokenFields, isYesOrNo } from "../../domain/config/ConfigFile.ts"
import { variablePrefix } from "../../domain/config/EnvName.ts"
import { dotted, type FieldName } from "../../domain/config/FindProblems.ts"
import type { BotoSesError } from "../../domain/errors/BotoSesError.ts"
import { readVariable } from "./CheckedVariables.ts"

/** What the variables of an environment say, in the form of `Accounts`, not yet judged. */
export interface RawVariables {
  readonly value: unknown
  readonly name: FieldName
  /** The variables that are set, in the order read. */
  readonly used: ReadonlyArray<string>
}

const envsVariable = "BOTO_SES_ENVS"

const withSuffix = (name: string, suffix: string | undefined): string =>
  suffix === undefined ? name : `${name}_${variablePrefix(suffix)}`

/** The variable of one field of an entry: `SBX_AWS_ACCOUNT_ID`, with the suffix `ACME` `SBX_AWS_ACCOUNT_ID_ACME`. */
const entryVariable = (env: string, field: string, suffix: string | undefined): string => {
  const known: { readonly [name: string]: { readonly variable: string } } = entryFields
  return withSuffix(`${variablePrefix(env)}_${known[field]?.variable ?? field}`, suffix)
}

/** A common setting: with a suffix its own form first, then the plain one. Entries have no such second choice. */
const readCommon = (
  variable: string,
  suffix: string | undefined
): Effect.Effect<{ readonly variable: string; readonly value: string } | undefined, BotoSesError> =>
  Effect.gen(function* () {
    for (const name of suffix === undefined ? [variable] : [withSuffix(variable, suffix), variable]) {
      const value = yield* readVariable(name)
      if (value !== undefined) return { variable: name, value }
    }
    return undefined
  })

const readIdentityToken = Effect.fnUntraced(function* (suffix: string | undefined) {
  const found: Array<readonly [field: string, variable: string, value: string]> = []
  for (const [field, { variable }] of Object.entries(identityTokenFields)) {
    const read = yield* readCommon(variable, suffix)
    if (read !== undefined) found.push([field, read.variable, read.value])
  }
  return found
})

/** The names in `BOTO_SES_ENVS`, separated by commas; none where it is not set. */
export const readEnvNames = (
  suffix: string | undefined
): Effect.Effect<ReadonlyArray<string> | undefined, BotoSesError> =>
  Effect.map(readCommon(envsVariable, suffix), (found) =>
    found === undefined
      ? undefined
      : [...new Set(found.value.split(",").map((name) => name.trim()))].filter((name) => name !== "")
  )

const readEntry = (
  env: string,
  suffix: string | undefined
): Effect.Effect<
  { readonly entry: { readonly [field: string]: string }; readonly used: ReadonlyArray<string> },
  BotoSesError
> =>
  Effect.map(
    Effect.forEach(Object.keys(entryFields), (field) => {
      const variable = entryVariable(env, field, suffix)
      return Effect.map(readVariable(variable), (value) => (value === undefined ? [] : [{ field, variable, value }]))
    }),
    (found) => ({
      entry: Object.fromEntries(found.flat().map(({ field, value }) => [field, value])),
      used: found.flat().map(({ variable }) => variable)
    })
  )

/**
 * `222222222222=sbx,333333333333=prd` as an object. What is wrong stays in it for the form to refuse: a part that is no
 * pair is a key, and an account with several targets has all of them.
 */
const pairs = (text: string): { readonly [key: string]: string } => {
  const targets = new Map<string, Set<string>>()
  for (const pair of text.split(",").map((part) => part.trim())) {
    if (pair === "") continue
    const [key = "", ...target] = pair.split("=")
    const account = key.trim()
    targets.set(account, (targets.get(account) ?? new Set()).add(target.join("=").trim()))
  }
  return Object.fromEntries([...targets].map(([account, all]) => [account, [...all].join(" and ")]))
}

const valueOf = (known: (typeof commonFields)[keyof typeof commonFields], text: string): unknown => {
  if (known === commonFields.cdk) return pairs(text)
  return isYesOrNo(known) ? (yesOrNo[text] ?? text) : text
}

const yesOrNo: { readonly [value: string]: boolean } = { true: true, false: false }

/** Reads the variables of devops and of the named envs. No variable is looked for by its look. */
export const readVariables = (
  envs: ReadonlyArray<string>,
  suffix: string | undefined
): Effect.Effect<RawVariables, BotoSesError> =>
  Effect.gen(function* () {
    const used: Array<string> = []
    const common: Array<readonly [field: string, value: unknown]> = []
    const names = new Map<string, string>()
    const { identityToken: _, ...plain } = commonFields
    for (const [field, known] of Object.entries(plain)) {
      const found = yield* readCommon(known.variable, suffix)
      if (found === undefined) continue
      used.push(found.variable)
      names.set(field, found.variable)
      common.push([field, valueOf(known, found.value)])
    }
    const token = yield* readIdentityToken(suffix)
    if (token.length > 0)
      common.push(["identityToken", Object.fromEntries(token.map(([field, , value]) => [field, value]))])
    for (const [field, variable] of token) {
      used.push(variable)
      names.set(`identityToken.${field}`, variable)
    }
    const entry = (env: string) =>
      Effect.map(readEntry(env, suffix), (read) => {
        used.push(...read.used)
        return read.entry
      })
    const devops = yield* entry("devops")
    const workloads: Array<readonly [env: string, entry: unknown]> = []
    for (const env of envs) workloads.push([env, yield* entry(env)])
    return {
      value: { ...Object.fromEntries(common), devops, workloads: Object.fromEntries(workloads) },
      used,
      name: (path) => {
        const [first, second, third] = path
        if (first === "devops" && second !== undefined) return entryVariable("devops", second, suffix)
        if (first === "workloads" && second !== undefined && third !== undefined)
          return entryVariable(second, third, suffix)
        if (first === "workloads") return "the names of the envs"
        return names.get(dotted(path)) ?? names.get(first ?? "") ?? dotted(path)
      }
    }
  })
