/**
 * Makes a release: the version in all files, the changelog, a commit and a tag. The tag is pushed by hand, and
 * .github/workflows/release.yml publishes what it names.
 *
 * Usage: node scripts/release.ts VERSION [--dry-run]
 *        node scripts/release.ts --verify TAG
 *
 * `--dry-run` tells what would be done, and changes nothing. `--verify` is for the workflow: whether the tag is that of
 * the files' version, and the package says where it is made.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import {
  releasedChangelog,
  repositoryProblem,
  unreleased,
  versionFiles,
  versionProblem,
  withVersion
} from "./lib/release.ts"
import { read, root } from "./lib/repository.ts"
import { run } from "./lib/run.ts"

const usage = "Usage: node scripts/release.ts VERSION [--dry-run], or --verify TAG"

const refuse = (why: string): never => {
  console.error(`Not released: ${why}.`)
  process.exit(1)
}

const git = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { exitCode, output, stdout } = await run("git", args)
  return exitCode === 0 ? stdout.trim() : refuse(`git ${args.join(" ")} ended with ${exitCode}:\n${output}`)
}

const manifest: { readonly version: string; readonly repository?: unknown } = JSON.parse(read("package.json"))

const verify = (tag: string): void => {
  const problem = repositoryProblem(manifest, process.env.GITHUB_REPOSITORY)
  if (tag !== `v${manifest.version}`) refuse(`the tag is ${tag}, and package.json's version is ${manifest.version}`)
  if (problem !== undefined) refuse(problem)
  console.log(`${tag} may be published`)
}

const release = async (version: string, isDry: boolean): Promise<void> => {
  const changes = await git("status", "--porcelain")
  if (changes !== "") refuse(`the work tree has changes that are not committed:\n${changes}\n`)
  const problem = versionProblem(version, manifest.version, (await git("tag", "--list")).split("\n"))
  if (problem !== undefined) refuse(problem)
  const changelog = read("CHANGELOG.md")
  const news = unreleased(changelog)
  if (news === "") refuse("CHANGELOG.md has nothing under `## Unreleased`")

  const checked = await run("npm", ["run", "--silent", "check"], { timeoutMilliseconds: 3_600_000 })
  if (checked.exitCode !== 0) refuse(`npm run check ended with ${checked.exitCode}:\n${checked.output}`)

  if (isDry) {
    console.log(`${version} would be released, with\n\n${news}\n\nNothing was changed.`)
    return
  }
  for (const file of Object.keys(versionFiles)) {
    const path = join(root, file)
    writeFileSync(path, withVersion(file, readFileSync(path, "utf8"), manifest.version, version))
  }
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(join(root, "CHANGELOG.md"), releasedChangelog(changelog, version, date))
  await git("commit", "--quiet", "--all", "--message", `Release ${version}`)
  await git("tag", "--annotate", `v${version}`, "--message", news)
  const missing = repositoryProblem(manifest, undefined)
  if (missing !== undefined) console.log(`The workflow will not publish it yet: ${missing}.`)
  console.log(`v${version} is committed and tagged. Publish it by: git push --atomic origin HEAD v${version}`)
}

const { values, positionals } = parseArgs({
  options: { "dry-run": { type: "boolean", default: false }, verify: { type: "string" } },
  allowPositionals: true
})
const [version, ...more] = positionals
if (values.verify !== undefined && version === undefined) verify(values.verify)
else if (version !== undefined && more.length === 0 && values.verify === undefined) {
  await release(version, values["dry-run"])
} else {
  console.error(usage)
  process.exitCode = 2
}
