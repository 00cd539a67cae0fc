/**
 * What a policy of permissions may say: the grammar by which STS refuses a session policy.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language", "IAM JSON policy elements reference" and "Troubleshoot IAM
 * policies". AWS words its refusals as IAM does for the policies that it keeps.
 */
import { type AwsError, malformedPolicyDocument } from "./AwsError.ts"

type Json = { readonly [key: string]: unknown }

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const syntax = "Syntax errors in policy."

const policyElements = new Set(["Version", "Id", "Statement"])
const statementElements = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
  "Principal",
  "NotPrincipal"
])

const operator = new RegExp(
  `^(?:(?:ForAllValues|ForAnyValue):)?(?:${[
    "String(?:Not)?Equals(?:IgnoreCase)?",
    "String(?:Not)?Like",
    "Numeric(?:Not)?Equals",
    "Numeric(?:Less|Greater)Than(?:Equals)?",
    "Date(?:Not)?Equals",
    "Date(?:Less|Greater)Than(?:Equals)?",
    "Bool",
    "BinaryEquals",
    "(?:Not)?IpAddress",
    "Arn(?:Not)?(?:Equals|Like)"
  ].join("|")})(?:IfExists)?$|^(?:(?:ForAllValues|ForAnyValue):)?Null$`
)

const texts = (value: unknown): ReadonlyArray<string> | undefined => {
  const items: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
  return items.every((item) => typeof item === "string") ? items : undefined
}

const actionRefusal = (value: unknown): string | undefined => {
  const actions = texts(value)
  if (actions === undefined) return syntax
  if (actions.length === 0) return "Policy statement must contain actions."
  for (const action of actions) {
    if (action === "*") continue
    const [vendor = "", ...names] = action.split(":")
    if (names.length === 0) return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    if (names.length > 1) return "Actions/Condition can contain only one colon."
    if (!/^[a-zA-Z0-9*?-]+$/.test(vendor)) return `Vendor ${vendor} is not valid`
    if (!/^[a-zA-Z0-9*?]+$/.test(names[0] ?? "")) return syntax
  }
  return undefined
}

const resourceRefusal = (value: unknown): string | undefined => {
  const resources = texts(value)
  if (resources === undefined) return syntax
  if (resources.length === 0) return "Policy statement must contain resources."
  for (const resource of resources) {
    if (resource === "*") continue
    const [arn, partition = "", service = "", , , ...rest] = resource.split(":")
    if (arn !== "arn" || rest.length === 0) return `Resource ${resource} must be in ARN format or "*".`
    if (!/^(aws(-[a-z]+)*|\*|\$\{.+\})$/.test(partition)) {
      return `Partition "${partition}" is not valid for resource "${resource}".`
    }
    if (service === "") return `Vendor ${service} is not valid`
    if (rest.join(":") === "") return `Resource ${resource} must be in ARN format or "*".`
  }
  return undefined
}

const isScalar = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"

const conditionRefusal = (value: unknown): string | undefined => {
  if (!isRecord(value)) return syntax
  for (const [name, block] of Object.entries(value)) {
    if (!operator.test(name)) return `Invalid Condition type : ${name}`
    if (!isRecord(block)) return syntax
    for (const [key, values] of Object.entries(block)) {
      if (!key.includes(":")) return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
      const list: ReadonlyArray<unknown> = Array.isArray(values) ? values : [values]
      if (!list.every(isScalar)) return syntax
    }
  }
  return undefined
}

const exactlyOne = (statement: Json, name: string): boolean => name in statement !== `Not${name}` in statement

const statementRefusal = (statement: unknown): string | undefined => {
  if (!isRecord(statement) || Object.keys(statement).some((name) => !statementElements.has(name))) return syntax
  if ("Principal" in statement || "NotPrincipal" in statement) {
    return "Policy document should not specify a principal."
  }
  const { Sid, Effect } = statement
  if (Effect !== "Allow" && Effect !== "Deny") return syntax
  if (Sid !== undefined) {
    if (typeof Sid !== "string") return syntax
    if (!/^[0-9A-Za-z]*$/.test(Sid)) {
      return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
    }
  }
  if ("Action" in statement && "NotAction" in statement) return syntax
  if ("Resource" in statement && "NotResource" in statement) return syntax
  if (!exactlyOne(statement, "Action")) return "Policy statement must contain actions."
  if (!exactlyOne(statement, "Resource")) return "Policy statement must contain resources."
  return (
    actionRefusal(statement.Action ?? statement.NotAction) ??
    resourceRefusal(statement.Resource ?? statement.NotResource) ??
    ("Condition" in statement ? conditionRefusal(statement.Condition) : undefined)
  )
}

const documentRefusal = (document: unknown): string | undefined => {
  if (!isRecord(document)) return "This policy contains invalid Json"
  const { Version, Id, Statement } = document
  if (Object.keys(document).some((name) => !policyElements.has(name))) return syntax
  if (Id !== undefined && typeof Id !== "string") return syntax
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    return "The policy must contain a valid version string"
  }
  const statements: ReadonlyArray<unknown> = Array.isArray(Statement) ? Statement : [Statement]
  if (Statement === undefined || statements.length === 0) return syntax
  for (const statement of statements) {
    const refusal = statementRefusal(statement)
    if (refusal !== undefined) return refusal
  }
  const ids = statements.flatMap((statement) => (isRecord(statement) && statement.Sid ? [statement.Sid] : []))
  return new Set(ids).size < ids.length ? "Statement IDs (SID) in a single policy must be unique." : undefined
}

/** Why a session policy is no policy. */
export const policyRefusal = (policy: string | undefined): AwsError | undefined => {
  if (policy === undefined) return undefined
  const refusal = documentRefusal(parse(policy))
  return refusal === undefined ? undefined : malformedPolicyDocument(refusal)
}
