/**
 * Checks that programs on the packed package work where the bundlers that people
 * use have bundled them, with the AWS SDK: each loads by `import()` what it needs,
 * and a bundler may give another module for it than the runtime does. Every bundle
 * is run against a local AWS, as a job whose keys assume a role, and asks for what
 * loads a second client.
 *
 * Usage: node scripts/check/bundlers.ts
 */

import { join } from "node:path"
import * as Effect from "effect/Effect"
import { LocalAws } from "../../src/testing/mod.ts"
import { type Bundler, bundle, bundlers } from "../lib/bundlers.ts"
import { configure, install, link, makeTemporaryFolder, runtimePackages, write } from "../lib/consumer.ts"
import { jobVariables } from "../lib/jobVariables.ts"
import { environment, run } from "../lib/run.ts"
import { warningsOf } from "../lib/warnings.ts"

const devops = "111111111111"
const sbx = "222222222222"

/** No `await` at its top: a bundle may be of CommonJS. */
const program = `
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "effect-boto-ses"

class Aws extends BotoSesFactory.Service()("check/Aws", {
  region: "us-east-1",
  devops: { accountId: "${devops}" },
  workloads: { sbx: { accountId: "${sbx}" } }
}) {}

const told = Effect.gen(function* () {
  const session = yield* Aws.env("sbx")
  const alias = yield* session.accountAlias
  console.log(yield* session.accountId, alias.value)
})

Effect.runPromise(Effect.provide(told, Aws.layer))
`

const job = Effect.gen(function* () {
  const roles = { sbx_deployment_role: { trust: [devops] } }
  const aws = yield* LocalAws.make({
    accounts: { [devops]: { roles: { ci: {} } }, [sbx]: { alias: "acme-sbx", roles } }
  })
  const keys = yield* aws.roleCredentials(devops, "ci", { sessionName: "check" })
  return jobVariables(aws.endpoint, keys)
})

/** What is wrong with a bundler's bundle. */
const problemOf = async (cwd: string, bundler: Bundler, variables: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const folder = join("bundles", bundler.replaceAll(/\W+/g, "-"))
  const made = await bundle(cwd, bundler, "program", folder)
  if (made.exitCode !== 0 || warningsOf(made.output).length > 0)
    return `it ended with ${made.exitCode}:\n${made.output}`
  // A file that is CommonJS by its content is so by its place.
  const type = bundler === "esbuild" || bundler === "esbuild --minify" ? "commonjs" : "module"
  write(join(cwd, folder, "package.json"), JSON.stringify({ type }))
  const env = { PATH: environment.PATH, HOME: cwd, DENO_NO_UPDATE_CHECK: "1", ...variables }
  const [runtime, ...args] = bundler === "deno bundle" ? ["deno", "run", "--allow-all"] : ["node"]
  const { exitCode, stdout, output } = await run(runtime ?? "", [...args, join(folder, "program.js")], { cwd, env })
  return exitCode === 0 && stdout === `${sbx} acme-sbx\n` ? undefined : `its bundle ended with ${exitCode}:\n${output}`
}

using project = makeTemporaryFolder()
configure(project.path)
await install(project.path)
for (const name of runtimePackages) link(project.path, name)
write(join(project.path, "program.js"), program)

const names = Object.keys(bundlers) as ReadonlyArray<Bundler>
const problems = await Effect.gen(function* () {
  const variables = yield* job
  return yield* Effect.forEach(names, (name) => Effect.promise(() => problemOf(project.path, name, variables)), {
    concurrency: 2
  })
}).pipe(Effect.scoped, Effect.runPromise)

for (const [index, problem] of problems.entries())
  if (problem !== undefined) console.error(`${names[index]}: ${problem}`)
const failed = problems.filter((problem) => problem !== undefined).length
console.log(`${names.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
