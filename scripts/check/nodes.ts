/**
 * Checks the packed package on the oldest Node that `engines` promises, or on another: its programs, as ES modules and as CommonJS, and
 * its commands on a local AWS. On a Node that is too old to run them, the commands say which one they need.
 *
 * npm gets that Node, or has it in its cache.
 *
 * Usage: node scripts/check/nodes.ts [VERSION]
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { LocalAws } from "../../src/testing/mod.ts"
import { configure, install, link, makeTemporaryFolder, packageJson, runtimePackages, write } from "../lib/consumer.ts"
import { jobVariables } from "../lib/jobVariables.ts"
import { read, root } from "../lib/repository.ts"
import { environment, type Run, run } from "../lib/run.ts"
import { warningsOf } from "../lib/warnings.ts"

const devops = "111111111111"
const sbx = "222222222222"

const options = {
  region: "us-east-1",
  devops: { accountId: devops, profile: "acme-devops" },
  workloads: { sbx: { accountId: sbx, profile: "acme-sbx" } }
}

/** A first program; Effect itself is an ES module, which CommonJS requires likewise. */
const body = `
class Aws extends BotoSesFactory.Service()("check/Aws", ${JSON.stringify(options)}) {}
const account = Effect.flatMap(Aws.env("sbx"), (session) => session.accountId)
Effect.runPromise(Effect.provide(account, layerTest(Aws))).then((it) => console.log(it))
`

const asModule = `
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "effect-boto-ses"
import "effect-boto-ses/cdk"
import "effect-boto-ses/redis"
import { layerTest } from "effect-boto-ses/testing"
${body}`

const asCommonJs = `
const Effect = require("effect/Effect")
const { BotoSesFactory } = require("effect-boto-ses")
require("effect-boto-ses/cdk")
require("effect-boto-ses/redis")
const { layerTest } = require("effect-boto-ses/testing")
${body}`

/** Gets a Node into a folder; the path of its program. */
const getNode = async (folder: string, version: string): Promise<string> => {
  const name = `node-${process.platform}-${process.arch}`
  write(join(folder, "package.json"), "{}")
  const args = ["install", "--save", "--prefer-offline", "--no-audit", "--no-fund", `${name}@${version}`]
  const { exitCode, output } = await run("npm", args, { cwd: folder })
  if (exitCode !== 0) throw new Error(`Node ${version} cannot be had of npm, as ${name}:\n${output}`)
  return join(folder, "node_modules", name, "bin/node")
}

let passed = 0
let failed = 0

const judge = (what: string, { exitCode, output, stdout }: Run, expected: RegExp, code = 0): void => {
  if (exitCode === code && warningsOf(output).length === 0 && expected.test(stdout + (code === 0 ? "" : output))) {
    passed++
  } else {
    failed++
    console.error(`${what} ended with ${exitCode}, and tells no ${expected}:\n${output}`)
  }
}

/** The keys of a job on a local AWS. */
const job = Effect.gen(function* () {
  const roles = { sbx_deployment_role: { trust: [devops] } }
  const aws = yield* LocalAws.make({ accounts: { [devops]: { roles: { ci: {} } }, [sbx]: { roles } } })
  return jobVariables(aws.endpoint, yield* aws.roleCredentials(devops, "ci", { sessionName: "check" }))
})

const { engines } = JSON.parse(read("package.json"))
const version = process.argv[2] ?? /^>=(\d+\.\d+\.\d+)$/.exec(engines.node)?.[1]
if (version === undefined) throw new Error(`engines.node is ${engines.node}, not >=MAJOR.MINOR.PATCH`)

using project = makeTemporaryFolder()
using place = makeTemporaryFolder()
const cwd = project.path
configure(cwd)
const [node] = await Promise.all([getNode(place.path, version), install(cwd)])
for (const name of runtimePackages) link(cwd, name)
write(join(cwd, "program.mjs"), asModule)
write(join(cwd, "program.cjs"), asCommonJs)
write(join(cwd, "boto-ses.config.json"), JSON.stringify(options))
const main = join("node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? "")

/** Without this function, which Node has from 20.16 and 22.3 on, it is as old as one that cannot run the commands. */
const old = ["--import", "data:text/javascript,delete process.getBuiltinModule"]

const calls: ReadonlyArray<readonly [what: string, args: ReadonlyArray<string>, expected: RegExp, code?: number]> = [
  ["the version", ["-p", "process.versions.node"], new RegExp(`^${version}[.\n]`)],
  ["an ES module", ["program.mjs"], new RegExp(`^${sbx}\n$`)],
  ["CommonJS", ["program.cjs"], new RegExp(`^${sbx}\n$`)],
  ["boto-ses --version", [main, "--version"], new RegExp(`^boto-ses ${packageJson.version}\n$`)],
  ["boto-ses --help", [main, "--help"], /credential-process/],
  ["boto-ses demo", [main, "demo"], /Next:/],
  ["boto-ses whoami", [main, "whoami", "sbx", "--unmasked"], new RegExp(sbx)],
  ["boto-ses exec", [main, "exec", "sbx", "--", "sh", "-c", "echo $BOTO_SES_EXEC_TARGET"], /^sbx\n$/],
  ["boto-ses credential-process", [main, "credential-process", "sbx"], /"SessionToken"/],
  ["boto-ses on an old Node", [...old, main, "whoami"], /needs Node .* or newer/, 4]
]

/** Tests of what that Node does otherwise than newer ones. */
const suites = ["tests/handover/files/Lock.test.ts"]
const vitest = join(root, "node_modules/vitest/vitest.mjs")
judge("the tests of the library", await run(node, [vitest, "run", ...suites], { cwd: root }), /passed/)

await Effect.gen(function* () {
  const variables = yield* job
  const env = { PATH: environment.PATH, HOME: cwd, NO_COLOR: "1", ...variables }
  yield* Effect.forEach(
    calls,
    ([what, args, expected, code]) =>
      Effect.promise(async () => judge(what, await run(node, args, { cwd, env }), expected, code)),
    { concurrency: 2, discard: true }
  )
}).pipe(Effect.scoped, Effect.runPromise)

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
