/**
 * Checks the tarball as npm's users get it: publint and "are the types wrong" find nothing in its manifest and its types,
 * and it weighs no more than `sizes.json` allows.
 *
 * Usage: node scripts/check/published.ts [--write]
 *
 * `--write` sets down the sizes of now, as that with which later ones are compared. Ceilings are changed by hand.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { install, makeTemporaryFolder, packageJson, tarballVariable } from "../lib/consumer.ts"
import { read, root } from "../lib/repository.ts"
import { type Budget, closureOf, partsOf, type Sizes, sum, tooBig } from "../lib/sizes.ts"
import { pack } from "../lib/stage.ts"

const file = "scripts/check/sizes.json"

/**
 * Whether a finding is of a way that the package does not go: before Node 12 and TypeScript 4.7 there were no `exports`,
 * and from CommonJS it is loaded by `require` of an ES module, which scripts/check/nodes.ts tries.
 */
const isOfOtherWays = (problem: Problem): boolean => {
  if (!("resolutionKind" in problem)) return false
  return (
    problem.resolutionKind === "node10" ||
    (problem.resolutionKind === "node16-cjs" && problem.kind === "CJSResolvesToESM")
  )
}

const typeProblems = async (data: Uint8Array): Promise<ReadonlyArray<string>> => {
  const result = await checkPackage(createPackageFromTarballData(data))
  if (!result.types) return ["types: the package has none"]
  return result.problems
    .filter((problem) => !isOfOtherWays(problem))
    .map((problem) => `types: ${JSON.stringify(problem)}`)
}

/** Whether a file is there to be read: ai-docs shows how to test, and publint takes that for a test of ours. */
const isGuide = (path: string): boolean => path.startsWith("/ai-docs/")

const manifestProblems = async (data: Uint8Array): Promise<ReadonlyArray<string>> => {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(data).buffer }, strict: true })
  const found = messages.filter(
    (message) => message.code !== "USE_FILES" || !message.args.internalFilePaths.every(isGuide)
  )
  return found.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`)
}

const { values } = parseArgs({ options: { write: { type: "boolean" } } })

using packed = makeTemporaryFolder()
const tarball = process.env[tarballVariable] ?? (await pack(packed.path))
process.env[tarballVariable] = tarball
using project = makeTemporaryFolder()
await install(project.path)
const data = new Uint8Array(readFileSync(tarball))

const sizes: Sizes = {
  tarball: data.byteLength,
  unpacked: partsOf(join(project.path, "node_modules", packageJson.name)),
  installed: closureOf(root, Object.keys(packageJson.dependencies))
}
const budget: Budget = JSON.parse(read(file))
if (values.write === true) {
  writeFileSync(join(root, file), `${JSON.stringify({ ceilings: budget.ceilings, sizes }, null, 2)}\n`)
}

const problems = [...(await manifestProblems(data)), ...(await typeProblems(data)), ...tooBig(budget, sizes)]
for (const problem of problems) console.error(problem)
const numbers = [sizes.tarball, sum(sizes.unpacked), sum(sizes.installed)].map(
  (size) => `${(size / 1e6).toFixed(2)} MB`
)
if (problems.length === 0) console.log(`tarball ${numbers[0]}, unpacked ${numbers[1]}, with it come ${numbers[2]}`)
else process.exitCode = 1
