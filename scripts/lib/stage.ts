/**
 * The package as it is published, in a folder of its own: the built files that `files` names, and a manifest without what
 * only we need. npm would pack the repository's own manifest, with the scripts and tools of its developers.
 */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { publishedManifest } from "./manifest.ts"
import { read, root } from "./repository.ts"
import { environment, run } from "./run.ts"

const must = async (command: string, args: ReadonlyArray<string>, cwd: string = root): Promise<void> => {
  const { exitCode, output } = await run(command, args, { cwd, env: environment })
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}:\n${output}`)
}

/** Builds the package, and lays it into an empty folder. */
const stage = async (folder: string): Promise<void> => {
  await must("node", ["scripts/build.ts"])
  const manifest = JSON.parse(read("package.json"))
  const entries: ReadonlyArray<string> = manifest.files
  const left = entries.filter((entry) => entry.startsWith("!")).map((entry) => entry.slice(1))
  const filter = (path: string): boolean => !left.includes(relative(root, path).replaceAll("\\", "/"))
  for (const entry of entries) {
    if (!entry.startsWith("!")) cpSync(join(root, entry), join(folder, entry), { recursive: true, filter })
  }
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`)
}

/** Builds and packs the package into a folder that holds nothing else; the path of its tarball. */
export const pack = async (folder: string): Promise<string> => {
  const staged = join(folder, "package")
  mkdirSync(staged)
  await stage(staged)
  await must("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], staged)
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}`)
  return join(folder, tarball)
}
