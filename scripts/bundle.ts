/**
 * Makes one file of the command line and of what it runs on, for `npm`'s `bin`, with the licenses of what is in it
 * beside it.
 *
 * A command loads what it does not need for nothing: of the packages, those that few calls need stay outside. STS is
 * inside, which the most frequent call starts with.
 *
 * Usage: bun scripts/bundle.ts OUTPUT
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
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
const packageOf = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]

const licenseOf = (folder: string): string => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
  const [file] = globSync("LICEN[CS]E*", { cwd: join(root, folder) })
  const text = file === undefined ? "" : `\n\n${readFileSync(join(root, folder, file), "utf8").trim()}`
  return `${name} ${version} (${license})${text}\n`
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
const packages = new Set(Object.keys(metafile.inputs).map(packageOf))
const folders = Array.from(packages)
  .filter((folder) => folder !== undefined && existsSync(join(root, folder, "package.json")))
  .sort() as ReadonlyArray<string>
writeFileSync(join(dirname(output), "LICENSES.txt"), folders.map(licenseOf).join(`\n${"-".repeat(72)}\n\n`))
