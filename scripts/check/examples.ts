/**
 * Checks that the examples and the programs of `ai-docs` work, each in a project of its own that has the packed package: it is compiled, and every
 * command of its README runs, in the place that the table below says, on a local AWS. What a `text` block says after
 * a command's block is in what it prints.
 *
 * A word after `sh`: `fails` (the command ends with another code than 0).
 *
 * Usage: node scripts/check/examples.ts [ai-docs] [examples/NAME ...]
 */
import { cpSync, existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { LocalAws } from "../../src/testing/mod.ts"
import { allPackages, install, link, makeTemporaryFolder, write } from "../lib/consumer.ts"
import { jobVariables } from "../lib/jobVariables.ts"
import { read, root } from "../lib/repository.ts"
import { environment, run } from "../lib/run.ts"
import { commandsOf, snippetsOf } from "../lib/snippets.ts"
import { warningsOf } from "../lib/warnings.ts"
import { makeWorld } from "../lib/world.ts"

type Place = "laptop" | "job" | "lambda"

/** Where each project is at home. The example that of CDK is run by the conformance tests, since it needs a CloudFormation. */
const places: { readonly [project: string]: Place | "conformance" } = {
  "ai-docs": "job",
  "examples/bun-ci-job": "job",
  "examples/cdk-app": "conformance",
  "examples/deno-deploy": "laptop",
  "examples/effect-program": "job",
  "examples/lambda-bundled": "lambda",
  "examples/promises": "laptop"
}

const [devops, sbx, prd, stg] = ["111111111111", "222222222222", "333333333333", "444444444444"] as const

const accounts = {
  [devops]: { buckets: ["acme-devops-artifacts"], roles: { ci: {} } },
  ...Object.fromEntries(
    Object.entries({ sbx, prd, stg }).map(([env, accountId]) => [
      accountId,
      {
        buckets: [`acme-${env}-data`],
        roles: { [`${env}_deployment_role`]: { trust: [devops] }, app: {} }
      }
    ])
  )
}

/** What a process has in a place. */
const variablesOf: (place: Place, home: string) => Effect.Effect<NodeJS.ProcessEnv, unknown, Scope.Scope> =
  Effect.fnUntraced(function* (place, home) {
    if (place === "laptop") return (yield* makeWorld(home, new Map())).laptop
    const aws = yield* LocalAws.make({ accounts })
    const [accountId, role] = place === "job" ? [devops, "ci"] : [sbx, "app"]
    const keys = yield* aws.roleCredentials(accountId, role, { sessionName: "example" })
    const { CI, GITHUB_ACTIONS, ...variables } = jobVariables(aws.endpoint, keys)
    const own =
      place === "job"
        ? { CI, GITHUB_ACTIONS, ENV_NAME: "sbx" }
        : { AWS_LAMBDA_FUNCTION_NAME: "list", AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x", ENV_NAME: "sbx" }
    return { PATH: environment.PATH, HOME: home, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...variables, ...own }
  })

interface Told {
  readonly file: string
  readonly line: number
  readonly command: string
  readonly fails: boolean
  /** What its output is to have in it, in this order. */
  readonly tells: ReadonlyArray<string>
}

/** The commands of a README, each with what the next `text` block says of the last command before it. */
const commandsIn = (file: string): ReadonlyArray<Told> => {
  const commands: Array<Told> = []
  for (const { language, marks, code, line } of snippetsOf(file, read(file))) {
    const lines = commandsOf(code)
    const last = commands.at(-1)
    if (language === "sh") {
      for (const command of lines) commands.push({ file, line, command, fails: marks.includes("fails"), tells: [] })
    }
    if (language === "text" && last !== undefined) commands[commands.length - 1] = { ...last, tells: lines }
  }
  return commands
}

const hasInOrder = (output: string, parts: ReadonlyArray<string>): boolean => {
  let from = 0
  for (const part of parts) {
    const at = output.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

const problemOf = async ({ command, fails, tells }: Told, cwd: string, env: NodeJS.ProcessEnv) => {
  const { exitCode, output } = await run("sh", ["-c", command], { cwd, env, timeoutMilliseconds: 120_000 })
  if ((exitCode !== 0) !== fails) return `ended with ${exitCode}:\n${output}`
  if (!hasInOrder(output, tells)) return `does not tell "${tells.join('", "')}":\n${output}`
  return warningsOf(output).length > 0 ? `warns:\n${output}` : undefined
}

/** A project with what `npm install` would have put there, from our own packages. */
const prepare = async (example: string, folder: string): Promise<void> => {
  cpSync(join(root, example), folder, { recursive: true })
  for (const name of allPackages) link(folder, name)
  await install(folder)
  if (!existsSync(join(folder, "deno.json"))) return
  // Deno would fetch from the registry what its imports name: here it takes what is installed.
  const settings = JSON.parse(read(`${example}/deno.json`))
  write(join(folder, "deno.json"), JSON.stringify({ ...settings, nodeModulesDir: "manual" }))
  const dependencies = Object.fromEntries(Object.keys(settings.imports).map((name) => [name, "*"]))
  write(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }))
}

const compileProblem = async (cwd: string): Promise<string | undefined> => {
  const [command, ...args] = existsSync(join(cwd, "deno.json")) ? ["deno", "check", "--quiet", "."] : ["tsc"]
  const { exitCode, output } = await run(command ?? "", args, { cwd })
  return exitCode === 0 ? undefined : `does not compile:\n${output}`
}

const check = async (example: string): Promise<number> => {
  const place = places[example]
  const readme = `${example}/README.md`
  if (place === undefined) throw new Error(`${readme}: say in scripts/check/examples.ts where it runs`)
  using project = makeTemporaryFolder()
  using home = makeTemporaryFolder()
  await prepare(example, project.path)
  let failed = 0
  const judge = (where: string, problem: string | undefined): void => {
    if (problem !== undefined) failed++
    if (problem !== undefined) console.error(`${where}: ${problem}`)
  }
  judge(readme, await compileProblem(project.path))
  if (place === "conformance") return failed
  const commands = commandsIn(readme)
  judge(readme, commands.length === 0 ? "no command to run" : undefined)
  const all = Effect.gen(function* () {
    const variables = yield* variablesOf(place, home.path)
    for (const told of commands) {
      const problem = yield* Effect.promise(() => problemOf(told, project.path, variables))
      judge(`${told.file}:${told.line}: \`${told.command}\``, problem)
    }
  })
  await Effect.runPromise(Effect.scoped(all))
  return failed
}

const named = process.argv.slice(2).map((path) => path.replace(/\/$/, ""))
const projects = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((entry) => entry.isDirectory())
const all = ["ai-docs", ...projects.map(({ name }) => `examples/${name}`)]
let failed = 0
for (const example of named.length > 0 ? named : all) failed += await check(example)
const passed = (named.length > 0 ? named : all).length
console.log(`${failed === 0 ? passed : 0} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
