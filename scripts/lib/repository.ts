/** Where things are in this repository. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The repository's folder, with no slash at its end. */
export const root: string = join(import.meta.dirname, "..", "..")

/** The text of a file, by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), "utf8")

/** The files that a glob means, as paths from the root with forward slashes, sorted. */
export const files = (...patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  globSync([...patterns], { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
