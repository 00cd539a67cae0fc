/**
 * Checks that nothing tells a reader to run `npx boto-ses`: there is no package of that name, and whoever registers it
 * runs code beside the reader's keys. It is `npx effect-boto-ses`, or `boto-ses` where that is installed. The package's
 * own name must be a command of it, as npx looks for that one.
 *
 * Usage: node scripts/check/names.ts
 */

import { statSync } from "node:fs"
import { join } from "node:path"
import { type Problem, report } from "../lib/problems.ts"
import { files, read, root } from "../lib/repository.ts"

const isText = (file: string): boolean => statSync(join(root, file)).isFile()

/** The ways to run or install a package by its name, with their own options before it. */
const ways = [
  "npx",
  "bunx",
  "pnpx",
  "bun x",
  "(?:npm|pnpm|yarn|bun|deno) (?:add|create|dlx|exec|i|init|install|x)",
  "deno run(?: -\\S+)* (?:npm|jsr):"
]

/** As a command, as the words of one in code, and by the prefix of a registry. */
const fetched = new RegExp(
  `(?:\\b(?:${ways.join("|")})(?:\\s+-[^\\s=]+)*(?:\\s+|=)["'\`]?|["']npx["'],\\s*\\[?\\s*["']|--package=|\\b(?:npm|jsr):)boto-ses(?![\\w-])`
)

/** Everything that a reader may meet, or that writes what one meets; here alone the wrong name must stand. */
const texts = files(
  "*.{md,json,ts}",
  ".{ci,github}/**/*",
  "{src,cdk,docs,examples,tests,scripts}/**/*.{ts,mts,js,mjs,md,txt,json,sh,yml,yaml,toml,py}",
  "{src,scripts,tests}/**/*.{golden,snap}"
).filter((file) => file !== "scripts/check/names.ts" && isText(file))

const problems: Array<Problem> = texts.flatMap((file) =>
  read(file)
    .split("\n")
    .flatMap((line, index) =>
      fetched.test(line)
        ? [{ where: `${file}:${index + 1}`, what: "names boto-ses as a package; the package is effect-boto-ses" }]
        : []
    )
)

const { name, bin = {} } = JSON.parse(read("package.json"))
if (bin[name] === undefined) problems.push({ where: "package.json", what: `has no command ${name}, so npx finds none` })

report(problems, `${texts.length} files name the package by its own name`)
