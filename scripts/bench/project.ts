/** A project that has installed the packed package, with the programs of the benchmark as plain JavaScript. */
import { readdirSync, readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { join } from "node:path"
import { configure, install, link, makeTemporaryFolder, packageJson, runtimePackages, write } from "../lib/consumer.ts"
import { environment } from "../lib/run.ts"
import type { Variables } from "./awsProcess.ts"
import type { Command } from "./measure.ts"

export interface Project extends Disposable {
  /** How a program of the project is run, with its own variables and none of the machine's but the path. */
  readonly command: (program: string, variables: Variables, ...args: ReadonlyArray<string | number>) => Command
}

const programs = join(import.meta.dirname, "programs")

/** What a user writes: JavaScript, and the package by its name. */
const asUsersCode = (source: string): string =>
  stripTypeScriptTypes(source)
    .replaceAll('"../../../mod.ts"', JSON.stringify(packageJson.name))
    .replaceAll(/"(\.\/\w+)\.ts"/g, '"$1.js"')

export const makeProject = async (): Promise<Project> => {
  const folder = makeTemporaryFolder()
  configure(folder.path)
  await install(folder.path)
  for (const name of runtimePackages) link(folder.path, name)
  for (const file of readdirSync(programs)) {
    const source = readFileSync(join(programs, file), "utf8")
    write(join(folder.path, file.replace(/\.ts$/, ".js")), asUsersCode(source))
  }
  return {
    command: (program, variables, ...args) => ({
      command: "node",
      args: [`${program}.js`, ...args.map(String)],
      cwd: folder.path,
      env: { PATH: environment.PATH, HOME: folder.path, ...variables }
    }),
    [Symbol.dispose]: () => folder[Symbol.dispose]()
  }
}
