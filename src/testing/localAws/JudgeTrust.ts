/**
 * Whether a trust policy lets the holder of a web identity token do something, and what it is that does not fit. AWS
 * itself never says that.
 *
 * Source: IAM User Guide, "Condition operators", "Multivalued context keys", "Policy evaluation logic".
 */
import { oneLine } from "../../domain/text/OneLine.ts"
import type { Statement, Test } from "./TrustStatement.ts"

/** What a request is judged by. */
export interface TrustRequest {
  readonly action: string
  /** As a trust policy names the provider. */
  readonly provider: string
  /** The values of the condition keys, by their names in lower case. */
  readonly context: ReadonlyMap<string, ReadonlyArray<string>>
}

/** What was at fault where a token was refused. */
export interface Denial {
  /** The claims (`sub`), condition keys (`…:sub`) or elements of the policy (`Principal`) at fault. */
  readonly at: ReadonlyArray<string>
  /** What was asked, and what was found. */
  readonly detail: string
}

/** A text of a policy or a token within a sentence. */
const quoted = (texts: ReadonlyArray<string>): string =>
  texts.length === 0 ? "absent" : texts.map((text) => `"${oneLine(text)}"`).join(" or ")

/** The text and the wildcards of a value: `${*}`, `${?}` and `${$}` are signs, and any other variable is a key's value. */
const pieces = (value: string, variables: boolean, request: TrustRequest): ReadonlyArray<string> | undefined => {
  if (!variables) return [value]
  const parts: Array<string> = []
  for (const [place, part] of value.split(/\$\{([^}]*)\}/).entries()) {
    const known = place % 2 === 0 || /^[*?$]$/.test(part) ? part : request.context.get(part.toLowerCase())?.[0]
    if (known === undefined) return undefined
    parts.push(known)
  }
  return parts
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** Even pieces have wildcards, odd ones come from variables and have none. */
const likes = (parts: ReadonlyArray<string>): RegExp =>
  new RegExp(
    `^${parts
      .map((part, place) =>
        place % 2 === 0 ? escaped(part).replaceAll("\\*", "[\\s\\S]*").replaceAll("\\?", "[\\s\\S]") : escaped(part)
      )
      .join("")}$`,
    "u"
  )

const comparison = (name: string, parts: ReadonlyArray<string>): ((text: string) => boolean) => {
  if (name.includes("Like")) {
    const pattern = likes(parts)
    return (text) => pattern.test(text)
  }
  const value = parts.join("")
  if (name.includes("IgnoreCase")) return (text) => text.toLowerCase() === value.toLowerCase()
  return (text) => text === value
}

const passes = (test: Test, variables: boolean, request: TrustRequest): boolean => {
  const found = request.context.get(test.key.toLowerCase()) ?? []
  const [, set, name = "", ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(test.operator) ?? []
  if (name === "Null") return test.values.every((value) => (value === "true") === (found.length === 0))
  const isNegated = name.includes("Not")
  if (found.length === 0) return ifExists !== undefined || set === "ForAllValues" || (isNegated && set === undefined)
  const accepted = test.values
    .map((value) => pieces(value, variables, request))
    .filter((parts) => parts !== undefined)
    .map((parts) => comparison(name, parts))
  const matches = (text: string): boolean => accepted.some((accepts) => accepts(text))
  const holds = (text: string): boolean => matches(text) !== isNegated
  return set === "ForAllValues" || (isNegated && set === undefined) ? found.every(holds) : found.some(holds)
}

/** What a person oversees most easily. */
const hintOf = ({ operator, values }: Test, found: ReadonlyArray<string>): string => {
  if (operator.includes("Equals") && values.some((value) => /[*?]/.test(value))) {
    return " StringEquals takes * and ? as they are: a pattern needs StringLike."
  }
  const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()
  return found.some((text) => values.some((value) => same(text, value))) ? " Upper and lower case differ." : ""
}

const failure = (test: Test, request: TrustRequest): string => {
  const found = request.context.get(test.key.toLowerCase()) ?? []
  return (
    `${test.operator} ${oneLine(test.key)} asks for ${quoted(test.values)}; the request's is ${quoted(found)}.` +
    hintOf(test, found)
  )
}

const hasAction = ({ actions }: Statement, action: string): boolean =>
  actions.some((one) => likes([one.toLowerCase()]).test(action.toLowerCase()))

const failed = (statement: Statement, request: TrustRequest): ReadonlyArray<Test> =>
  statement.tests.filter((test) => !passes(test, statement.variables, request))

/** Why a policy does not let the request pass; `undefined` where it does. */
export const judgeTrust = (statements: ReadonlyArray<Statement>, request: TrustRequest): Denial | undefined => {
  const about = statements.filter(({ federated }) => federated.includes(request.provider))
  const applying = about.filter((statement) => hasAction(statement, request.action))
  const deny = applying.find(
    ({ effect, ...rest }) => effect === "Deny" && failed({ effect, ...rest }, request).length === 0
  )
  if (deny !== undefined) {
    return { at: deny.tests.map(({ key }) => key), detail: `A statement denies ${request.action} explicitly.` }
  }
  const allowing = applying.filter(({ effect }) => effect === "Allow").map((statement) => failed(statement, request))
  if (allowing.some((tests) => tests.length === 0)) return undefined
  // The statement that comes nearest is the one that was meant.
  const [nearest] = allowing.toSorted((left, right) => left.length - right.length)
  if (nearest !== undefined) {
    return {
      at: Array.from(new Set(nearest.map(({ key }) => key))),
      detail: nearest.map((test) => failure(test, request)).join(" ")
    }
  }
  return about.length > 0
    ? { at: ["Action"], detail: `No statement about ${request.provider} allows ${request.action}.` }
    : {
        at: ["Principal"],
        detail: `The policy trusts ${quoted(statements.flatMap(({ federated }) => federated))}; the token's provider is ${quoted([request.provider])}.`
      }
}
