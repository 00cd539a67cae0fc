import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseRoleArn } from "../aws/Arn.ts"
import { describeValue, isPlainObject, valueAt } from "../text/Describe.ts"
import { nearest } from "../text/Nearest.ts"
import { envNameProblems } from "./EnvName.ts"
import { schemaProblems } from "./SchemaProblems.ts"

/** How a source calls a field: `workloads.sbx.accountId` in an object or a file, `SBX_AWS_ACCOUNT_ID` among variables. */
export type FieldName = (path: ReadonlyArray<string>) => string

export const dotted: FieldName = (path) => path.join(".")

const accountFields = ["region", "stsRegion", "devops", "workloads", "defaultAppEnv", "guardApp"]
const entryFields = ["accountId", "profile", "roleArn", "region"]
const optionFields = [
  "roleName",
  "roleSessionName",
  "durationSeconds",
  "tags",
  "transitiveTagKeys",
  "externalId",
  "sourceIdentity",
  "policy",
  "policyArns"
]

/** The fields that an object at a path may have, where they are fixed. */
const fieldsAt = (path: ReadonlyArray<string>, root: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, second] = path
  if (first === undefined) return root
  if (first === "rolePolicy") return second === "envs" ? ["roleArn", ...optionFields] : [...optionFields, "envs"]
  if (first === "envs") return ["roleArn", ...optionFields]
  return first === "devops" || first === "workloads" ? entryFields : root
}

const nextSteps: { readonly [field: string]: string } = {
  "": "Give an object with devops and workloads.",
  accountId: "Write the account's 12 digits as text, in quotes.",
  profile: "Write the name of a profile of ~/.aws/config.",
  roleArn: "Copy the role's ARN from IAM.",
  region: "Write a region as AWS names it.",
  stsRegion: "Write a region as AWS names it.",
  defaultAppEnv: "Write the name of one of the workloads."
}

/** Names of envs are judged with each other, not by the form alone. */
const isEnvName = (path: ReadonlyArray<string>): boolean =>
  (path.length === 2 && path[0] === "workloads") ||
  (path.length === 3 && path[0] === "rolePolicy" && path[1] === "envs")

const unknownField = (path: ReadonlyArray<string>, name: FieldName, root: ReadonlyArray<string>): string => {
  const given = path.at(-1) ?? ""
  const fields = fieldsAt(path.slice(0, -1), root)
  if (path.at(-2) === "tags") {
    return `${name(path.slice(0, -1))}: expected tag keys that AWS allows, found ${describeValue(given)}. Rename the tag.`
  }
  const known = nearest(given, fields)
  return (
    `${name(path.slice(0, -1)) || "the configuration"} has an unknown field ${describeValue(given)}: expected ${fields.join(", ")}. ` +
    `Did you mean "${known[0] ?? ""}"? Rename or remove it.`
  )
}

/** A configuration nests less deep than this; hostile values may go round. */
const deepest = 6

/** The value without what only looks like an object of fields to a Schema: dates, maps and their like. */
const asData = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null || depth > deepest) return value
  if (Array.isArray(value)) return value.map((item) => asData(item, depth + 1))
  return isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, asData(field, depth + 1)]))
    : undefined
}

/** The mistakes of form: what the Schema does not accept. */
const formProblems = (
  schema: Schema.Codec<unknown, unknown>,
  value: unknown,
  name: FieldName,
  root: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(schema)(asData(value), { errors: "all", onExcessProperty: "error" })
  if (Result.isSuccess(result)) return []
  return schemaProblems(result.failure.issue).flatMap(({ path, expected, absent }) => {
    if (expected === undefined) return isEnvName(path) ? [] : [unknownField(path, name, root)]
    const field = name(path) || "the configuration"
    if (absent) return [`${field} is missing: expected an object, found nothing. Add it; {} where nothing is known.`]
    const found = describeValue(valueAt(value, path))
    const next = nextSteps[path.at(-1) ?? ""] ?? "Correct it, or leave it out."
    return [`${field}: expected ${expected}, found ${found}. ${next}`]
  })
}

const roleOf = (entry: unknown) => {
  const text = valueAt(entry, ["roleArn"])
  return typeof text === "string" ? parseRoleArn(text) : undefined
}

/** The mistakes between values that may each be right. They are looked for wherever the parts are there. */
const relationProblems = (value: unknown, name: FieldName): ReadonlyArray<string> => {
  const workloads = valueAt(value, ["workloads"])
  if (!isPlainObject(workloads)) return []
  const names = Object.keys(workloads)
  const problems = envNameProblems(names).map((problem) => `${name(["workloads"])}: ${problem}`)
  const fallback = valueAt(value, ["defaultAppEnv"])
  if (typeof fallback === "string" && fallback !== "" && !names.includes(fallback)) {
    const known = nearest(fallback, names)
    const hint =
      known[0] === undefined ? "No workload is configured." : `Did you mean "${known[0]}"? Known: ${known.join(", ")}.`
    problems.push(
      `${name(["defaultAppEnv"])}: expected the name of a workload, found ${describeValue(fallback)}. ${hint}`
    )
  }
  const policies = valueAt(value, ["rolePolicy", "envs"])
  for (const env of isPlainObject(policies) ? Object.keys(policies) : []) {
    if (env !== "devops" && !names.includes(env)) {
      const known = nearest(env, [...names, "devops"])
      problems.push(
        `rolePolicy.envs: expected names of workloads, found ${describeValue(env)}. Did you mean "${known[0]}"? Known: ${known.join(", ")}.`
      )
    }
  }
  const devops = roleOf(valueAt(value, ["devops"]))
  for (const env of devops === undefined ? [] : names) {
    const role = roleOf(workloads[env])
    if (role !== undefined && role.accountId === devops?.accountId && role.name === devops.name) {
      problems.push(
        `${name(["devops", "roleArn"])} and ${name(["workloads", env, "roleArn"])} are the same role, ${describeValue(role.name)}: ` +
          "expected a role of its own for devops. Give one of them another role."
      )
    }
  }
  return problems
}

/**
 * Every mistake of a configuration, as sentences that each name the field, what was expected and found, and what to do.
 * Empty for a good one. Total for any value at all.
 */
export const configProblems = (
  schema: Schema.Codec<unknown, unknown>,
  value: unknown,
  name: FieldName = dotted,
  more: ReadonlyArray<string> = []
): ReadonlyArray<string> => {
  const form = formProblems(schema, value, name, [...accountFields, ...more])
  const relations = relationProblems(value, name)
  const alreadyTold = form.some((problem) => problem.startsWith(`${name(["defaultAppEnv"])}:`))
  return [...form, ...relations.filter((p) => !alreadyTold || !p.startsWith(`${name(["defaultAppEnv"])}:`))]
}
