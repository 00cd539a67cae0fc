import { execFileSync } from "node:child_process"
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { makeTemporaryFolder } from "../../scripts/lib/consumer.ts"
import { repositoryProblem, unreleased, versionProblem } from "../../scripts/lib/release.ts"
import { read, root } from "../../scripts/lib/repository.ts"
import { environment, type Run, run } from "../../scripts/lib/run.ts"

const person = { NAME: "A. Person", EMAIL: "person@example.com" }

const env = {
  ...environment,
  GIT_CONFIG_GLOBAL: "/dev/null",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => Object.entries(person).map(([key, value]) => [`GIT_${who}_${key}`, value]))
  )
}

const current: string = JSON.parse(read("package.json")).version

const next = `${Number(current.split(".")[0]) + 1}.0.0`

interface Scratch extends Disposable {
  readonly git: (...args: ReadonlyArray<string>) => string
  readonly release: (...args: ReadonlyArray<string>) => Promise<Run>
  readonly text: (file: string) => string
  readonly change: (file: string, was: string | RegExp, is: string) => void
}

/** A repository of its own, of what a release touches; its check is `check`. */
const makeScratch = (check: string): Scratch => {
  const folder = makeTemporaryFolder()
  const cwd = folder.path
  const path = (file: string): string => join(cwd, file)
  const text = (file: string): string => readFileSync(path(file), "utf8")
  const git = (...args: ReadonlyArray<string>): string =>
    execFileSync("git", args, { cwd, env, encoding: "utf8" }).trim()
  for (const file of [
    "package.json",
    "package-lock.json",
    "deno.json",
    "CHANGELOG.md",
    "scripts",
    "src/cli/Version.ts"
  ]) {
    cpSync(join(root, file), path(file), { recursive: true })
  }
  const change: Scratch["change"] = (file, was, is) =>
    writeFileSync(
      path(file),
      text(file).replace(was, () => is)
    )
  change("package.json", '"check": "node scripts/check.ts"', `"check": "${check}"`)
  change(
    "CHANGELOG.md",
    /^# Changelog\n[\s\S]*/,
    "# Changelog\n\n## Unreleased\n\n- News.\n\n## 0.0.1 (2026-01-01)\n\n- Old.\n"
  )
  git("init", "--quiet", "--initial-branch", "main")
  git("add", "--all")
  git("commit", "--quiet", "--message", "Start")
  return {
    git,
    text,
    change,
    release: (...args) => run("node", ["scripts/release.ts", ...args], { cwd, env }),
    [Symbol.dispose]: () => folder[Symbol.dispose]()
  }
}

