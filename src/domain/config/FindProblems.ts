import { isAccountId } from "../aws/AccountId.ts"
import { parseRoleArn } from "../aws/Arn.ts"
import { describeValue, isPlainObject, valueAt } from "../text/Describe.ts"
import { type Form, formProblems, isText } from "../text/Form.ts"
import { nearest } from "../text/Nearest.ts"
import {
  accountsFields,
  commonFields,
  entryFields,
  envRoleFields,
  identityTokenFields,
  policyFields,
  TargetName
} from "./ConfigFile.ts"
import type { ConfigProblem } from "./ConfigProblem.ts"
import { envNameProblems } from "./EnvName.ts"

/** How a source calls a field: `workloads.sbx.accountId` in an object or a file, `SBX_AWS_ACCOUNT_ID` among variables. */
export type FieldName = (path: ReadonlyArray<string>) => string

export const dotted: FieldName = (path) => path.join(".")

/** What a source as a whole is called. */
const whole = "the configuration"

/** The fields that an object at a path may have, where they are fixed. */
const fieldsAt = (path: ReadonlyArray<string>, root: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, second] = path
  if (first === "rolePolicy") return second === "envs" ? envRoleFields : policyFields
  if (first === "envs") return envRoleFields
  if (first === "identityToken") return Object.keys(identityTokenFields)
  return first === "devops" || first === "workloads" ? Object.keys(entryFields) : root
}

/** What to do about a wrong value at a path. */
const nextStep = (path: ReadonlyArray<string>): string => {
  const field = path.at(-1) ?? ""
  if (path.length === 0) return "Give an object with devops and workloads."
  const known: { readonly [name: string]: { readonly next?: string } } =
    path.length === 1 || path[0] === "cdk"
      ? commonFields
      : path[0] === "identityToken"
        ? identityTokenFields
        : entryFields
  return known[path[0] === "cdk" ? "cdk" : field]?.next ?? "Correct it, or leave it out."
}

/** Names of envs are judged with each other, not by the form alone. */
const isEnvName = (path: ReadonlyArray<string>): boolean =>
  (path.length === 2 && path[0] === "workloads") ||
  (path.length === 3 && path[0] === "rolePolicy" && path[1] === "envs")

/** The mistake of a field that there is not, the fields that there are the nearest first. */
export const unknownFieldProblem = (path: string, given: string, fields: ReadonlyArray<string>): ConfigProblem => {
  const sorted = nearest(given, fields)
  return {
    path,
    expected: `the fields ${sorted.join(", ")} (the nearest first)`,
    found: `an unknown field ${describeValue(given)}`,
    next: `Did you mean "${sorted[0] ?? ""}"? Rename or remove it.`
  }
}

const unknownField = (path: ReadonlyArray<string>, name: FieldName, root: ReadonlyArray<string>): ConfigProblem => {
  const given = path.at(-1) ?? ""
  const fields = fieldsAt(path.slice(0, -1), root)
  const above = name(path.slice(0, -1))
  if (path.length === 2 && path[0] === "cdk") {
    return {
      path: above,
      expected: "AWS account ids (12 digits) before the targets",
      found: describeValue(given),
      next: "Write the account's 12 digits; in a file as text, in quotes."
    }
  }
  if (path.at(-2) === "tags") {
    return { path: above, expected: "tag keys that AWS allows", found: describeValue(given), next: "Rename the tag." }
  }
  return unknownFieldProblem(above || whole, given, fields)
}

/** A configuration nests less deep than this; hostile values may go round. */
const deepest = 6

/** The value without what only looks like an object of fields: dates, maps and their like. */
const asData = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null || depth > deepest) return value
  if (Array.isArray(value)) return value.map((item) => asData(item, depth + 1))
  return isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, asData(field, depth + 1)]))
    : undefined
}

/** The mistakes of form, by the names that a source has for its fields. */
const ofForm = (
  form: Form,
  value: unknown,
  name: FieldName,
  root: ReadonlyArray<string>
): ReadonlyArray<ConfigProblem> =>
  formProblems(form, asData(value)).flatMap(({ path, expected, absent }) => {
    if (expected === undefined) return isEnvName(path) ? [] : [unknownField(path, name, root)]
    const problem = { path: name(path) || whole, found: describeValue(valueAt(value, path)) }
    return absent
      ? [{ ...problem, expected: "an object", next: "Add it; {} where nothing is known." }]
      : [{ ...problem, expected, next: nextStep(path) }]
  })

const roleFields = ["roleArn", "oidcRoleArn"] as const

/** The roles that an entry states, each with the field that does. */
const rolesOf = (entry: unknown) =>
  roleFields.flatMap((field) => {
    const text = valueAt(entry, [field])
    const role = typeof text === "string" ? parseRoleArn(text) : undefined
    return role === undefined ? [] : [{ field, role }]
  })

