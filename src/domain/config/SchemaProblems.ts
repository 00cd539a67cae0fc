import type * as SchemaIssue from "effect/SchemaIssue"
import * as Issues from "effect/SchemaIssue"

const format = Issues.makeFormatterStandardSchemaV1()

/** One mistake that a Schema found: where, and what it would have accepted there. */
export interface SchemaProblem {
  readonly path: ReadonlyArray<string>
  /** `undefined` where the key itself should not be there. */
  readonly expected: string | undefined
  readonly absent: boolean
}

const plainWords: { readonly [type: string]: string } = {
  string: "text",
  boolean: "true or false",
  object: "an object",
  array: "a list"
}

const inPlainWords = (expected: string): string => plainWords[expected] ?? expected

/** The mistakes of an issue, one by one. The texts are those of our own Schemas; no value is in them. */
export const schemaProblems = (issue: SchemaIssue.Issue): ReadonlyArray<SchemaProblem> =>
  format(issue).issues.map(({ message, path = [] }) => ({
    path: path.map((part) => String(typeof part === "object" ? part.key : part)),
    expected: message === "Expected no excess property" ? undefined : inPlainWords(message.replace(/^Expected /, "")),
    absent: message === "Missing key"
  }))
