/**
 * Writes the table of reasons in the README, from their classes: each with the first sentence of its doc comment and
 * its exit code.
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

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (cells: ReadonlyArray<string>, fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`
  const [head = [], ...body] = rows
  return [
    line(head, " "),
    line(
      head.map(() => ""),
      "-"
    ),
    ...body.map((row) => line(row, " "))
  ].join("\n")
}

const reasonsTable = (): string => {
  const names = Object.keys(exitCodes).sort() as ReadonlyArray<keyof typeof exitCodes>
  const reasons = names.map((name) => [name, exitCodes[name]] as const).sort(([, one], [, other]) => one - other)
  return table([
    ["reason", "meaning", "exit code"],
    ...reasons.map(([name, code]) => {
      const meaning = meanings.get(name)
      if (meaning === undefined) throw new Error(`${name} has no doc comment to tell its meaning`)
      return [`\`${name}\``, firstSentence(meaning), String(code)]
    })
  ])
}

export const readmeFile: URL = new URL("../README.md", import.meta.url)

/** The README with the table that its reasons make. */
export const readmeText = (readme: string): string => {
  const [begin, end] = ["<!-- reasons: node scripts/reasons.ts -->", "<!-- end of reasons -->"]
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} … ${end}`)
  return `${readme.slice(0, from + begin.length)}\n\n${reasonsTable()}\n\n${readme.slice(to)}`
}

if (import.meta.main) NodeFS.writeFileSync(readmeFile, readmeText(NodeFS.readFileSync(readmeFile, "utf8")))
