/**
 * Checks that package.json and deno.json describe one package, and that what
 * they promise is there. Needs `dist`.
 *
 * Usage: node scripts/check/exports.ts
 */
import { existsSync } from "node:fs"
import { posix } from "node:path"
import { type Problem, report } from "../lib/problems.ts"
import { files, read, root } from "../lib/repository.ts"
import { packageOf, parse } from "../lib/source.ts"

export interface PackageJson {
  readonly version: string
  readonly exports: { readonly [subpath: string]: string | { readonly types: string; readonly default: string } }
  readonly bin?: { readonly [command: string]: string }
  readonly files: ReadonlyArray<string>
  readonly dependencies?: { readonly [name: string]: string }
  readonly peerDependencies?: { readonly [name: string]: string }
}

export interface DenoJson {
  readonly version: string
  readonly exports: { readonly [subpath: string]: string }
  readonly imports: { readonly [name: string]: string }
  readonly publish: { readonly include: ReadonlyArray<string> }
}

/** `./dist/src/testing/mod.js` → `./src/testing/mod` */
const sourceOf = (path: string): string => path.replace(/^\.\/dist\//, "./").replace(/(\.d)?\.[jt]s$/, "")

const includes = (list: ReadonlyArray<string>, path: string): boolean =>
  list.some((entry) => path === entry || path.startsWith(`${entry}/`))

const inPackage = (what: string): Problem => ({ where: "package.json", what })
const inDeno = (what: string): Problem => ({ where: "deno.json", what })

/** What npm has as a command, JSR has as an export that is run. */
const commandLine = "./cli"

const commandProblems = (npm: PackageJson, deno: DenoJson): ReadonlyArray<Problem> => {
  const source = deno.exports[commandLine]
  return Object.entries(npm.bin ?? {})
    .filter(([, path]) => source !== undefined && sourceOf(path) !== sourceOf(source))
    .map(([command, path]) => inPackage(`the command ${command} leads to ${path}, in deno.json to ${source}`))
}

const exportProblems = (npm: PackageJson, deno: DenoJson): ReadonlyArray<Problem> => {
  const subpaths = Object.keys(npm.exports).filter((subpath) => subpath !== "./package.json")
  return [
    ...commandProblems(npm, deno),
    ...Object.keys(deno.exports)
      .filter((subpath) => !subpaths.includes(subpath) && subpath !== commandLine)
      .map((subpath) => inPackage(`exports no "${subpath}", which deno.json exports`)),
    ...subpaths.flatMap((subpath) => {
      const entry = npm.exports[subpath]
      const source = deno.exports[subpath]
      if (source === undefined) return [inDeno(`exports no "${subpath}", which package.json exports`)]
      if (entry === undefined || typeof entry === "string")
        return [inPackage(`"${subpath}" needs "types" and "default"`)]
      return [entry.types, entry.default]
        .filter((path) => !path.startsWith("./dist/") || sourceOf(path) !== sourceOf(source))
        .map((path) => inPackage(`"${subpath}" leads to ${path}, in deno.json to ${source}`))
    })
  ]
}

const dependencyProblems = (
  npm: PackageJson,
  deno: DenoJson,
  used: ReadonlyMap<string, string>
): ReadonlyArray<Problem> => {
  const declared = { ...npm.dependencies, ...npm.peerDependencies }
  return [
    ...Array.from(used)
      .filter(([name]) => declared[name] === undefined)
      .map(([name, where]) => inPackage(`${name}, which ${where} imports, is neither a dependency nor a peer`)),
    ...Object.keys(declared)
      .filter((name) => !used.has(name))
      .map((name) => inPackage(`nothing published imports ${name}`)),
    ...Object.entries(declared)
      .filter(([name, range]) => deno.imports[name] !== `npm:${name}@${range}`)
      .map(([name, range]) => inDeno(`imports["${name}"] is ${deno.imports[name]}, not npm:${name}@${range}`)),
    ...Object.keys(deno.imports)
      .filter((name) => declared[name] === undefined)
      .map((name) => inDeno(`imports["${name}"] is no dependency in package.json`))
  ]
}

/** Whatever package.json, deno.json and the packages that sources use (each with one place of use) disagree about. */
export const checkManifests = (
  npm: PackageJson,
  deno: DenoJson,
  used: ReadonlyMap<string, string>
): ReadonlyArray<Problem> => [
  ...(npm.version === deno.version ? [] : [inDeno(`version is ${deno.version}, in package.json ${npm.version}`)]),
  ...exportProblems(npm, deno),
  ...dependencyProblems(npm, deno, used)
]

/** The files that the manifests promise, and those that go with them, which are missing or would not be published. */
export const checkFiles = (
  npm: PackageJson,
  deno: DenoJson,
  sources: ReadonlyArray<string>,
  exists: (path: string) => boolean
): ReadonlyArray<Problem> => {
  const documents = ["README.md", "LICENSE", "CHANGELOG.md"]
  const built = [
    ...Object.values(npm.exports).flatMap((entry) =>
      typeof entry === "string" ? [entry] : [entry.types, entry.default]
    ),
    ...Object.values(npm.bin ?? {})
  ].map((path) => posix.normalize(path))
  const exported = Object.values(deno.exports).map((path) => posix.normalize(path))
  return [
    ...[...built, ...npm.files.map((path) => path.replace(/^!/, ""))]
      .filter((path) => !exists(path))
      .map((path) => inPackage(`${path} does not exist`)),
    ...[...exported, ...deno.publish.include]
      .filter((path) => !exists(path))
      .map((path) => inDeno(`${path} does not exist`)),
    ...[...built, ...documents]
      .filter((path) => path !== "package.json" && !includes(npm.files, path))
      .map((path) => inPackage(`${path} is not among "files"`)),
    ...[...exported, ...documents, ...sources]
      .filter((path) => !includes(deno.publish.include, path))
      .map((path) => inDeno(`${path} is not among "publish.include"`))
  ]
}

if (import.meta.main) {
  const npm: PackageJson = JSON.parse(read("package.json"))
  const deno: DenoJson = JSON.parse(read("deno.json"))
  const sources = files("mod.ts", "src/**/*.ts")
  const used = new Map(
    sources.flatMap((file) =>
      parse(file, read(file)).imports.flatMap(({ specifier, line }) => {
        const name = packageOf(specifier ?? "")
        return name === undefined || name === "" ? [] : [[name, `${file}:${line}`] as const]
      })
    )
  )
  const problems = [
    ...checkManifests(npm, deno, used),
    ...checkFiles(npm, deno, sources, (path) => existsSync(`${root}/${path}`))
  ]
  report(problems, `${Object.keys(deno.exports).length} exports and ${used.size} packages agree`)
}
