import type * as SchemaAST from "effect/SchemaAST"
import type * as SchemaIssue from "effect/SchemaIssue"

/** One mistake that a Schema found: where, and what it would have accepted there. */
export interface SchemaProblem {
  readonly path: ReadonlyArray<string>
  /** `undefined` where the key itself should not be there. */
  readonly expected: string | undefined
  readonly absent: boolean
}

const plainWords: { readonly [type: string]: string } = {
  String: "text",
  Boolean: "true or false",
  Number: "a number",
  Objects: "an object",
  Arrays: "a list"
}

const textOf = (annotations: SchemaAST.AST["annotations"]): string | undefined =>
  typeof annotations?.expected === "string" ? annotations.expected : undefined

const wordsOf = (ast: SchemaAST.AST): string => textOf(ast.annotations) ?? plainWords[ast._tag] ?? "another value"

const problemsOf = (
  issue: SchemaIssue.Issue,
  path: ReadonlyArray<string>,
  outer: string | undefined
): ReadonlyArray<SchemaProblem> => {
  const problem = (expected: string | undefined, absent = false) => [{ path, expected, absent }]
  switch (issue._tag) {
    case "Pointer":
      return problemsOf(issue.issue, [...path, ...issue.path.map(String)], outer)
    case "Encoding":
      return problemsOf(issue.issue, path, outer)
    case "Filter":
      return problemsOf(issue.issue, path, outer ?? textOf(issue.filter.annotations))
    case "Composite":
      return issue.issues.flatMap((inner) => problemsOf(inner, path, outer))
    case "AnyOf": {
      const expected = outer ?? textOf(issue.ast.annotations)
      return expected === undefined && issue.issues.length > 0
        ? issue.issues.flatMap((inner) => problemsOf(inner, path, undefined))
        : problem(expected ?? wordsOf(issue.ast))
    }
    case "UnexpectedKey":
      return problem(undefined)
    case "MissingKey":
      return problem(outer ?? "a value", true)
    case "InvalidType":
    case "OneOf":
      return problem(outer ?? wordsOf(issue.ast))
    case "InvalidValue":
    case "Forbidden":
      return problem(outer ?? textOf(issue.annotations) ?? "another value")
  }
}

/** The mistakes of an issue, one by one. The texts are those of our own Schemas; no value is in them. */
export const schemaProblems = (issue: SchemaIssue.Issue): ReadonlyArray<SchemaProblem> =>
  problemsOf(issue, [], undefined)
