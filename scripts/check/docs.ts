/**
 * Checks that the documents are true.
 *
 * Every `ts` block of the Markdown files is compiled, word for word, against the
 * packed package, and run on Node, Deno and Bun against a local AWS; the
 * examples in doc comments likewise, on Node and in one process. Every command of an `sh`
 * block must be one that a step of CI runs.
 *
 * A word after `ts` changes how a block is taken: `continues` (it goes on from
 * the block before it), `test` (Vitest runs it), `bun-test` and `deno-test` (the
 * runtime's own runner does), `no-run` (it shows what does not compile, and so
 * has a `@ts-expect-error`), `job` (it is run as a job of each CI vendor whose
 * jobs have a token, and tells the account that it deploys to), `codebuild` (as
 * a job there, likewise), `spans` (its spans must reach a collector).
 *
 * A word after `yaml` names the CI vendor whose schema and rules the block is
 * to fit. docs/ci.md has one for each, and the command that prints its trust
 * policy, by which the roles trust the jobs.
 *
 * Usage: node scripts/check/docs.ts [FILE.md or FILE.ts ...]
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { allPackages, configure, install, link, makeTemporaryFolder, runtimes, write } from "../lib/consumer.ts"
import { type JobTrust, jobAccounts, jobVendors, trustOf } from "../lib/jobs.ts"
import { foreignFolder, type Program, programsOf } from "../lib/programs.ts"
import { recipeProblem, recipeVendors } from "../lib/recipes.ts"
import { files, read } from "../lib/repository.ts"
import { run } from "../lib/run.ts"
import { commandsOf, docSnippetsOf, type Snippet, snippetsOf } from "../lib/snippets.ts"
import { warningsOf } from "../lib/warnings.ts"
import { makeWorld, type World } from "../lib/world.ts"
import { commands } from "./steps.ts"

const shells = ["sh", "bash", "shell", "console"]

const isDocument = ({ file }: Snippet): boolean => file.endsWith(".md")

let passed = 0
let failed = 0

/** Counts one fact about a block, and prints it where it is a problem. */
const judge = ({ file, line }: Snippet, problem: string | undefined): void => {
  if (problem === undefined) passed++
  else {
    failed++
    console.error(`${file}:${line}: ${problem}`)
  }
}

const judgeCommands = (snippet: Snippet): void => {
  for (const command of commandsOf(snippet.code)) {
    judge(snippet, commands.has(command) ? undefined : `no step of scripts/check/steps.ts runs \`${command}\``)
  }
}

/** Those that a program of the package's is to compile with; the test of another runtime has types of that alone. */
const isFor = (compiler: "tsc" | "deno", { path, snippet }: Program): boolean => {
  const isForeign = path.startsWith(`${foreignFolder}/`)
  if (compiler === "tsc") return !isForeign
  return isDocument(snippet) && (!isForeign || snippet.marks.includes("deno-test"))
}

/** Compiles all programs and gives those that do. */
const compile = async (folder: string, programs: ReadonlyArray<Program>): Promise<ReadonlyArray<Program>> => {
  const forDeno = programs.filter((program) => isFor("deno", program)).map(({ path }) => path)
  const results = await Promise.all([
    ...(programs.some((program) => isFor("tsc", program)) ? [run("tsc", [], { cwd: folder })] : []),
    ...(forDeno.length > 0 ? [run("deno", ["check", "--quiet", ...forDeno], { cwd: folder })] : [])
  ])
  const output = results.flatMap((result) => (result.exitCode === 0 ? [] : [result.output])).join("\n")
  if (output !== "") console.error(output)
  const good = programs.filter(({ path }) => !output.includes(path))
  for (const program of programs) judge(program.snippet, good.includes(program) ? undefined : "does not compile")
  if (output !== "" && good.length === programs.length) failed++
  return good
}

interface Run {
  readonly snippet: Snippet
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** The CI vendor whose job it is; nobody's on a laptop. */
  readonly vendor?: string
  /** What it prints where it has run to its end: a program may end the process, and all that come after it, with code 0. */
  readonly tells?: string
}

const runsOf = ({ snippet, path, isContinued }: Program): ReadonlyArray<Run> => {
  const { marks } = snippet
  if (marks.includes("no-run") || isContinued) return []
  if (marks.includes("job")) return jobVendors.map((vendor) => ({ snippet, command: "node", args: [path], vendor }))
  if (marks.includes("codebuild")) return [{ snippet, command: "node", args: [path], vendor: "codebuild" }]
  if (marks.includes("test")) return [{ snippet, command: "vitest", args: ["run", path] }]
  if (marks.includes("bun-test")) return [{ snippet, command: "bun", args: ["test", path] }]
  if (marks.includes("deno-test")) return [{ snippet, command: "deno", args: ["test", "--allow-all", path] }]
  return runtimes
    .filter(({ name }) => name === "node" || isDocument(snippet))
    .map(({ name, args }) => ({ snippet, command: name, args: [...args, path] }))
}

