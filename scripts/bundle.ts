/**
 * Makes one file of the command line and of what it runs on, for `npm`'s `bin`, with the licenses of what is in it
 * beside it.
 *
 * A command loads what it does not need for nothing: of the packages, those that few calls need stay outside. STS is
 * inside, which the most frequent call starts with.
 *
 * Usage: bun scripts/bundle.ts OUTPUT
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./lib/repository.ts"

/** What is used of Bun, whose types are no dependency of ours. */
declare const Bun: {
  readonly build: (options: object) => Promise<{
    readonly outputs: ReadonlyArray<{ readonly text: () => Promise<string> }>
    readonly metafile: { readonly inputs: { readonly [path: string]: unknown } }
  }>
}

const outside = ["@aws-sdk/client-iam", "@aws-sdk/credential-providers", "smol-toml", "yaml"]

/**
 * Modules of Node are loaded where they are first used. A static import loads them at every start, and of `node:http`
 * even what only its `fetch` needs. `node:module` is what Bun's own code imports.
 */
const lazyBuiltins = {
  name: "lazy builtins",
  setup: (build: {
    readonly onResolve: (options: object, resolve: (args: { readonly path: string }) => object) => void
    readonly onLoad: (options: object, load: (args: { readonly path: string }) => object) => void
  }): void => {
    const builtin =
      /^node:(?!module$)|^(?:async_hooks|buffer|child_process|crypto|events|fs|fs\/promises|http|http2|https|net|os|path|process|stream|url|util|zlib)$/
    build.onResolve({ filter: builtin }, ({ path }) => ({ path: path.replace(/^node:/, ""), namespace: "builtin" }))
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}")`,
      loader: "js"
    }))
  }
}

/** The folder of the package that a file belongs to, where it is not ours. */
const packageOf = (input: string): string | undefined => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]

/** Packages that share the words of a license share its place. */
const licensesOf = (folders: ReadonlyArray<string>): string => {
  const names = new Map<string, Array<string>>()
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
    const [file] = globSync("LICEN[CS]E*", { cwd: join(root, folder) })
    const text = file === undefined ? String(license) : readFileSync(join(root, folder, file), "utf8").trim()
    names.set(text, [...(names.get(text) ?? []), `${name} ${version}`])
  }
  return Array.from(names, ([text, of]) => `${of.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`)
}

const output = process.argv[2]
if (output === undefined) throw new Error("Usage: bun scripts/bundle.ts OUTPUT")
const { outputs, metafile } = await Bun.build({
  entrypoints: [join(root, "src/cli/main.ts")],
  root,
  target: "node",
  minify: true,
  external: outside,
  plugins: [lazyBuiltins],
  metafile: true
})
const [bundle] = outputs
if (bundle === undefined || outputs.length !== 1) throw new Error(`Bun made ${outputs.length} files`)
writeFileSync(output, await bundle.text(), { mode: 0o755 })
const folders = Array.from(new Set(Object.keys(metafile.inputs).map(packageOf)))
  .filter((folder) => folder !== undefined)
  .sort()
writeFileSync(join(dirname(output), "LICENSES.txt"), licensesOf(folders))
