/**
 * Marks the calls by which a module makes its values as pure. A bundler leaves out a module of a package without side
 * effects as a whole; in a file that holds many, it leaves out only what it is told has none.
 */
import type { Plugin } from "rolldown"
import type { ESTree } from "rolldown/utils"
import { parse } from "../lib/source.ts"

const mark = "/* @__PURE__ */ "

/** The outermost calls of an expression that a module evaluates as it is loaded. */
const callsOf = (node: ESTree.Expression | null | undefined): ReadonlyArray<ESTree.Span> => {
  switch (node?.type) {
    case "CallExpression":
    case "NewExpression":
      return [node]
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return callsOf(node.expression)
    case "ConditionalExpression":
      return [node.test, node.consequent, node.alternate].flatMap(callsOf)
    case "LogicalExpression":
      return [node.left, node.right].flatMap(callsOf)
    case "ArrayExpression":
      return node.elements.flatMap((element) =>
        element === null || element.type === "SpreadElement" ? [] : callsOf(element)
      )
    case "ObjectExpression":
      return node.properties.flatMap((property) => (property.type === "Property" ? callsOf(property.value) : []))
    default:
      return []
  }
}

const declared = (node: ESTree.Statement | ESTree.Directive): ESTree.Declaration | undefined => {
  if (node.type === "ExportNamedDeclaration") return node.declaration ?? undefined
  return node.type === "VariableDeclaration" || node.type === "ClassDeclaration" ? node : undefined
}

const evaluated = (node: ESTree.Declaration | undefined): ReadonlyArray<ESTree.Span> => {
  switch (node?.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ init }) => callsOf(init))
    case "ClassDeclaration":
      return callsOf(node.superClass)
    default:
      return []
  }
}

export const markPureCalls = (file: string, text: string): string => {
  const { program } = parse(file, text)
  const starts = program.body.flatMap((node) => evaluated(declared(node))).map(({ start }) => start)
  return starts
    .sort((a, b) => b - a)
    .reduce((marked, start) => marked.slice(0, start) + mark + marked.slice(start), text)
}

/** A plugin of rolldown. Marks are put in within their lines, so that what maps lines to the source stays true. */
export const pureCalls: Plugin = {
  name: "pure calls",
  transform: { filter: { id: /\.ts$/ }, handler: (code, id) => ({ code: markPureCalls(id, code), map: null }) }
}
