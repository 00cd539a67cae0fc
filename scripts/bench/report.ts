import type { Channel } from "../../src/cli/terminal/Screen.ts"
import { type Column, type InkedCell, type Row, renderTable } from "../../src/cli/terminal/Table.ts"
import { hang, pad, wrap } from "../../src/cli/terminal/TextLayout.ts"
import type { Compared } from "./measure.ts"
import type { Result } from "./Row.ts"

type Key = "name" | "cpu" | "cpuLeast" | "wall" | "wallLeast" | "reach" | "verdict" | "ours" | "bare"

const columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>] = [
  { key: "name", header: "ROW", ink: "accent" },
  { key: "cpu", header: "CPU", align: "right" },
  { key: "cpuLeast", header: "LEAST", align: "right" },
  { key: "wall", header: "WALL", align: "right" },
  { key: "wallLeast", header: "LEAST", align: "right" },
  { key: "reach", header: "REACH", align: "right" },
  { key: "verdict", header: "" },
  { key: "ours", header: "FIRST", align: "right", whenNarrow: "omit" },
  { key: "bare", header: "SECOND", align: "right", whenNarrow: "omit" }
]

const two = (value: number | undefined): string => value?.toFixed(2) ?? ""

/** The wall time or the count, since the reader knows that of his own clock. */
const amount = (value: number, { unit = "ms" }: Result): string => `${value.toFixed(1)} ${unit}`

const reachOf = ({ reach, by, cpu }: Result): string =>
  reach === undefined ? "" : `${cpu === undefined ? "" : `${by} `}≤ ${two(reach)}`

const verdictOf = ({ reached }: Result): string | InkedCell => {
  if (reached === undefined) return ""
  return reached ? { text: "reached", ink: "good" } : { text: "missed", ink: "warn" }
}

const rowOf = (result: Result): Row<Key> => {
  const { name, wall } = result
  const cpu: Partial<Compared> = result.cpu ?? {}
  return {
    name,
    cpu: two(cpu.median),
    cpuLeast: two(cpu.least),
    wall: two(wall.median),
    wallLeast: two(wall.least),
    reach: reachOf(result),
    verdict: verdictOf(result),
    ours: amount(wall.ours, result),
    bare: amount(wall.bare, result)
  }
}

const intro =
  "What one thing takes against another, measured in turns in one run: of CPU and by the clock, the median of the turns' ratios, and the least of one to the least of the other."

/** The table for people. */
export const report = (
  results: ReadonlyArray<Result>,
  { columns: width, paint }: Pick<Channel, "columns" | "paint">
): ReadonlyArray<string> => {
  const labelWidth = Math.max(...results.map(({ name }) => name.length)) + 2
  return [
    ...wrap(intro, width),
    "",
    ...renderTable({ columns, sections: [{ rows: results.map(rowOf) }] }, { width, paint }),
    "",
    ...results.flatMap(({ name, about, turns }) =>
      hang(pad(name, labelWidth), `${about} ${turns} ${turns === 1 ? "turn" : "turns"}.`, width).map((line) =>
        paint("dim", line)
      )
    )
  ]
}
