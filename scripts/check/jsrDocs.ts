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

const denoDoc = (args: ReadonlyArray<string>): { readonly status: number | null; stdout: string; stderr: string } =>
  spawnSync("deno", ["doc", "--no-lock", "--import-map", packagesAside(), ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    maxBuffer: 2 ** 28
  })

if (import.meta.main) {
  const deno: DenoJson = JSON.parse(read("deno.json"))
  const entries = Object.values(deno.exports).map((path) => posix.normalize(path))
  const modules = publicModules(entries, read)
  const lint = denoDoc(["--lint", ...modules])
  const problems: Array<Problem> = [...lintProblems(lint.stderr)]
  if (lint.status !== 0 && problems.length === 0) throw new Error(`deno doc --lint: ${lint.stderr}`)
  const { nodes }: { readonly nodes: { readonly [url: string]: ModuleDoc } } = JSON.parse(
    denoDoc(["--json", ...entries]).stdout
  )
  const documented = Object.entries(nodes).map(
    ([url, doc]) => [posix.relative(root, decodeURIComponent(new URL(url).pathname)), doc] as const
  )
  const count = documented.reduce((sum, [, { symbols }]) => sum + symbols.length, 0)
  problems.push(...documented.flatMap(([file, doc]) => undocumented(file, doc)))
  report(problems, `${modules.length} public modules with ${count} symbols in ${entries.length} entries are documented`)
}
