/**
 * A project of somebody who installed the package: an empty folder with the
 * packed tarball unpacked in `node_modules`, and beside it links to the
 * packages that npm would have put there, taken from our own `node_modules`.
 * So it needs no network, and finds what `files` and `dependencies` forgot.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { read, root } from "./repository.ts"
import { run } from "./run.ts"
import { pack } from "./stage.ts"

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly bin?: { readonly [command: string]: string }
  readonly dependencies: { readonly [name: string]: string }
  readonly peerDependencies: { readonly [name: string]: string }
  readonly devDependencies: { readonly [name: string]: string }
}

export const packageJson: PackageJson = JSON.parse(read("package.json"))

/** A folder that is gone when its `using` ends. */
export interface TemporaryFolder extends Disposable {
  readonly path: string
}

export const makeTemporaryFolder = (): TemporaryFolder => {
  const path = mkdtempSync(join(tmpdir(), "effect-boto-ses-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Writes a file, with the folders above it. */
export const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Makes one of our installed packages a package of the project in `folder`. */
export const link = (folder: string, name: string): void => {
  const path = join(folder, "node_modules", name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(root, "node_modules", name), path, "dir")
}

const must = async (command: string, ...args: ReadonlyArray<string>): Promise<void> => {
  const { exitCode, output } = await run(command, args)
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}:\n${output}`)
}

/** The variable that names a tarball which has been packed already. */
export const tarballVariable = "PACKED_TARBALL"

/** Unpacks the packed package into the project in `folder`. */
export const install = async (folder: string): Promise<void> => {
  using packed = makeTemporaryFolder()
  const tarball = process.env[tarballVariable] ?? (await pack(packed.path))
  const target = join(folder, "node_modules", packageJson.name)
  mkdirSync(target, { recursive: true })
  await must("tar", "-xzf", tarball, "-C", target, "--strip-components=1")
}

/** The packages that come with ours. */
export const runtimePackages: ReadonlyArray<string> = [
  ...Object.keys(packageJson.dependencies),
  ...Object.keys(packageJson.peerDependencies)
]

/** Those, and what we develop with. */
export const allPackages: ReadonlyArray<string> = Array.from(
  new Set([...runtimePackages, ...Object.keys(packageJson.devDependencies)])
)

/** The manifest of the project, and how TypeScript reads it. */
export const configure = (folder: string, compilerOptions: object = {}): void => {
  write(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
  write(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "ES2024",
        module: "NodeNext",
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        moduleDetection: "force",
        noEmit: true,
        ...compilerOptions
      },
      include: ["*.ts", "snippets"]
    })
  )
}

/** How each runtime runs a TypeScript file. */
export const runtimes: ReadonlyArray<{ readonly name: string; readonly args: ReadonlyArray<string> }> = [
  { name: "node", args: [] },
  { name: "deno", args: ["run", "--allow-all"] },
  { name: "bun", args: ["run"] }
]
