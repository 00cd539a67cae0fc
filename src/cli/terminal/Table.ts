import { displayWidth } from "effect/cli/CliOutput"
import type { Ink, Paint } from "./Paint.ts"
import { pad, shorten, wrap } from "./TextLayout.ts"

/** A column: its key in the rows, its header, and what becomes of it where the table is too wide. */
export interface Column<Key extends string> {
  readonly key: Key
  readonly header: string
  readonly align?: "left" | "right"
  readonly ink?: Ink
  /** Left out, set on a line beneath its row, or shortened, in this order. Default: it stays whole. */
  readonly whenNarrow?: "omit" | "below" | "shorten"
}

/** A cell that looks different from its column. */
export interface InkedCell {
  readonly text: string
  readonly ink: Ink
}

/** The cells by their column's key. A cell that stands alone after the first one may reach over the others. */
export type Row<Key extends string> = { readonly [K in Key]?: string | InkedCell }

/** Rows, under a title where they have one. */
export interface Section<Key extends string> {
  readonly title?: string
  /** What a reader should know of these rows, beside the title. */
  readonly about?: string
  readonly rows: ReadonlyArray<Row<Key>>
}

export interface Table<Key extends string> {
  /** The first one names the rows. */
  readonly columns: readonly [Column<Key>, ...ReadonlyArray<Column<Key>>]
  readonly sections: ReadonlyArray<Section<Key>>
}

const gap = "  "

/** A column that is shortened stays this wide. */
const narrowest = 6

const textOf = (cell: string | InkedCell | undefined): string => (typeof cell === "object" ? cell.text : (cell ?? ""))

const inkOf = <Key extends string>(column: Column<Key>, cell: string | InkedCell | undefined): Ink =>
  typeof cell === "object" ? cell.ink : (column.ink ?? "plain")

/** Rows under a title are set in. */
const indentOf = (title: string | undefined): string => (title === undefined ? "" : gap)

/** Columns in a line, columns beneath it, and the width of each. */
interface Layout<Key extends string> {
  readonly inLine: ReadonlyArray<Column<Key>>
  readonly below: ReadonlyArray<Column<Key>>
  readonly widths: ReadonlyMap<Key, number>
}

/** The columns of a row that have a text. */
const filled = <Key extends string>(row: Row<Key>, columns: ReadonlyArray<Column<Key>>): ReadonlyArray<Column<Key>> =>
  columns.filter(({ key }) => textOf(row[key]) !== "")

const naturalWidths = <Key extends string>({ columns, sections }: Table<Key>): ReadonlyMap<Key, number> => {
  const [first, ...others] = columns
  const widths = new Map<Key, number>(columns.map(({ key, header }) => [key, displayWidth(header)]))
  const grow = (key: Key, width: number) => widths.set(key, Math.max(widths.get(key) ?? 0, width))
  for (const { title, rows } of sections) {
    grow(first.key, displayWidth(title ?? ""))
    for (const row of rows) {
      grow(first.key, displayWidth(indentOf(title) + textOf(row[first.key])))
      const present = filled(row, others)
      if (present.length > 1) for (const { key } of present) grow(key, displayWidth(textOf(row[key])))
    }
  }
  return widths
}

const totalOf = <Key extends string>(columns: ReadonlyArray<Column<Key>>, widths: ReadonlyMap<Key, number>): number =>
  columns.reduce((sum, { key }) => sum + (widths.get(key) ?? 0), displayWidth(gap) * (columns.length - 1))

/** Gives up in turn what the columns allow, until the table fits. */
const layoutOf = <Key extends string>(table: Table<Key>, width: number): Layout<Key> => {
  const widths = new Map(naturalWidths(table))
  const kept = table.columns.filter(({ whenNarrow }) => whenNarrow !== "omit")
  const short = kept.filter(({ whenNarrow }) => whenNarrow !== "below")
  for (const columns of [table.columns, kept]) {
    if (totalOf(columns, widths) <= width) return { inLine: columns, below: [], widths }
  }
  for (const { key } of short.filter(({ whenNarrow }) => whenNarrow === "shorten")) {
    const now = widths.get(key) ?? 0
    widths.set(key, Math.max(Math.min(now, narrowest), now - Math.max(0, totalOf(short, widths) - width)))
  }
  return { inLine: short, below: kept.filter(({ whenNarrow }) => whenNarrow === "below"), widths }
}

/** The lines of a table that is as wide as its cells need and where its columns allow it no wider than `width`. */
export const renderTable = <Key extends string>(
  table: Table<Key>,
  options: { readonly width: number; readonly paint: Paint }
): ReadonlyArray<string> => {
  const { width, paint } = options
  const { inLine, below, widths } = layoutOf(table, width)
  const [first, ...others] = inLine
  if (first === undefined) return []
  const firstWidth = widths.get(first.key) ?? 0
  const indent = " ".repeat(firstWidth + displayWidth(gap))

  const placed = (column: Column<Key>, text: string, ink: Ink): string => {
    const columnWidth = widths.get(column.key) ?? 0
    return paintPadded(paint, ink, shorten(text, columnWidth), columnWidth, column.align)
  }
  const line = (cells: ReadonlyArray<string>): string => cells.join(gap).trimEnd()

  const headers = [
    line(inLine.map((column) => placed(column, column.header, "dim"))),
    ...below.map(({ header }) => indent + paint("dim", header))
  ]

  const rowLines = (title: string | undefined, row: Row<Key>): ReadonlyArray<string> => {
    const name = placed(first, indentOf(title) + textOf(row[first.key]), inkOf(first, row[first.key]))
    const present = filled(row, [...others, ...below])
    const [alone] = present
    if (present.length === 1 && alone !== undefined) {
      const text = shorten(textOf(row[alone.key]), width - displayWidth(indent))
      return [name + gap + paint(inkOf(alone, row[alone.key]), text)]
    }
    const cells = others.map((column) => placed(column, textOf(row[column.key]), inkOf(column, row[column.key])))
    const beneath = filled(row, below).map(
      ({ key }) => indent + paint("dim", shorten(textOf(row[key]), width - displayWidth(indent)))
    )
    return [line([name, ...cells]), ...beneath]
  }

  const heading = (title: string, about = ""): ReadonlyArray<string> =>
    wrap(about, width - displayWidth(indent)).map((text, index) =>
      (index === 0 ? paintPadded(paint, "heading", title, firstWidth) + gap + text : indent + text).trimEnd()
    )

  return [
    ...headers,
    ...table.sections.flatMap(({ title, about, rows }) => [
      ...(title === undefined ? [] : ["", ...heading(title, about)]),
      ...rows.flatMap((row) => rowLines(title, row))
    ])
  ]
}

/** The spaces stay outside of the colours, so that a line's end can be trimmed. */
const paintPadded = (paint: Paint, ink: Ink, text: string, width: number, align: "left" | "right" = "left"): string => {
  const padded = pad(text, width, align)
  const start = padded.length - padded.trimStart().length
  const inner = padded.trim()
  return padded.slice(0, start) + paint(ink, inner) + padded.slice(start + inner.length)
}