/** A role of a job's own may not be of another account than its entry. */
const accountProblems = (
  path: ReadonlyArray<string>,
  entry: unknown,
  name: FieldName
): ReadonlyArray<ConfigProblem> => {
  const stated =
    valueAt(entry, ["accountId"]) ?? rolesOf(entry).find(({ field }) => field === "roleArn")?.role.accountId
  const own = rolesOf(entry).find(({ field }) => field === "oidcRoleArn")?.role.accountId
  return typeof stated !== "string" || own === undefined || own === stated
    ? []
    : [
        {
          path: name([...path, "oidcRoleArn"]),
          expected: `a role of account ${stated}, as the entry says`,
          found: `one of account ${own}`,
          next: "Make them agree."
        }
      ]
}

/** What is wrong with the targets that CDK's accounts are mapped to. */
const cdkProblems = (value: unknown, names: ReadonlyArray<string>, name: FieldName): ReadonlyArray<ConfigProblem> => {
  const mapping = valueAt(value, ["cdk"])
  if (!isPlainObject(mapping)) return []
  const known = [...names, "devops"]
  return Object.entries(mapping).flatMap(([accountId, target]) => {
    // What is no name at all is told as a mistake of form.
    if (!isAccountId(accountId) || typeof target !== "string" || !isText(TargetName, target)) return []
    const path = name(["cdk", accountId])
    if (!known.includes(target)) return [unknownNameProblem(path, target, known)]
    const entry = valueAt(value, target === "devops" ? ["devops"] : ["workloads", target])
    const stated = valueAt(entry, ["accountId"]) ?? rolesOf(entry)[0]?.role.accountId
    return typeof stated !== "string" || stated === accountId
      ? []
      : [
          {
            path,
            expected: `a target of account ${accountId}`,
            found: `"${target}", which is of account ${stated}`,
            next: "Make them agree."
          }
        ]
  })
}

/** The ways to name where a token is. */
const tokenPlaces = ["variable", "file", "command"] as const

const tokenProblems = (value: unknown, name: FieldName): ReadonlyArray<ConfigProblem> => {
  const given = tokenPlaces.filter((place) => valueAt(value, ["identityToken", place]) !== undefined)
  return given.length < 2
    ? []
    : [
        {
          path: given.map((place) => name(["identityToken", place])).join(" and "),
          expected: `one of ${tokenPlaces.join(", ")}`,
          found: given.join(" and "),
          next: "Keep the one that holds the token."
        }
      ]
}

/** The mistake of a name that is none of the configured ones. */
export const unknownNameProblem = (path: string, given: string, known: ReadonlyArray<string>): ConfigProblem => {
  const sorted = nearest(given, known)
  return {
    path,
    expected: "the name of a workload",
    found: describeValue(given),
    next:
      sorted[0] === undefined
        ? "No workload is configured."
        : `Did you mean "${sorted[0]}"? Known: ${sorted.join(", ")}.`
  }
}

/** The mistakes between values that may each be right. They are looked for wherever the parts are there. */
const relationProblems = (value: unknown, name: FieldName): ReadonlyArray<ConfigProblem> => {
  const workloads = valueAt(value, ["workloads"])
  if (!isPlainObject(workloads)) return []
  const names = Object.keys(workloads)
  const fallback = valueAt(value, ["defaultAppEnv"])
  const policies = valueAt(value, ["rolePolicy", "envs"])
  const devops = valueAt(value, ["devops"])
  return [
    ...tokenProblems(value, name),
    ...cdkProblems(value, names, name),
    ...accountProblems(["devops"], devops, name),
    ...names.flatMap((env) => accountProblems(["workloads", env], workloads[env], name)),
    ...envNameProblems(names).map((problem) => ({ path: name(["workloads"]), ...problem })),
    ...(typeof fallback === "string" && fallback !== "" && !names.includes(fallback)
      ? [unknownNameProblem(name(["defaultAppEnv"]), fallback, names)]
      : []),
    ...(isPlainObject(policies) ? Object.keys(policies) : [])
      .filter((env) => env !== "devops" && !names.includes(env))
      .map((env) => unknownNameProblem("rolePolicy.envs", env, [...names, "devops"])),
    ...names.flatMap((env) => {
      const shared = rolesOf(devops).flatMap((own) =>
        rolesOf(workloads[env])
          .filter(({ role }) => role.accountId === own.role.accountId && role.name === own.role.name)
          .map(({ field, role }) => ({ field, role, own: own.field }))
      )
      return shared.slice(0, 1).map(({ field, role, own }) => ({
        path: `${name(["devops", own])} and ${name(["workloads", env, field])}`,
        expected: "a role of its own for devops",
        found: `the same role, ${describeValue(role.name)}`,
        next: "Give one of them another role."
      }))
    })
  ]
}

/** Every mistake of a configuration; none for a good one. Total for any value at all. */
export const configProblems = (
  accepted: Form,
  value: unknown,
  name: FieldName = dotted,
  more: ReadonlyArray<string> = []
): ReadonlyArray<ConfigProblem> => {
  const form = ofForm(accepted, value, name, [...accountsFields, ...more])
  const fallback = name(["defaultAppEnv"])
  const alreadyTold = form.some(({ path }) => path === fallback)
  return [...form, ...relationProblems(value, name).filter(({ path }) => !alreadyTold || path !== fallback)]
}
