import type { Channel } from "../../src/cli/terminal/Screen.ts"
import { type Column, type Row, renderTable } from "../../src/cli/terminal/Table.ts"
import { hang, pad, wrap } from "../../src/cli/terminal/TextLayout.ts"
import type { Result } from "./Row.ts"

type Key = "name" | "ratio" | "range" | "reach" | "verdict" | "ours" | "bare"

const columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>] = [
  { key: "name", header: "ROW", ink: "accent" },
  { key: "ratio", header: "RATIO", align: "right" },
  { key: "range", header: "MIN–MAX", align: "right" },
  { key: "reach", header: "REACH", align: "right" },
  { key: "verdict", header: "" },
  { key: "ours", header: "FIRST", align: "right", whenNarrow: "omit" },
  { key: "bare", header: "SECOND", align: "right", whenNarrow: "omit" }
]

const two = (value: number): string => value.toFixed(2)

const rowOf = ({ name, ratio, reach, reached, ours, bare }: Result): Row<Key> => ({
  name,
  ratio: two(ratio.median),
  range: `${two(ratio.min)}–${two(ratio.max)}`,
  reach: `≤ ${two(reach)}`,
  verdict: reached ? { text: "reached", ink: "good" } : { text: "missed", ink: "warn" },
  ours: `${ours.toFixed(1)} ms`,
  bare: `${bare.toFixed(1)} ms`
})

const intro = "What one thing takes against another, measured in turns in one run: the median of the turns' ratios."

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
      hang(pad(name, labelWidth), `${about} ${turns} turns.`, width).map((line) => paint("dim", line))
    )
  ]
}
