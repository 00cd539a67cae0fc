/** A project that has installed the packed package, with the programs of the benchmark as plain JavaScript. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { configure, install, link, makeTemporaryFolder, packageJson, runtimePackages, write } from "../lib/consumer.ts"
import { environment, run } from "../lib/run.ts"
import type { Variables } from "./awsProcess.ts"
import type { Command } from "./measure.ts"

export interface Project extends Disposable {
  /** A configuration file of the accounts of the benchmark. */
  readonly config: string
  /** How the command line of the package is run, in the same way. */
  readonly commandLine: (variables: Variables, ...args: ReadonlyArray<string>) => Command
  /** How a program of the project is run, with its own variables and none of the machine's but the path. */
  readonly command: (program: string, variables: Variables, ...args: ReadonlyArray<string | number>) => Command
}

/** Programs that are also bundled, each into a folder of its name. */
const bundled = ["start", "bare"]

const configuration = {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" } }
}

const programs = join(import.meta.dirname, "programs")

/** Node would have to strip the types at each start, which is no part of what is measured. */
const compilerOptions = { noEmit: false, allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true }

export const makeProject = async (): Promise<Project> => {
  const folder = makeTemporaryFolder()
  configure(folder.path, compilerOptions)
  await install(folder.path)
  for (const name of [...runtimePackages, "@types/node"]) link(folder.path, name)
  for (const file of readdirSync(programs)) {
    const source = readFileSync(join(programs, file), "utf8")
    write(join(folder.path, file), source.replaceAll('"../../../mod.ts"', JSON.stringify(packageJson.name)))
  }
  const must = async (command: string, ...args: ReadonlyArray<string>) => {
    const { exitCode, output } = await run(command, args, { cwd: folder.path })
    if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}:\n${output}`)
  }
  await must("tsc")
  for (const program of bundled) {
    await must("bun", "build", `${program}.js`, "--target=node", "--minify", "--splitting", `--outdir=bun/${program}`)
    await must("rolldown", `${program}.js`, "--platform=node", "--minify", "--dir", `rolldown/${program}`)
  }
  const config = join(folder.path, "boto-ses.config.json")
  write(config, JSON.stringify(configuration))
  const node = (file: string, variables: Variables, args: ReadonlyArray<string>): Command => ({
    command: "node",
    args: [file, ...args],
    cwd: folder.path,
    env: { PATH: environment.PATH, HOME: folder.path, ...variables }
  })
  return {
    config,
    command: (program, variables, ...args) => node(`${program}.js`, variables, args.map(String)),
    commandLine: (variables, ...args) =>
      node(join("node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? ""), variables, args),
    [Symbol.dispose]: () => folder[Symbol.dispose]()
  }
}
