/** Reads a module, by rolldown's parser: TypeScript 7 has no compiler API that is stable. */
import { type ESTree, parseSync, Visitor } from "rolldown/utils"

export interface Source {
  readonly program: ESTree.Program
  /** In their order. */
  readonly imports: ReadonlyArray<Import>
  /** The line that a node starts in, counted from 1. */
  readonly lineOf: (node: ESTree.Span) => number
}

export interface Import {
  /** As written; undefined where `import()` or `require()` is given anything but one plain string. */
  readonly specifier: string | undefined
  /**
   * `static` is run when the importing module is loaded, `dynamic` when its
   * expression is, `type` never: only `import type`, `export type` and
   * `import()` in a type vanish. `import { type A }` leaves its module's load behind.
   */
  readonly kind: "static" | "dynamic" | "type"
  readonly line: number
}

/** The module in a text, whose file's name tells the language. Throws where the text does not parse. */
export const parse = (file: string, text: string): Source => {
  const { program, errors } = parseSync(file, text, { preserveParens: false })
  for (const { message } of errors) throw new SyntaxError(`${file}: ${message}`)
  const lineOf: Source["lineOf"] = ({ start }) => text.slice(0, start).split("\n").length
  return { program, imports: importsOf(program, lineOf), lineOf }
}

const importsOf = (program: ESTree.Program, lineOf: Source["lineOf"]): ReadonlyArray<Import> => {
  const imports: Array<Import> = []
  const add = (node: ESTree.Span, specifier: string | undefined, kind: Import["kind"]): void => {
    imports.push({ specifier, kind, line: lineOf(node) })
  }
  const kindOf = (kind: "type" | "value" | undefined): Import["kind"] => (kind === "type" ? "type" : "static")
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value, kindOf(node.importKind)),
    ExportAllDeclaration: (node) => add(node, node.source.value, kindOf(node.exportKind)),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value, kindOf(node.exportKind))
    },
    TSImportType: (node) => add(node, node.source.value, "type"),
    ImportExpression: (node) => add(node, plainText(node.source), "dynamic"),
    CallExpression: (node) => {
      if (node.callee.type === "Identifier" && node.callee.name === "require")
        add(node, plainText(node.arguments[0]), "dynamic")
    }
  }).visit(program)
  return imports
}

const plainText = (node: ESTree.Argument | undefined): string | undefined => {
  if (node?.type === "Literal") return typeof node.value === "string" ? node.value : undefined
  return node?.type === "TemplateLiteral" && node.expressions.length === 0
    ? (node.quasis[0]?.value.cooked ?? undefined)
    : undefined
}

/** The package of a bare specifier (`@aws-sdk/client-sts`, `effect` of `effect/Effect`); undefined for others. */
export const packageOf = (specifier: string): string | undefined => {
  if (/^([./#]|[a-z]+:)/.test(specifier)) return undefined
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
}
