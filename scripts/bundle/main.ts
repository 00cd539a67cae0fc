/**
 * Bundles the command line, with the licenses of what is in it beside it: `main.js` for npm's `bin`, one bundle for
 * people, and one for the call that profiles make, each in as few files as what is loaded only at need allows.
 *
 * Usage: bun scripts/bundle/main.ts FOLDER
 */
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../lib/repository.ts"
import { asModules, atOnce, elsewhere, lazyBuiltins, type Plugin, providersOutside, usedOf } from "./plugins.ts"

/** What is used of Bun, whose types are no dependency of ours. */
declare const Bun: {
  readonly build: (options: object) => Promise<{
    readonly outputs: ReadonlyArray<{ readonly path: string; readonly text: () => Promise<string> }>
    readonly metafile: { readonly inputs: { readonly [path: string]: unknown } }
  }>
}

/** Packages that few calls need stay outside, as the dependencies that they are. */
const outside = [
  "@aws-sdk/client-iam",
  "@aws-sdk/client-sso",
  "@aws-sdk/client-sso-oidc",
  "@aws-sdk/credential-providers",
  "yaml"
]

/** What a request to STS takes of the SDK; a call that finds its session kept makes none, and loads none of it. */
const sdk: { readonly [from: string]: ReadonlyArray<string> } = {
  "@smithy/node-http-handler": ["NodeHttpHandler"],
  "@aws-sdk/client-sts": [
    "STSClient",
    "AssumeRoleCommand",
    "AssumeRoleWithWebIdentityCommand",
    "GetCallerIdentityCommand",
    "GetSessionTokenCommand"
  ]
}

/** What every call of a profile loads on its way: there it is loaded at once, without a search for each file. */
const always: { readonly [file: string]: ReadonlyArray<string> } = {
  "src/cli/CurrentFactory.ts": ["./CommandContext.ts"],
  "src/live/EnvConfig.ts": ["../services/reading/Layers.ts"],
  "src/live/NodeServices.ts": ["@effect/platform-node-shared/NodeFileSystem", "@effect/platform-node-shared/NodePath"],
  "src/live/SessionStore.ts": ["../sessionStore/host/HostStore.ts"],
  "src/live/Ports.ts": ["../aws/CredentialSourceLive.ts"]
}

const folder = process.argv[2]
if (folder === undefined) throw new Error("Usage: bun scripts/bundle/main.ts FOLDER")
mkdirSync(folder, { recursive: true })

const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** What a Node says that is too old to run the rest: it stands before all else of the file, which such a Node can still read. */
const tooOld = `if (process.getBuiltinModule === undefined) {
  process.stderr.write(\`error NodeTooOld
  boto-ses needs Node ${engines.node.replace(">=", "")} or newer, and this is \${process.version} (\${process.execPath}). Install a newer Node, or put it first on the PATH.
\`)
  process.exit(4)
}
`

/** Puts code behind the first line, which names the runtime. */
const afterHead = (code: string, text: string): string => text.replace(/^#!.*\n/, (head) => head + code)

/** Bundles an entry of `src/cli` into the folder, and answers with the packages' folders that it took from. */
const bundle = async (
  entry: string,
  { splitting, plugins }: { readonly splitting: boolean; readonly plugins: ReadonlyArray<Plugin> }
): Promise<ReadonlyArray<string>> => {
  const { outputs, metafile } = await Bun.build({
    entrypoints: [join(root, "src/cli", entry)],
    root,
    target: "node",
    minify: true,
    splitting,
    naming: { entry: "[name].js", chunk: `${entry.replace(".ts", "")}-[hash].js` },
    conditions: ["module"],
    external: outside,
    plugins: [lazyBuiltins, providersOutside, asModules(outside), ...plugins],
    metafile: true
  })
  for (const output of outputs) writeFileSync(join(folder, output.path), ascii(afterHead(tooOld, await output.text())))
  return Object.keys(metafile.inputs).flatMap((input) => packageOf(input) ?? [])
}

/** One character beyond Latin-1 doubles the memory of a whole file, and what it takes to read it. */
const ascii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

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

const folders = [
  ...(await bundle("main.ts", { splitting: false, plugins: [elsewhere(["MainForPeople", "MainForProfiles"])] })),
  ...(await bundle("MainForPeople.ts", { splitting: false, plugins: [] })),
  ...(await bundle("MainForProfiles.ts", {
    splitting: true,
    plugins: [atOnce(always), usedOf(sdk, ["src/aws/RequestHandler.ts", "src/aws/sts/StsRequest.ts"])]
  }))
]
chmodSync(join(folder, "main.js"), 0o755)
writeFileSync(join(folder, "LICENSES.txt"), licensesOf([...new Set(folders)].sort()))
