/**
 * Checks the documentation that JSR and editors show of what deno.json exports: `deno doc --lint` finds nothing in it, and
 * by JSR's own count each exported symbol and each entry is documented.
 *
 * A namespace (`export * as Session from …`) is as public as its entry: it is looked at as one, since `deno doc` takes what
 * is exported from it for private.
 *
 * Usage: node scripts/check/jsrDocs.ts
 */
import { spawnSync } from "node:child_process"
import { posix } from "node:path"
import { Visitor } from "rolldown/utils"
import { type Problem, report } from "../lib/problems.ts"
import { files, read, root } from "../lib/repository.ts"
import { packageOf, parse } from "../lib/source.ts"
import type { DenoJson } from "./exports.ts"

/** The modules that a module exports as namespaces. */
const namespacesOf = (file: string, text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  new Visitor({
    ExportAllDeclaration: ({ exported, source }) => {
      if (exported !== null) found.push(posix.join(posix.dirname(file), source.value))
    }
  }).visit(parse(file, text).program)
  return found
}

/** The entries, and every module that one of them exports as a namespace. */
export const publicModules = (
  entries: ReadonlyArray<string>,
  textOf: (file: string) => string
): ReadonlyArray<string> => {
  const modules = new Set(entries)
  // What is added while the loop runs is visited by it.
  for (const file of modules) for (const namespace of namespacesOf(file, textOf(file))) modules.add(namespace)
  return [...modules]
}

/** What `deno doc --lint` found, of its text without colours. */
export const lintProblems = (said: string): ReadonlyArray<Problem> =>
  [...said.matchAll(/^error\[[\w-]+\]: (.*)\n\s*--> (.*):(\d+):\d+$/gm)].map(([, what = "", path = "", line = ""]) => ({
    where: `${posix.relative(root, path.replaceAll("\\", "/"))}:${line}`,
    what
  }))

interface Declaration {
  readonly declarationKind: string
  readonly jsDoc?: object
  readonly kind?: string
  readonly def?: { readonly typeParams?: ReadonlyArray<{ readonly name: string }> }
}

/** What `deno doc --json` says of a module, as far as it counts here. */
export interface ModuleDoc {
  readonly module_doc?: { readonly doc?: string }
  readonly symbols: ReadonlyArray<{ readonly name: string; readonly declarations: ReadonlyArray<Declaration> }>
}

/**
 * What lacks its documentation in an entry, as JSR scores a package: each entry's own, and that of each exported symbol;
 * an import that an entry passes on does not count.
 *
 * Source: jsr.io, "Scoring"; its `percentage_of_symbols_with_docs`.
 */
export const undocumented = (file: string, { module_doc: about, symbols }: ModuleDoc): ReadonlyArray<Problem> => [
  ...(about?.doc ? [] : [{ where: file, what: "has no @module documentation" }]),
  ...symbols.flatMap(({ name, declarations }) =>
    declarations
      .filter(({ declarationKind, jsDoc }) => declarationKind !== "private" && jsDoc === undefined)
      .map(() => ({ where: file, what: `exports ${name} without documentation` }))
  )
]

/** Types of the language and of every runtime. */
const known: ReadonlySet<string> = new Set(
  (
    "AbortSignal Array AsyncIterable Awaited Date Error Exclude Extract Iterable Map NoInfer NonNullable Omit Parameters " +
    "Partial Pick Promise Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType Set URL Uint8Array"
  ).split(" ")
)

/** The types that a signature names, those of namespaces aside. */
const typesIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value !== "object" || value === null) return []
  const own = "typeName" in value && typeof value.typeName === "string" ? [value.typeName] : []
  return [...own.filter((name) => !name.includes(".")), ...Object.values(value).flatMap(typesIn)]
}

/** Types in the signature of an exported function that nobody can import: `deno doc --lint` looks at no function's. */
export const unnameable = (
  file: string,
  { symbols }: ModuleDoc,
  exported: ReadonlySet<string>
): ReadonlyArray<Problem> =>
  symbols.flatMap(({ name, declarations }) =>
    declarations
      .filter(({ declarationKind, kind }) => declarationKind !== "private" && kind === "function")
      .flatMap(({ def }) => {
        const own = new Set(def?.typeParams?.map((parameter) => parameter.name))
        return [...new Set(typesIn(def))].filter((type) => !own.has(type) && !known.has(type) && !exported.has(type))
      })
      .map((type) => ({ where: file, what: `${name} names ${type}, which nothing public exports` }))
  )

/**
 * Packages as empty modules: JSR documents none of them with this package, and `deno doc` would call every type of an npm
 * package private (denoland/deno#27364 is mended for packages of other registries alone).
 */
const packagesAside = (): string => {
  const specifiers = files("mod.ts", "src/**/*.ts").flatMap((file) =>
    parse(file, read(file)).imports.flatMap(({ specifier = "" }) => (packageOf(specifier) ? [specifier] : []))
  )
  const imports = Object.fromEntries(specifiers.map((specifier) => [specifier, "data:text/typescript,export%20%7B%7D"]))
  return `data:application/json,${encodeURIComponent(JSON.stringify({ imports }))}`
}

interface Answer {
  readonly said: string
  /** By the module's path from the root; none where the lint found something. */
  readonly docs: ReadonlyArray<readonly [file: string, doc: ModuleDoc]>
}

const denoDoc = (args: ReadonlyArray<string>): Answer => {
  const { status, stdout, stderr } = spawnSync(
    "deno",
    ["doc", "--json", "--no-lock", "--import-map", packagesAside(), ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 2 ** 28 }
  )
  if (status !== 0) {
    if (lintProblems(stderr).length === 0) throw new Error(`deno doc: ${stderr}`)
    return { said: stderr, docs: [] }
  }
  const { nodes }: { readonly nodes: { readonly [url: string]: ModuleDoc } } = JSON.parse(stdout)
  return {
    said: stderr,
    docs: Object.entries(nodes).map(([url, doc]) => [
      posix.relative(root, decodeURIComponent(new URL(url).pathname)),
      doc
    ])
  }
}

if (import.meta.main) {
  const deno: DenoJson = JSON.parse(read("deno.json"))
  const entries = Object.values(deno.exports).map((path) => posix.normalize(path))
  const modules = publicModules(entries, read)
  const { said, docs } = denoDoc(["--lint", ...modules])
  const exported = new Set(docs.flatMap(([, { symbols }]) => symbols.map(({ name }) => name)))
  const problems = [
    ...lintProblems(said),
    ...docs.flatMap(([file, doc]) => unnameable(file, doc, exported)),
    // By themselves, as JSR has them: what an entry passes on of a namespace is then no mere reference.
    ...denoDoc(entries).docs.flatMap(([file, doc]) => undocumented(file, doc))
  ]
  report(
    problems,
    `${exported.size} names of ${modules.length} public modules in ${entries.length} entries are documented`
  )
}
