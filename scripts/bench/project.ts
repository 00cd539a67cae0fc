/** A project that has installed the packed package, with the programs of the benchmark as plain JavaScript. */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { configure, install, link, makeTemporaryFolder, packageJson, runtimePackages, write } from "../lib/consumer.ts"
import { environment, run } from "../lib/run.ts"
import type { Variables } from "./awsProcess.ts"
import { bundleAll, bundleOf, type Way } from "./bundles.ts"
import type { Command } from "./measure.ts"

export interface Project extends Disposable {
  /** A configuration file of the accounts of the benchmark. */
  readonly config: string
  /** How the command line of the package is run, in the same way. */
  readonly commandLine: (variables: Variables, ...args: ReadonlyArray<string>) => Command
  /** How a program of the project is run, with its own variables and none of the machine's but the path. */
  readonly command: (program: string, variables: Variables, ...args: ReadonlyArray<string | number>) => Command
  /** Likewise, bundled. */
  readonly bundled: (way: Way, program: string, variables: Variables) => Command
  /** The bytes of a program's bundle. */
  readonly sizeOf: (way: Way, program: string) => number
}

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
  for (const name of [...runtimePackages, "@aws-sdk/client-s3", "@types/node"]) link(folder.path, name)
  for (const file of readdirSync(programs)) {
    const source = readFileSync(join(programs, file), "utf8")
    write(join(folder.path, file), source.replaceAll('"../../../mod.ts"', JSON.stringify(packageJson.name)))
  }
  const { exitCode, output } = await run("tsc", [], { cwd: folder.path })
  if (exitCode !== 0) throw new Error(`tsc ended with ${exitCode}:\n${output}`)
  await bundleAll(folder.path)
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
    bundled: (way, program, variables) => node(join(bundleOf(way, program), `${program}.js`), variables, []),
    sizeOf: (way, program) => {
      const within = join(folder.path, bundleOf(way, program))
      return readdirSync(within).reduce((bytes, file) => bytes + statSync(join(within, file)).size, 0)
    },
    commandLine: (variables, ...args) =>
      node(join("node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? ""), variables, args),
    [Symbol.dispose]: () => folder[Symbol.dispose]()
  }
}
