/**
 * Checks that importing the package loads no module of the AWS SDK, and that a
 * call of the command line whose session is kept loads none either.
 *
 * The SDK's packages are replaced by ones that throw when they are loaded; then
 * the source and the packed build are imported on every runtime. That the
 * replacements do throw is tried first.
 *
 * Usage: node scripts/check/lazySdk.ts
 */
import { cpSync } from "node:fs"
import { join } from "node:path"
import {
  configure,
  install,
  link,
  makeTemporaryFolder,
  packageJson,
  runtimePackages,
  runtimes,
  write
} from "../lib/consumer.ts"
import { type Problem, report } from "../lib/problems.ts"
import { root } from "../lib/repository.ts"
import { run } from "../lib/run.ts"
import { warmCallProblems } from "./warmCall.ts"

const isSdk = (name: string): boolean => /^@(aws-sdk|smithy)\//.test(name)

const plantTrap = (folder: string, name: string): void => {
  const path = join(folder, "node_modules", name)
  const version = packageJson.dependencies[name]?.replace(/^\D+/, "")
  const exports = { ".": "./index.js", "./*": "./index.js" }
  write(join(path, "package.json"), JSON.stringify({ name, version, type: "module", exports }))
  write(join(path, "index.js"), `throw new Error("${name} was loaded")\n`)
}

using project = makeTemporaryFolder()
const sdk = runtimePackages.filter(isSdk)
configure(project.path)
await install(project.path)
for (const name of runtimePackages) {
  if (isSdk(name)) plantTrap(project.path, name)
  else link(project.path, name)
}
for (const path of ["mod.ts", "src", "deno.json"])
  cpSync(join(root, path), join(project.path, path), { recursive: true })

/** What a runtime prints when it imports a module; nothing where that goes well. */
const failureOf = async (specifier: string, runtime: (typeof runtimes)[number]): Promise<string> => {
  write(join(project.path, "main.ts"), `await import("${specifier}")\n`)
  const { exitCode, output } = await run(runtime.name, [...runtime.args, "main.ts"], { cwd: project.path })
  return exitCode === 0 ? "" : output
}

const problems: Array<Problem> = []
for (const runtime of runtimes) {
  for (const name of sdk) {
    const failure = await failureOf(name, runtime)
    if (!failure.includes(`${name} was loaded`)) {
      problems.push({ where: runtime.name, what: `the trap in place of ${name} does not work: ${failure}` })
    }
  }
  for (const specifier of ["./mod.ts", packageJson.name, `${packageJson.name}/cdk`]) {
    const failure = await failureOf(specifier, runtime)
    if (failure !== "") problems.push({ where: runtime.name, what: `importing ${specifier} fails:\n${failure}` })
  }
}
problems.push(...(await warmCallProblems(project.path)))
report(
  problems,
  `source, build and a warm credential-process load none of ${sdk.join(", ")} on ${runtimes.map(({ name }) => name).join(", ")}`
)
