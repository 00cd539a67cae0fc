/**
 * Checks that nothing tells a reader to run `npx boto-ses`: there is no package of that name, and whoever registers it
 * runs code beside the reader's keys. It is `npx effect-boto-ses`, or `boto-ses` where that is installed. The package's
 * own name must be a command of it, as npx looks for that one.
 *
 * Usage: node scripts/check/names.ts
 */
import { type Problem, report } from "../lib/problems.ts"
import { files, read } from "../lib/repository.ts"

/** The ways to run a package by its name, with their own options before it. */
const fetched = /\b(?:npx|bunx|pnpx|npm (?:exec|x|init|install|i)|(?:pnpm|yarn) dlx|npm:)(?:\s+-\S+)*\s*boto-ses\b/

const texts = files(
  "*.{md,json}",
  "{src,cdk,docs,examples,tests}/**/*.{ts,md,txt,json,sh,yml}",
  "scripts/check/cli/*.ts"
)

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
