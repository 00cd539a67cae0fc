/**
 * Writes the reasons in docs/errors.md, from their classes: each with the first sentence of its doc comment, below its
 * exit code.
 */
import * as NodeFS from "node:fs"
import { exitCodes } from "../src/domain/errors/Reason.ts"

const errors = new URL("../src/domain/errors/", import.meta.url)

/** What each doc comment says of the class below it. */
const meanings: ReadonlyMap<string, string> = new Map(
  NodeFS.readdirSync(errors).flatMap((file) =>
    [
      ...NodeFS.readFileSync(new URL(file, errors), "utf8").matchAll(
        /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport class (\w+) /g
      )
    ].map(([, comment = "", name = ""]) => [name, comment.replace(/\n \*/g, " ").replace(/\s+/g, " ").trim()] as const)
  )
)

/** Up to the full stop before another sentence. */
const firstSentence = (text: string): string => /^.*?\.(?=\s[A-Z`]|$)/.exec(text)?.[0] ?? text

/** What the exit codes of reasons mean, as headings. */
const kinds: ReadonlyArray<readonly [code: number, kind: string]> = [
  [3, "Configuration"],
  [4, "Place"],
  [5, "Credentials"],
  [6, "Refused by AWS"],
  [7, "AWS out of reach"]
]

const reasonsLists = (): string => {
  const names = Object.keys(exitCodes).sort() as ReadonlyArray<keyof typeof exitCodes>
  const odd = names.find((name) => !kinds.some(([code]) => code === exitCodes[name]))
  if (odd !== undefined) throw new Error(`${odd} has an exit code of no kind`)
  return kinds
    .map(([code, kind]) => {
      const lines = names
        .filter((name) => exitCodes[name] === code)
        .map((name) => {
          const meaning = meanings.get(name)
          if (meaning === undefined) throw new Error(`${name} has no doc comment to tell its meaning`)
          return `- \`${name}\`: ${firstSentence(meaning)}`
        })
      return `### ${kind}: ${code}\n\n${lines.join("\n")}`
    })
    .join("\n\n")
}

export const errorsFile: URL = new URL("../docs/errors.md", import.meta.url)

/** The page of errors with the lists that its reasons make. */
export const errorsText = (page: string): string => {
  const [begin, end] = ["<!-- reasons: node scripts/reasons.ts -->", "<!-- end of reasons -->"]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/errors.md has no ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${reasonsLists()}\n\n${page.slice(to)}`
}

if (import.meta.main) NodeFS.writeFileSync(errorsFile, errorsText(NodeFS.readFileSync(errorsFile, "utf8")))
