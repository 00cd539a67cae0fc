/** Plugins of Bun's bundler, each for one way to a faster start. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { root } from "../lib/repository.ts"

interface Build {
  readonly onResolve: (
    options: { readonly filter: RegExp },
    resolve: (args: {
      readonly path: string
    }) => { readonly path: string; readonly namespace?: string; readonly external?: boolean } | undefined
  ) => void
  readonly onLoad: (
    options: { readonly filter: RegExp; readonly namespace?: string },
    load: (args: { readonly path: string }) => { readonly contents: string; readonly loader: string }
  ) => void
}

export interface Plugin {
  readonly name: string
  readonly setup: (build: Build) => void
}

/** Modules of Node that most calls do not use. */
const seldom = ["assert", "child_process", "fs/promises", "http2", "https", "tls", "tty", "zlib"]

/** Stands for a module of Node, and loads it when one of its names is first used. */
const standIn = (name: string): string => {
  const names = execFileSync("node", ["-p", `JSON.stringify(Object.keys(require("node:${name}")))`], {
    encoding: "utf8"
  })
  return `let loaded
for (const name of ${names})
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => (loaded ??= process.getBuiltinModule("node:${name}"))[name]
  })`
}

/**
 * Modules of Node are loaded where they are first used. An import loads them at every start, and of `node:http` even
 * what only its `fetch` needs. `node:module` is what Bun's own code imports.
 */
export const lazyBuiltins: Plugin = {
  name: "lazy builtins",
  setup: (build) => {
    const builtin =
      /^node:(?!module$)|^(?:assert|async_hooks|buffer|child_process|crypto|events|fs|fs\/promises|http|http2|https|net|os|path|process|stream|tls|url|util|zlib)$/
    build.onResolve({ filter: builtin }, ({ path }) => ({ path: path.replace(/^node:/, ""), namespace: "builtin" }))
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: seldom.includes(path) ? standIn(path) : `module.exports = process.getBuiltinModule("node:${path}")`,
      loader: "js"
    }))
  }
}

/** Takes the SDK's packages as ES modules, of which a bundle leaves out what is not used; Node's choice is CommonJS. */
export const asModules = (outside: ReadonlyArray<string>): Plugin => ({
  name: "SDK as modules",
  setup: (build) => {
    build.onResolve({ filter: /^@(?:aws|aws-sdk|smithy)\/[^/]+$/ }, ({ path }) => {
      if (outside.includes(path)) return undefined
      const folder = join(root, "node_modules", path)
      const { exports, module } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      return exports === undefined && module !== undefined ? { path: join(folder, module) } : undefined
    })
  }
})

/** The SDK's own search for credentials, which a client of ours never begins: it is given what it signs with. */
export const providersOutside: Plugin = {
  name: "providers outside",
  setup: (build) => {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({ path, namespace: "outside" }))
    build.onLoad({ filter: /.*/, namespace: "outside" }, () => ({
      contents: `export const defaultProvider = (init) => async () =>
  (await import("@aws-sdk/credential-providers")).fromNodeProviderChain(init)()`,
      loader: "js"
    }))
  }
}

/** Leaves modules beside the importing one to bundles of their names. */
export const elsewhere = (names: ReadonlyArray<string>): Plugin => ({
  name: "other bundles",
  setup: (build) => {
    for (const name of names) {
      build.onResolve({ filter: new RegExp(`^\\./${name}\\.ts$`) }, () => ({ path: `./${name}.js`, external: true }))
    }
  }
})

/** Makes an `import()` static; `typeof import()` is none. */
const hoisted = (file: string, source: string, from: string, index: number): string => {
  const local = `atOnce${index}`
  return `import * as ${local} from ${JSON.stringify(from)}\n${replaced(file, source, from, `Promise.resolve(${local})`)}`
}

/** Puts something else in the place of an `import()`. */
const replaced = (file: string, source: string, from: string, other: string): string => {
  const call = `import(${JSON.stringify(from)})`
  const made = source.replaceAll(call, (found, at: number) => (source.slice(0, at).endsWith("typeof ") ? found : other))
  if (made === source) throw new Error(`${file} has no ${call}`)
  return made
}

/** Rewrites a file of ours. */
const rewrite = (build: Build, file: string, rewritten: (source: string) => string): void => {
  build.onLoad({ filter: new RegExp(`/${file.replaceAll(".", "\\.")}$`) }, ({ path }) => {
    if (relative(root, path) !== file) throw new Error(`${path} is not ${file}`)
    return { contents: rewritten(readFileSync(path, "utf8")), loader: "ts" }
  })
}

/** Loads at once what some files of ours load on first use. */
export const atOnce = (imports: { readonly [file: string]: ReadonlyArray<string> }): Plugin => ({
  name: "at once",
  setup: (build) => {
    for (const [file, modules] of Object.entries(imports)) {
      rewrite(build, file, (source) =>
        modules.reduce<string>((made, from, index) => hoisted(file, made, from, index), source)
      )
    }
  }
})

/**
 * Loads packages together, on first use of any of them, and of each only the names that are told: a bundle leaves out the
 * rest of what is loaded on first use only where it is told so.
 */
export const usedOf = (
  packages: { readonly [from: string]: ReadonlyArray<string> },
  files: ReadonlyArray<string>
): Plugin => ({
  name: "used of packages",
  setup: (build) => {
    const together = "used-of-packages"
    build.onResolve({ filter: new RegExp(`^${together}$`) }, ({ path }) => ({ path, namespace: together }))
    build.onLoad({ filter: /.*/, namespace: together }, () => ({
      contents: Object.entries(packages)
        .map(([from, names]) => `export { ${names.join(", ")} } from ${JSON.stringify(from)}`)
        .join("\n"),
      loader: "js"
    }))
    for (const file of files) {
      rewrite(build, file, (source) => {
        const from = Object.keys(packages).find((name) => source.includes(`import(${JSON.stringify(name)})`)) ?? ""
        return replaced(file, source, from, `import(${JSON.stringify(together)})`)
      })
    }
  }
})
