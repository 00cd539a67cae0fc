/**
 * Tells which releases of Effect there are from 4.1 on, tries the package on each in its peer range (a program, and its
 * types), and on the first release of each newer minor, which the range could then take in. Without a network it says so.
 *
 * Usage: node scripts/peers.ts [--others] [VERSION ...]
 *
 * With versions: only these are tried, whether the range has them or not. With `--others`: only those of the range that the
 * repository's own tests do not run on.
 */
import { cpSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { configure, install, makeTemporaryFolder, packageJson } from "./lib/consumer.ts"
import { isInRange, newMinors, peersFrom } from "./lib/peers.ts"
import { root } from "./lib/repository.ts"
import { run } from "./lib/run.ts"

const range = packageJson.peerDependencies.effect ?? ""
const ofPlatform = "@effect/platform-node-shared"

/** What is wrong with the package on a release of Effect. Effect's platform comes in the same version. */
const problemOn = async (version: string): Promise<string | undefined> => {
  using project = makeTemporaryFolder()
  const cwd = project.path
  configure(cwd, { skipLibCheck: false, lib: ["ES2024", "ESNext.Disposable", "DOM", "DOM.Iterable"] })
  const others = Object.entries({ ...packageJson.dependencies, [ofPlatform]: version }).map((entry) => entry.join("@"))
  const types = `@types/node@${packageJson.devDependencies["@types/node"]}`
  const args = ["install", "--save", "--no-audit", "--no-fund", "--prefer-offline"]
  const installed = await run("npm", [...args, `effect@${version}`, types, ...others], { cwd })
  if (installed.exitCode !== 0) return installed.output
  await install(cwd)
  cpSync(join(root, "tests/runtime/consumer.ts"), join(cwd, "consumer.ts"))
  for (const [command, ...args] of [["tsc"], ["node", "consumer.ts"]] as const) {
    const { exitCode, output } = await run(command, args, { cwd })
    if (exitCode !== 0) return `${command} ended with ${exitCode}:\n${output}`
  }
  return undefined
}

const { values, positionals: named } = parseArgs({
  options: { others: { type: "boolean", default: false } },
  allowPositionals: true
})
const listed = await run("npm", ["view", "effect", "versions", "--json"])
if (listed.exitCode !== 0 && named.length === 0) {
  console.error(`The releases of Effect cannot be had of npm, so none was tried:\n${listed.output}`)
  process.exit(1)
}
const all = listed.exitCode === 0 ? peersFrom(JSON.parse(listed.stdout), "4.1.0") : []
const fresh = newMinors(all, range)
const inRange = all.filter((version) => isInRange(version, range))
const others = inRange.filter((version) => version !== packageJson.devDependencies.effect)
const wanted = named.length > 0 ? named : values.others ? others : [...inRange, ...fresh]

console.log(`Releases of Effect from 4.1 on: ${all.join(", ") || "unknown"}. The range is ${range}.`)
for (const version of wanted) {
  const problem = await problemOn(version)
  const place = isInRange(version, range) ? "in the range" : "not in the range"
  console.log(`${version} (${place}): ${problem === undefined ? "works" : `does not work\n${problem}`}`)
  if (problem !== undefined && isInRange(version, range)) process.exitCode = 1
  if (problem === undefined && fresh.includes(version)) {
    console.log(
      `The range can take in ${version}, once the tests have run on it: npm install --save effect@${version}.`
    )
  }
}
if (named.length > 0) process.exit()
console.log(fresh.length === 0 ? "There is no newer minor to take in." : `Newer minors: ${fresh.join(", ")}.`)
