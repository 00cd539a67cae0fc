/**
 * Bundles the command line and the programs of the tests, once for all test files: a program from source takes a second
 * to start on each runtime, a bundle a third of that. What the bundle ships is so what the tests run.
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, globSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /**
     * The folder of the bundles: `cli/main.js`, and `handover/`, `platform/` and `sessionStore/` with the programs of those
     * tests.
     */
    readonly bundles: string
  }
}

const root = join(import.meta.dirname, "../..")
const made = join(root, ".vitest", "bundles")
const rooms = ["handover", "platform", "sessionStore"]

/** A name that changes with every file that a bundle may hold. */
const version = (): string => {
  const files = ["src/**/*.ts", "tests/**/*.ts", "scripts/bundle/*.ts", "package-lock.json", "mod.ts"]
  const hash = createHash("sha256")
  for (const file of files.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    hash.update(`${file} ${statSync(join(root, file)).mtimeMs}\n`)
  }
  return hash.digest("hex").slice(0, 16)
}

const bun = (...args: ReadonlyArray<string>): void => {
  execFileSync(join(root, "node_modules/.bin/bun"), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] })
}

const build = (): string => {
  const folder = join(made, version())
  if (existsSync(folder)) return folder
  rmSync(made, { recursive: true, force: true })
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  bun("scripts/bundle/main.ts", join(unfinished, "cli"))
  for (const room of rooms) {
    const programs = join("tests", room, "programs")
    const entries = readdirSync(join(root, programs)).map((name) => join(programs, name))
    bun("build", ...entries, "--target=node", "--splitting", "--outdir", join(unfinished, room))
  }
  renameSync(unfinished, folder)
  return folder
}

export default (project: TestProject): void => {
  project.provide("bundles", build())
}
