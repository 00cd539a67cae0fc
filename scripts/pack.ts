/**
 * Builds and packs the package as it is published, and prints the path of its tarball.
 *
 * Usage: node scripts/pack.ts FOLDER
 */
import { mkdirSync } from "node:fs"
import { resolve } from "node:path"
import { pack } from "./lib/stage.ts"

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error("Usage: node scripts/pack.ts FOLDER")
  process.exitCode = 2
} else {
  mkdirSync(folder, { recursive: true })
  console.log(await pack(resolve(folder)))
}
