/**
 * Checks that the pages lead somewhere and leave nothing out.
 *
 * Every link into the repository, anchors too, leads to something that is there. Every value that an entry of the
 * package exports, every member of a factory's class and every variable of ours and of AWS's that a source reads is named in the
 * README or in docs/, and every page of docs/ in its index.
 *
 * Usage: node scripts/check/pages.ts
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import * as main from "../../mod.ts"
import * as redis from "../../src/sessionStore/redis/mod.ts"
import * as testing from "../../src/testing/mod.ts"
import { linkProblems, linksOf, unnamed, variablesOf } from "../lib/pages.ts"
import { report } from "../lib/problems.ts"
import { files, read, root } from "../lib/repository.ts"

const texts = (...patterns: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(files(...patterns).map((file) => [file, read(file)]))

/** The exports of an entry, and what those of them that are modules export. */
const exportsOf = (file: string, entry: object): ReadonlyArray<readonly [name: string, where: string]> =>
  Object.entries(entry).flatMap(([name, value]) => [
    [name, file] as const,
    ...(Object.prototype.toString.call(value) === "[object Module]"
      ? Object.keys(value)
          .filter((member) => member !== "TypeId")
          .map((member) => [member, `${name} of ${file}`] as const)
      : [])
  ])

const Probe = main.BotoSesFactory.Service<unknown>()("Probe", { devops: {}, workloads: { sbx: {} } })

const names = new Map([
  ...exportsOf("mod.ts", main),
  ...exportsOf("src/testing/mod.ts", testing),
  ...exportsOf("src/sessionStore/redis/mod.ts", redis),
  ...Object.keys(Probe)
    .filter((name) => /^(?:layer|env|app|session|devops|current|explain|invalidate|fresh|as|options)/.test(name))
    .map((name) => [name, "BotoSesFactory.Service"] as const),
  ...Array.from(texts("src/**/*.ts")).flatMap(([file, text]) =>
    variablesOf(text).map((variable) => [variable, file] as const)
  )
])
// What only others begin with is no variable.
for (const name of names.keys()) if ([...names.keys()].some((other) => other.startsWith(`${name}_`))) names.delete(name)

const pages = texts("*.md", "docs/*.md")
const documents = new Map(Array.from(pages).filter(([file]) => file === "README.md" || file.startsWith("docs/")))
const indexed = new Set(linksOf(read("docs/README.md")).map(({ target }) => `docs/${target}`))

report(
  [
    ...linkProblems(pages, (path) => existsSync(join(root, path))),
    ...unnamed(documents, names),
    ...Array.from(documents.keys())
      .filter((file) => file.startsWith("docs/") && file !== "docs/README.md" && !indexed.has(file))
      .map((file) => ({ where: "docs/README.md", what: `does not lead to ${file}` }))
  ],
  `${pages.size} pages lead somewhere and name ${names.size} names`
)
