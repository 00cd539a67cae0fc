/**
 * Checks the packed package as npm, pnpm, Yarn (Plug'n'Play, which lets a package import only what it declares) and Bun
 * install it: a program runs on it, and so does its command. Its types compile with the oldest TypeScript that the documents
 * name and with today's, as Node and as bundlers find modules, in ES modules and in CommonJS, with the strictest settings.
 *
 * For npm, it is published to a registry on loopback first, as a release publishes it, and installed from there.
 *
 * The packages that come with it are got of the registry, or from each manager's cache.
 *
 * Usage: node scripts/check/installs.ts
 */
import { cpSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { makeTemporaryFolder, packageJson, tarballVariable, write } from "../lib/consumer.ts"
import { publishedManifest } from "../lib/manifest.ts"
import { makeRegistry } from "../lib/registry.ts"
import { read, root } from "../lib/repository.ts"
import { environment, type Run, run } from "../lib/run.ts"
import { pack } from "../lib/stage.ts"
import { warningsOf } from "../lib/warnings.ts"

/** The oldest whose compiler this check runs. */
const oldTypescript = "5.9.3"

const account = "222222222222"

const options = {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: { sbx: { accountId: account, profile: "acme-sbx" } }
}

/** No `await` at its top, which CommonJS does not have. */
const program = `
import * as Effect from "effect/Effect"
import { BotoSesFactory } from "effect-boto-ses"
import { layerTest } from "effect-boto-ses/testing"

class Aws extends BotoSesFactory.Service<TYPE>()("check/Aws", ${JSON.stringify(options)}) {}
const account = Effect.flatMap(Aws.env("sbx"), (session) => session.accountId)
Effect.runPromise(Effect.provide(account, layerTest(Aws))).then((it) => console.log(it))
`

interface Manager {
  readonly name: string
  readonly add: ReadonlyArray<string>
  /** How it runs a program of the project. */
  readonly run: ReadonlyArray<string>
  /** How it runs a command of a package. */
  readonly command: ReadonlyArray<string>
}

const managers: ReadonlyArray<Manager> = [
  {
    name: "npm",
    add: ["npm", "install", "--save", "--no-audit", "--no-fund", "--prefer-offline"],
    run: ["node"],
    command: ["npx", "--no-install"]
  },
  { name: "yarn", add: ["yarn", "add"], run: ["yarn", "node"], command: ["yarn"] },
  { name: "pnpm", add: ["pnpm", "add", "--prefer-offline"], run: ["node"], command: ["pnpm", "exec"] },
  { name: "bun", add: ["bun", "add"], run: ["bun"], command: ["bun", "x", "--no-install"] }
]

const env = { ...environment, YARN_ENABLE_TELEMETRY: "0", YARN_ENABLE_IMMUTABLE_INSTALLS: "0" }

let passed = 0
let failed = 0

const judge = (what: string, { exitCode, output }: Run, expected = ""): boolean => {
  const isGood = exitCode === 0 && warningsOf(output).length === 0 && output.includes(expected)
  if (isGood) passed++
  else {
    failed++
    console.error(`${what} ended with ${exitCode}:\n${output}`)
  }
  return isGood
}

const ofRegistry = `${packageJson.name}@${packageJson.version}`

/** What npm itself adds to a manifest. */
const ofNpm = [
  "_id",
  "_integrity",
  "_nodeVersion",
  "_npmVersion",
  "_resolved",
  "_from",
  "dist",
  "gitHead",
  "readmeFilename",
  "readme"
]

/** What the registry was given must be the manifest that we lay down. */
const judgeManifest = (found: unknown): void => {
  const wanted = Object.keys(publishedManifest(JSON.parse(read("package.json"))))
  const more = Object.keys(Object(found)).filter((field) => !wanted.includes(field) && !ofNpm.includes(field))
  const less = wanted.filter((field) => !(field in Object(found)))
  if (more.length + less.length === 0) passed++
  else {
    failed++
    console.error(
      `the published manifest has ${more.join(", ") || "nothing"} more, and lacks ${less.join(", ") || "nothing"}`
    )
  }
}

interface Locked {
  readonly version: string
  readonly dev?: true
  readonly devOptional?: true
}

/**
 * The versions of our lock file, so that a release of somebody else's in this very minute fails no check. What is there in
 * two versions is left to the managers, and what a project asks for itself, which npm lets nobody override.
 */
const pinnedOf = (lock: {
  readonly packages: { readonly [path: string]: Locked }
}): { readonly [name: string]: string } => {
  const all = Object.entries(lock.packages).flatMap(([path, { version, dev, devOptional }]) => {
    const name = path.split("node_modules/").at(-1)
    return dev || devOptional || !name || name === "@types/node" ? [] : [[name, version] as const]
  })
  return Object.fromEntries(all.filter(([name]) => all.filter((other) => other[0] === name).length === 1))
}

const pinned = pinnedOf(JSON.parse(read("package-lock.json")))

const call = (cwd: string, [command = "", ...args]: ReadonlyArray<string>, ...more: ReadonlyArray<string>) =>
  run(command, [...args, ...more], { cwd, env })

const tryManager = async (cwd: string, tarball: string, { name, ...manager }: Manager): Promise<void> => {
  const pins = { overrides: pinned, resolutions: pinned, pnpm: { overrides: pinned } }
  write(join(cwd, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module", ...pins }))
  write(join(cwd, "program.mjs"), program.replace("<TYPE>", ""))
  // Without one, Yarn takes the project for a part of one further up.
  if (name === "yarn") write(join(cwd, "yarn.lock"), "")
  if (name === "npm") write(join(cwd, ".npmrc"), registry.settings)
  const own = name === "npm" ? ofRegistry : name === "yarn" ? `${packageJson.name}@file:${tarball}` : tarball
  const compilers =
    name === "npm" ? [`typescript@${oldTypescript}`, `@types/node@${packageJson.devDependencies["@types/node"]}`] : []
  const packages = [own, `effect@${packageJson.devDependencies.effect}`, ...compilers]
  if (!judge(`${name}: the installation`, await call(cwd, manager.add, ...packages))) return
  judge(`${name}: a program`, await call(cwd, manager.run, "program.mjs"), account)
  judge(`${name}: boto-ses`, await call(cwd, manager.command, "boto-ses", "--version"), packageJson.version)
}

const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--types", "node"]
const target = ["--target", "es2024", "--lib", "es2024,esnext.disposable,dom,dom.iterable"]
const asNode = ["--module", "nodenext", "consumer.ts", "program.cts"]
const asBundler = ["--module", "esnext", "--moduleResolution", "bundler", "consumer.ts"]
const all = ["--skipLibCheck", "false"]

const old = "node_modules/typescript/bin/tsc"
const today = join(root, "node_modules/typescript/bin/tsc")

/** What the compilers do. The old one takes longest for the declarations of libraries, which are the same for both ways. */
const compilations: ReadonlyArray<readonly [what: string, tsc: string, args: ReadonlyArray<string>]> = [
  [`TypeScript ${oldTypescript}, as Node`, old, [...all, ...asNode]],
  ["TypeScript of today, as Node", today, [...all, ...asNode]],
  ["TypeScript of today, as bundlers", today, [...all, ...asBundler]],
  [`TypeScript ${oldTypescript}, as bundlers`, old, ["--skipLibCheck", ...asBundler]]
]

const tryTypes = async (cwd: string): Promise<void> => {
  cpSync(join(root, "tests/runtime/consumer.ts"), join(cwd, "consumer.ts"))
  write(join(cwd, "program.cts"), program.replace("<TYPE>", "<Aws>"))
  const compile = async (tsc: string, args: ReadonlyArray<string>) =>
    run("node", [tsc, ...strict, ...target, ...args], { cwd, env })
  await sideBySide(compilations, async ([what, tsc, args]) => {
    judge(what, await compile(tsc, args))
  })
}

const sideBySide = <A>(all: ReadonlyArray<A>, perform: (one: A) => Promise<void>): Promise<void> =>
  Effect.runPromise(Effect.forEach(all, (one) => Effect.promise(() => perform(one)), { concurrency: 2, discard: true }))

using packed = makeTemporaryFolder()
using place = makeTemporaryFolder()
const tarball = process.env[tarballVariable] ?? (await pack(packed.path))
await using registry = await makeRegistry((await run("npm", ["config", "get", "registry"])).stdout.trim())
write(join(place.path, ".npmrc"), registry.settings)
judge("npm publish", await call(place.path, ["npm", "publish", tarball]))
judgeManifest(registry.manifest(packageJson.name, packageJson.version))
await sideBySide(managers, (manager) => tryManager(join(place.path, manager.name), tarball, manager))
await tryTypes(join(place.path, "npm"))

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
