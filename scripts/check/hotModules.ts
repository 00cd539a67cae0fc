/**
 * Checks what a program loads at its start: the main entry, and what a job with
 * keys in its environment takes on its way to its first session. Nothing there
 * may load the parts of Effect, of Node and of the AWS SDK that only other
 * programs need: each would take some hundredths of a second in every start.
 *
 * Usage: node scripts/check/hotModules.ts
 */
import { posix } from "node:path"
import { type Problem, report } from "../lib/problems.ts"
import { read } from "../lib/repository.ts"
import { parse } from "../lib/source.ts"

/** The main entry, and the files that it loads on a job's way to its first session. */
const starts: ReadonlyArray<string> = [
  "mod.ts",
  "src/aws/sts/StsLive.ts",
  "src/aws/RequestHandler.ts",
  "src/aws/ambient/KeysAlone.ts"
]

/** Modules that bring many others with them: as an ES module, `node:http` loads `fetch`, too, and `node:process` opens stdin. */
const heavy: ReadonlyArray<RegExp> = [
  /^effect\/(?:Schema|SchemaAST|Config|ConfigProvider|FileSystem|Path|Stream|Channel|Sink)$/,
  /^effect\/(?:unstable|testing|http|crypto)\//,
  /^effect$/,
  /^node:(?:process|http|https|http2|child_process|net|tls|zlib|stream|readline)/,
  /^@(?:aws-sdk|smithy|effect)\//,
  /^yaml$/
]

/** Where heavy modules are loaded with a file, by any number of static imports between. */
export const heavyImports = (start: string, textOf: (file: string) => string): ReadonlyArray<Problem> => {
  const ways = new Map([[start, start]])
  const problems: Array<Problem> = []
  // What is added while the loop runs is visited by it.
  for (const [file, way] of ways) {
    for (const { specifier = "", kind, line } of parse(file, textOf(file)).imports) {
      if (kind !== "static") continue
      if (specifier.startsWith(".")) {
        const next = posix.join(posix.dirname(file), specifier)
        if (!ways.has(next)) ways.set(next, `${way} → ${next}`)
      } else if (heavy.some((pattern) => pattern.test(specifier))) {
        problems.push({
          where: `${file}:${line}`,
          what: `loads ${specifier} at each start (${way}); load it on demand`
        })
      }
    }
  }
  return problems
}

if (import.meta.main) {
  report(
    starts.flatMap((start) => heavyImports(start, read)),
    `${starts.length} starts load nothing that only other programs need`
  )
}
