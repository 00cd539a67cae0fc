/**
 * A role's trust policy as it is judged: its statements, read from a document of IAM's or from the short form of the
 * options.
 *
 * Source: IAM User Guide, "IAM JSON policy elements reference".
 */
import type { FederatedTrust, TrustPolicyDocument } from "./Options.ts"

/** One line of a condition block. */
export interface Test {
  /** As written: `StringEquals`, `ForAnyValue:StringLike`, `StringLikeIfExists`. */
  readonly operator: string
  /** The condition key, such as `token.actions.githubusercontent.com:sub`. */
  readonly key: string
  /** The values, any of which passes (with `Not` in the operator: none of which may be there). */
  readonly values: ReadonlyArray<string>
}

/** A statement about those who come from an identity provider. */
export interface Statement {
  /** What it does to a request whose every test passes; a `Deny` wins over every `Allow`. */
  readonly effect: "Allow" | "Deny"
  /** Which actions it is about, as written: `sts:AssumeRoleWithWebIdentity`, `sts:*`. */
  readonly actions: ReadonlyArray<string>
  /** The federated principals: ARNs of providers, or the domain of one that IAM knows by itself. */
  readonly federated: ReadonlyArray<string>
  /** The conditions, all of which must pass. */
  readonly tests: ReadonlyArray<Test>
  /** Whether `${…}` is a variable: not before the version 2012-10-17. */
  readonly variables: boolean
}

const operators = /^(?:ForAnyValue:|ForAllValues:)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)(?:IfExists)?|Null)$/

type Json = { readonly [key: string]: unknown }

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const texts = (value: unknown): ReadonlyArray<string> | undefined => {
  const items: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
  return items.every((item) => typeof item === "string") ? items : undefined
}

const asList = (value: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  typeof value === "string" ? [value] : value

const readTests = (condition: unknown): ReadonlyArray<Test> | string => {
  if (condition === undefined) return []
  if (!isRecord(condition)) return "Condition must be an object"
  const tests: Array<Test> = []
  for (const [operator, block] of Object.entries(condition)) {
    if (!operators.test(operator)) return `the local AWS judges no conditions of ${operator}`
    if (!isRecord(block)) return `${operator} must be an object`
    for (const [key, value] of Object.entries(block)) {
      const values = texts(typeof value === "boolean" ? String(value) : value)
      if (values === undefined) return `the values of ${operator} ${key} must be texts`
      tests.push({ operator, key, values })
    }
  }
  return tests
}

const readStatement = (statement: unknown, variables: boolean): Statement | string => {
  if (!isRecord(statement)) return "Statement must hold objects"
  const { Effect: effect, Action, Principal } = statement
  if (effect !== "Allow" && effect !== "Deny") return 'Effect must be "Allow" or "Deny"'
  const actions = Action === undefined ? undefined : texts(Action)
  if (actions === undefined) return "Action must be a text or a list of texts"
  if ("Resource" in statement) return "a trust policy has no Resource"
  const federated = isRecord(Principal) && Principal.Federated !== undefined ? texts(Principal.Federated) : undefined
  if (federated === undefined) return "the local AWS reads trust in providers only: Principal must have Federated"
  const tests = readTests(statement.Condition)
  return typeof tests === "string" ? tests : { effect, actions, federated, tests, variables }
}

/** The statements of a document, or what is wrong with it. */
export const readTrustPolicy = (document: TrustPolicyDocument): ReadonlyArray<Statement> | string => {
  const version = document.Version ?? "2008-10-17"
  if (version !== "2012-10-17" && version !== "2008-10-17") return "Version must be 2012-10-17 or 2008-10-17"
  const given: unknown = document.Statement
  const statements: Array<Statement> = []
  for (const one of Array.isArray(given) ? given : [given]) {
    const statement = readStatement(one, version === "2012-10-17")
    if (typeof statement === "string") return statement
    statements.push(statement)
  }
  return statements
}

/** Providers that IAM knows by itself: no account registers them. Source: IAM User Guide, "OIDC federation". */
export const builtInProviders: ReadonlySet<string> = new Set(["accounts.google.com"])

/** How a trust policy names a provider. */
export const principalOf = (partition: string, accountId: string, issuer: string): string =>
  builtInProviders.has(issuer) ? issuer : `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`

/** The statement that a short form stands for. */
export const statementOf = (
  trust: FederatedTrust,
  partition: string,
  accountId: string,
  role: { readonly allowTagSession: boolean; readonly allowSetSourceIdentity: boolean }
): Statement => ({
  effect: "Allow",
  actions: [
    "sts:AssumeRoleWithWebIdentity",
    ...(role.allowTagSession ? ["sts:TagSession"] : []),
    ...(role.allowSetSourceIdentity ? ["sts:SetSourceIdentity"] : [])
  ],
  federated: [principalOf(partition, accountId, trust.federated)],
  tests: [
    {
      operator: "StringEquals",
      key: `${trust.federated}:aud`,
      values: asList(trust.audience ?? "sts.amazonaws.com")
    },
    ...(trust.subject === undefined
      ? []
      : [{ operator: "StringLike", key: `${trust.federated}:sub`, values: asList(trust.subject) }]),
    ...Object.entries(trust.conditions ?? {}).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, value]) => ({ operator, key, values: asList(value) }))
    )
  ],
  variables: true
})
