/** The table of docs/clients.md, as a client's column. */
import { readFileSync } from "node:fs"
import type { Cell } from "./shadowed.ts"

const page = new URL("../../../docs/clients.md", import.meta.url)

const cells = (line: string): ReadonlyArray<string> =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())

const table = (): ReadonlyArray<ReadonlyArray<string>> => {
  const lines = readFileSync(page, "utf8").split("\n")
  const from = lines.findIndex((line) => line.startsWith("| beside the container variables"))
  const rest = lines.slice(from)
  const end = rest.findIndex((line) => !line.startsWith("|"))
  return rest.slice(0, end < 0 ? undefined : end).map(cells)
}

const columnOf = (name: string): ReadonlyArray<readonly [string, string]> => {
  const [head = [], , ...rows] = table()
  const at = head.indexOf(name)
  return rows.map((row) => [row[0] ?? "", row[at] ?? "not in the table"])
}

const isCell = (text: string): text is Cell => ["–", "taken", "fails"].includes(text)

/** What the page says that a client does, by row. */
export const documentedShadows = (client: string): { readonly [row: string]: Cell } =>
  Object.fromEntries(columnOf(client).flatMap(([row, cell]) => (isCell(cell) ? [[row, cell]] : [])))

/** What the page says that `exec` does, by row. */
export const documentedAnswers = (): { readonly [row: string]: string } => Object.fromEntries(columnOf("`exec`"))