/** The spans of the program, of the factory and of what it does below. */
const expectedSpans = ["deploy", "BotoSesFactory.resolve", "Credentials.refresh"]

const runProblem = async (
  { snippet, command, args, vendor, tells = "" }: Run,
  cwd: string,
  { codebuild, collector, jobs, laptop }: World
): Promise<string | undefined> => {
  const who = vendor === undefined ? command : `${command} as a job of ${vendor}`
  const variables = vendor === "codebuild" ? codebuild : jobs.find((it) => it.vendor === vendor)?.variables
  const traces = collector()
  const { exitCode, output } = await run(command, args, {
    cwd,
    env: { ...(variables ?? laptop), ...traces.variables },
    timeoutMilliseconds: 120_000
  })
  if (exitCode !== 0) return `${who} ended with ${exitCode}:\n${output}`
  if (!output.includes(tells)) return `${who} ended before its end:\n${output}`
  const untold = vendor === undefined ? [] : Object.values(jobAccounts).filter((account) => !output.includes(account))
  if (untold.length > 0) return `${who} does not tell ${untold.join(", ")}:\n${output}`
  const unsent = snippet.marks.includes("spans") ? expectedSpans.filter((name) => !traces.spans().includes(name)) : []
  if (unsent.length > 0) return `${who} sends no ${unsent.join(", ")}; it sends ${traces.spans().join(", ")}`
  return warningsOf(output).length > 0 ? `${who} warns:\n${output}` : undefined
}

/** A program that is all of these, one after the other: most of each is the start of its process. */
const batchOf = (folder: string, runs: ReadonlyArray<Run>): Run | undefined => {
  const [first] = runs
  if (first === undefined) return undefined
  const imports = runs.flatMap(({ args }) => args.map((path) => `await import(${JSON.stringify(`./${path}`)})\n`))
  const tells = `${runs.length} programs have run`
  write(join(folder, "batch.ts"), [...imports, `console.log(${JSON.stringify(tells)})\n`].join(""))
  return { snippet: first.snippet, command: "node", args: ["batch.ts"], tells }
}

const runAll = (
  folder: string,
  home: string,
  trust: JobTrust,
  runs: ReadonlyArray<Run>
): Effect.Effect<void, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const world = yield* makeWorld(home, trust)
      const problemOf = (it: Run) => Effect.promise(() => runProblem(it, folder, world))
      const each = (several: ReadonlyArray<Run>) =>
        Effect.forEach(several, (it) => Effect.map(problemOf(it), (problem) => judge(it.snippet, problem)), {
          concurrency: 2,
          discard: true
        })
      const examples = runs.filter(({ snippet, command }) => command === "node" && !isDocument(snippet))
      yield* each(runs.filter((it) => !examples.includes(it)))
      // Where they do not pass together, each alone tells which it is.
      const batch = batchOf(folder, examples)
      if (batch === undefined || (yield* problemOf(batch)) !== undefined) yield* each(examples)
      else for (const { snippet } of examples) judge(snippet, undefined)
    })
  )

const named = process.argv.slice(2)
const snippets = (named.length > 0 ? named : files("*.md", "docs/*.md", "mod.ts", "src/**/*.ts")).flatMap((file) =>
  file.endsWith(".md") ? snippetsOf(file, read(file)) : docSnippetsOf(file, read(file))
)
for (const snippet of snippets) {
  if (shells.includes(snippet.language)) judgeCommands(snippet)
  const [vendor] = snippet.marks
  if (snippet.language === "yaml" && vendor !== undefined) judge(snippet, recipeProblem(vendor, snippet.code))
}
const recipes = snippetsOf("docs/ci.md", read("docs/ci.md"))
for (const vendor of recipeVendors) {
  if (recipes.some(({ language, marks }) => language === "yaml" && marks[0] === vendor)) continue
  failed++
  console.error(`docs/ci.md: no recipe for ${vendor}`)
}

const { programs, problems } = programsOf(snippets.filter(({ language }) => language === "ts"))
for (const { snippet, what } of problems) judge(snippet, what)

if (programs.length > 0) {
  using project = makeTemporaryFolder()
  using home = makeTemporaryFolder()
  configure(project.path, { skipLibCheck: true })
  await install(project.path)
  for (const name of allPackages) link(project.path, name)
  for (const { path, text } of programs) write(join(project.path, path), text)
  const good = await compile(project.path, programs)
  const runs = good.flatMap(runsOf)
  const trust = runs.some(({ vendor }) => vendor !== undefined)
    ? await trustOf(
        recipes.flatMap(({ language, code }) => (shells.includes(language) ? commandsOf(code) : [])),
        project.path
      )
    : new Map()
  await Effect.runPromise(runAll(project.path, home.path, trust, runs))
}

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