describe("a release", () => {
  it("has the version in every file, a section of the changelog, a commit and a tag", async () => {
    using scratch = makeScratch("exit 0")
    const { exitCode, output } = await scratch.release(next)
    assert.strictEqual(exitCode, 0, output)
    assert.include(output, `git push --atomic origin HEAD v${next}`)
    assert.match(
      scratch.text("CHANGELOG.md"),
      new RegExp(`^# Changelog\n\n## Unreleased\n\n## ${next} \\(\\d{4}-\\d\\d-\\d\\d\\)\n\n- News\\.\n\n## 0\\.0\\.1`)
    )
    const lock = JSON.parse(scratch.text("package-lock.json"))
    assert.deepStrictEqual(
      [
        JSON.parse(scratch.text("package.json")).version,
        JSON.parse(scratch.text("deno.json")).version,
        lock.version,
        lock.packages[""].version
      ],
      [next, next, next, next]
    )
    assert.include(scratch.text("src/cli/Version.ts"), `"${next}"`)
    assert.strictEqual(scratch.git("log", "-1", "--format=%s"), `Release ${next}`)
    assert.strictEqual(scratch.git("status", "--porcelain"), "")
    assert.strictEqual(
      scratch.git("tag", "--list", "--format=%(refname:short) %(contents:subject)"),
      `v${next} - News.`
    )
    assert.include((await scratch.release(next)).output, `there is a tag v${next} already`)
  })

  it("changes nothing as a dry run", async () => {
    using scratch = makeScratch("exit 0")
    const before = scratch.git("rev-parse", "HEAD")
    const { exitCode, output } = await scratch.release(next, "--dry-run")
    assert.strictEqual(exitCode, 0, output)
    assert.include(output, "- News.")
    assert.strictEqual(scratch.git("rev-parse", "HEAD") + scratch.git("status", "--porcelain"), before)
    assert.strictEqual(scratch.git("tag", "--list"), "")
  })

  it("is refused where a check fails", async () => {
    using scratch = makeScratch("echo a mistake && exit 3")
    const { exitCode, output } = await scratch.release(next)
    assert.strictEqual(exitCode, 1)
    assert.include(output, "npm run check ended with 3:\na mistake")
    assert.strictEqual(scratch.git("status", "--porcelain") + scratch.git("tag", "--list"), "")
  })

  it("has the headings of the changelog in its tag", async () => {
    using scratch = makeScratch("exit 0")
    scratch.change("CHANGELOG.md", "- News.", "### Added\n\n- News.")
    scratch.git("commit", "--all", "--quiet", "--message", "Tell more")
    const { exitCode, output } = await scratch.release(next)
    assert.strictEqual(exitCode, 0, output)
    assert.strictEqual(scratch.git("tag", "--list", "--format=%(contents)"), "### Added\n\n- News.")
  })

  it("commits nothing that was changed while the checks ran", async () => {
    using scratch = makeScratch("echo >> deno.json")
    const { exitCode, output } = await scratch.release(next)
    assert.strictEqual(exitCode, 1)
    assert.include(output, "while npm run check ran:\nM deno.json")
    assert.strictEqual(scratch.git("tag", "--list"), "")
  })

  it("is refused on a dirty tree and without news", async () => {
    using scratch = makeScratch("exit 0")
    scratch.change("CHANGELOG.md", "- News.\n\n", "")
    assert.include((await scratch.release(next)).output, "not committed:\nM CHANGELOG.md")
    scratch.git("commit", "--quiet", "--all", "--message", "No news")
    assert.include((await scratch.release(next)).output, "nothing under `## Unreleased`")
  })
})

describe("versionProblem", () => {
  const cases: ReadonlyArray<readonly [version: string, tags: ReadonlyArray<string>, expected: RegExp | undefined]> = [
    ["1.2.0", [], undefined],
    ["1.2.1", ["v1.2.0"], undefined],
    ["1.10.0", ["v1.9.0", "v1.2.0", "other"], undefined],
    ["1.2.0", ["v1.2.0"], /a tag v1\.2\.0 already/],
    ["1.9.0", ["v1.10.0"], /does not go up from 1\.10\.0/],
    ["1.1.9", [], /does not go up from package\.json's 1\.2\.0/],
    ["v1.3.0", [], /is no version/],
    ["1.3", [], /is no version/],
    ["01.3.0", [], /is no version/]
  ]
  for (const [version, tags, expected] of cases) {
    it(`${version} after ${tags.join(", ") || "no tag"}`, () => {
      const problem = versionProblem(version, "1.2.0", tags)
      if (expected === undefined) assert.isUndefined(problem)
      else assert.match(problem ?? "", expected)
    })
  }
})

describe("repositoryProblem", () => {
  const repository = { type: "git", url: "git+https://host.example/acme/tool.git" }

  it("asks for the repository", () => assert.include(repositoryProblem({}, undefined), "no `repository`"))
  it("takes the one where it is made", () => assert.isUndefined(repositoryProblem({ repository }, "acme/tool")))
  for (const made of ["eve/tool", "cme/tool", "acme/too"]) {
    it(`refuses ${made}`, () => assert.include(repositoryProblem({ repository }, made), `this is ${made}`))
  }
})

describe("the changelog", () => {
  it("has a section for what comes next", () => assert.include(read("CHANGELOG.md"), "\n## Unreleased\n"))
  it("may have none that waits", () => assert.strictEqual(unreleased("# Changelog\n\n## 1.0.0\n\n- Old.\n"), ""))
})
