/**
 * Checks the packed package as somebody has it who installed it: a
 * small program on it compiles on Deno, declarations of libraries included, and
 * runs on every runtime; so do its commands. scripts/check/installs.ts has the
 * compilers of TypeScript.
 *
 * Usage: node scripts/check/package.ts
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
  runtimes
} from "../lib/consumer.ts"
import { root } from "../lib/repository.ts"
import { type Run, run } from "../lib/run.ts"
import { warningsOf } from "../lib/warnings.ts"

let passed = 0
let failed = 0

const judge = (what: string, { exitCode, output }: Run, isGood: boolean): void => {
  if (exitCode === 0 && warningsOf(output).length === 0 && isGood) passed++
  else {
    failed++
    console.error(`${what} ended with ${exitCode}:\n${output}`)
  }
}

using project = makeTemporaryFolder()
const cwd = project.path
configure(cwd, { skipLibCheck: false, lib: ["ES2024", "ESNext.Disposable", "DOM", "DOM.Iterable"] })
await install(cwd)
for (const name of [...runtimePackages, "@types/node"]) link(cwd, name)
cpSync(join(root, "tests/runtime/consumer.ts"), join(cwd, "consumer.ts"))

judge("deno check", await run("deno", ["check", "--quiet", "consumer.ts"], { cwd }), true)
for (const { name, args } of runtimes) judge(name, await run(name, [...args, "consumer.ts"], { cwd }), true)
for (const [command, path] of Object.entries(packageJson.bin ?? {})) {
  for (const { name, args } of runtimes) {
    const result = await run(name, [...args, join("node_modules", packageJson.name, path), "--version"], { cwd })
    judge(`${command} --version on ${name}`, result, result.stdout.includes(packageJson.version))
  }
}

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
