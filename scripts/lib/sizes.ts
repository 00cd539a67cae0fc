/** How much the package weighs, and what of it. All sizes are bytes. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"

export type Parts = { readonly [part: string]: number }

export interface Sizes {
  /** What is downloaded. */
  readonly tarball: number
  /** The files of the package, by the first part of their path. */
  readonly unpacked: Parts
  /** The packages that come with it, by name. `effect` is no part of them: who uses the package has it. */
  readonly installed: Parts
}

/** Sums with a ceiling each, and the parts at the time when the ceilings were last looked at. */
export interface Budget {
  readonly ceilings: { readonly tarball: number; readonly unpacked: number; readonly installed: number }
  readonly sizes: Sizes
}

export const sum = (parts: Parts): number => Object.values(parts).reduce((total, size) => total + size, 0)

/** The files below a folder, by the first part of their path. */
export const partsOf = (folder: string): Parts => {
  const parts: Record<string, number> = {}
  for (const path of globSync("**", { cwd: folder, exclude: ["**/node_modules"] }).sort()) {
    const info = statSync(join(folder, path))
    const part = path.split("/")[0] ?? path
    if (info.isFile()) parts[part] = (parts[part] ?? 0) + info.size
  }
  return parts
}

/** Where Node finds a package that the one in `folder` asks for. */
const resolved = (folder: string, name: string): string | undefined => {
  const found = join(folder, "node_modules", name)
  if (existsSync(found)) return found
  return folder === dirname(folder) ? undefined : resolved(dirname(folder), name)
}

/** All packages that these bring, from `root/node_modules`, two versions of one name as one. */
export const closureOf = (root: string, names: ReadonlyArray<string>): Parts => {
  const folders = new Map<string, string>()
  const visit = (from: string, name: string): void => {
    const folder = resolved(from, name)
    if (folder === undefined || folders.has(folder)) return
    folders.set(folder, name)
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    for (const dependency of Object.keys(dependencies)) visit(folder, dependency)
  }
  for (const name of names) visit(root, name)
  const parts: Record<string, number> = {}
  for (const [folder, name] of folders) parts[name] = (parts[name] ?? 0) + sum(partsOf(folder))
  return Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`

/** The parts that have grown, the most first. */
const growth = (was: Parts, is: Parts): string =>
  Object.entries(is)
    .map(([part, size]) => ({ part, more: size - (was[part] ?? 0) }))
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more)
    .slice(0, 5)
    .map(({ part, more }) => `${part} by ${kB(more)}`)
    .join(", ")

/** Which ceilings are passed, by how much, and by what. */
export const tooBig = ({ ceilings, sizes: was }: Budget, is: Sizes): ReadonlyArray<string> => {
  const line = (what: string, size: number, ceiling: number, grown: string): ReadonlyArray<string> =>
    size <= ceiling ? [] : [`${what} has ${kB(size)}, its ceiling is ${kB(ceiling)}; grown: ${grown}`]
  const unpacked = growth(was.unpacked, is.unpacked)
  return [
    ...line("the tarball", is.tarball, ceilings.tarball, unpacked),
    ...line("the package, unpacked,", sum(is.unpacked), ceilings.unpacked, unpacked),
    ...line("what is installed with it", sum(is.installed), ceilings.installed, growth(was.installed, is.installed))
  ]
}
