import { displayWidth } from "effect/cli/CliOutput"
import type { Ink } from "../../terminal/Paint.ts"
import type { Style } from "../../terminal/Screen.ts"
import { pad, wrap } from "../../terminal/TextLayout.ts"
import { placeTitles, type Report, type Row, type Status } from "./row.ts"

const words: { readonly [Word in Status]: readonly [word: string, ink: Ink] } = {
  ok: ["ok", "good"],
  warning: ["warning", "warn"],
  failed: ["FAILED", "bad"],
  waiting: ["waiting", "dim"],
  notHere: ["not here", "dim"]
}

const statusWidth = Math.max(...Object.values(words).map(([word]) => displayWidth(word)))

/** Where a terminal is narrower, what takes more than a line stands beneath its row and not beside it. */
const beside = 72

/** How far what stands beneath a row is set in. */
const indent = 6

const quantity = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

const summary = (rows: ReadonlyArray<Row>, { paint }: Pick<Style, "paint">): string => {
  const count = (status: Status): number => rows.filter((row) => row.status === status).length
  const failures = count("failed")
  const warnings = count("warning")
  const also = warnings === 0 ? "" : `, ${quantity(warnings, "warning")}`
  return failures === 0
    ? paint(warnings === 0 ? "good" : "warn", `Nothing failed${also}.`)
    : paint("bad", `${quantity(failures, "check")} failed${also}.`)
}

/** The place and the targets as two tables of one form, each failure with its next step beneath. */
export const reportLines = ({ place, targets }: Report, style: Style): ReadonlyArray<string> => {
  const { columns, paint } = style
  const titled = place.map((row) => ({ ...row, name: placeTitles[row.name] }))
  const nameWidth = Math.max(...[...titled, ...targets].map(({ name }) => displayWidth(name)))
  const start = nameWidth + 2 + statusWidth + 2

  const rowLines = ({ name, status, found, next }: Row): ReadonlyArray<string> => {
    const [word, ink] = words[status]
    const textInk: Ink = status === "waiting" || status === "notHere" ? "dim" : "plain"
    const spaces = (text: string, width: number): string => pad("", width + 2 - displayWidth(text))
    const head = paint(textInk, name) + spaces(name, nameWidth) + paint(ink, word) + spaces(word, statusWidth)
    const inLine = columns >= beside || (start + displayWidth(found) <= columns && !found.includes("\n"))
    const at = inLine ? start : indent
    const [first = "", ...more] = wrap(found, columns - at).map((line) => paint(textInk, line))
    const steps = next === undefined ? [] : wrap(`next: ${next}`, columns - at).map((line) => paint("accent", line))
    const beneath = [...(inLine ? more : [first, ...more]), ...steps].map((line) => " ".repeat(at) + line)
    return [(inLine ? head + first : head).trimEnd(), ...beneath]
  }

  const header = (title: string): string => paint("dim", `${pad(title, nameWidth)}  RESULT`)
  return [
    header("CHECK"),
    ...titled.flatMap(rowLines),
    "",
    header("TARGET"),
    ...targets.flatMap(rowLines),
    "",
    summary([...place, ...targets], style)
  ]
}
