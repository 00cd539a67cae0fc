/**
 * Writes the reference of the public API, as HTML, from the sources and their comments: `deno doc` reads them as they are,
 * where TypeDoc needs a compiler older than ours.
 *
 * Usage: node scripts/reference.ts [--try] [FOLDER]
 *
 * Into `reference`, which is not committed, unless a folder is named. `--try` only sees whether it can be written.
 */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { makeTemporaryFolder } from "./lib/consumer.ts"
import { read, root } from "./lib/repository.ts"
import { run } from "./lib/run.ts"

/** Deno takes the paths within the types of Node for packages, and goes on without them. */
const ofNodeTypes =
  /^Warning Failed resolving types\. .*\/node_modules\/@types\/node\/.*\n\s+at .*\/@types\/node\/.*\n/gm

const { values, positionals } = parseArgs({
  options: { try: { type: "boolean", default: false } },
  allowPositionals: true
})

using temporary = makeTemporaryFolder()
const folder = values.try ? join(temporary.path, "reference") : resolve(positionals[0] ?? join(root, "reference"))
const { name, exports } = JSON.parse(read("deno.json"))
const entries = Object.values<string>(exports).filter((file) => file.endsWith("/mod.ts"))
const { exitCode, output } = await run("deno", ["doc", "--html", `--name=${name}`, `--output=${folder}`, ...entries])
const told = output.replace(ofNodeTypes, "").trim()
if (exitCode !== 0 || /warning|error/i.test(told) || !existsSync(join(folder, "index.html"))) {
  console.error(`deno doc ended with ${exitCode}:\n${told}`)
  process.exitCode = 1
} else console.log(values.try ? "the reference can be written" : `${folder}/index.html`)
