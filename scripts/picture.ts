/**
 * Draws the demo's picture in the README from what the demo prints: `docs/pictures/demo-light.svg` and `demo-dark.svg`.
 *
 * Usage: node scripts/picture.ts [--check]
 *
 * `--check` writes nothing, and fails where a picture is not what the demo prints today.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { write } from "./lib/consumer.ts"
import { pictureOf, themes } from "./lib/picture.ts"
import { report } from "./lib/problems.ts"
import { read, root } from "./lib/repository.ts"
import { environment, run } from "./lib/run.ts"

const { NO_COLOR: _, ...coloured } = environment
const { exitCode, output, stdout } = await run("node", ["scripts/demo.ts"], { env: { ...coloured, FORCE_COLOR: "1" } })
if (exitCode !== 0) throw new Error(`the demo ended with ${exitCode}:\n${output}`)

const pictures = Object.entries(themes).map(([name, theme]) => ({
  file: `docs/pictures/demo-${name}.svg`,
  text: pictureOf("npx effect-boto-ses demo", stdout, theme)
}))

if (process.argv.includes("--check")) {
  const old = pictures.filter(({ file, text }) => !existsSync(join(root, file)) || read(file) !== text)
  report(
    old.map(({ file }) => ({ where: file, what: "is not what the demo prints; run node scripts/picture.ts" })),
    `${pictures.length} pictures are what the demo prints`
  )
} else {
  for (const { file, text } of pictures) write(join(root, file), text)
}
