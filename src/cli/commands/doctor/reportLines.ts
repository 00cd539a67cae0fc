import { displayWidth } from "effect/cli/CliOutput"
import type { Ink } from "../../terminal/Paint.ts"
import type { Style } from "../../terminal/Screen.ts"
import { pad, wrap } from "../../terminal/TextLayout.ts"
import type { Report, TargetRow } from "./schema.ts"

const words: { readonly [Status in TargetRow["status"]]: readonly [word: string, ink: Ink] } = {
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

const summary = ({ failed, warnings }: Report, { paint }: Style): string => {
  const also = warnings === 0 ? "" : `, ${quantity(warnings, "warning")}`
  return failed === 0
    ? paint(warnings === 0 ? "good" : "warn", `Nothing failed${also}.`)
    : paint("bad", `${quantity(failed, "check")} failed${also}.`)
}

/** The place and the targets as two tables of one form, each failure with its next step beneath. */
export const reportLines = (report: Report, style: Style): ReadonlyArray<string> => {
  const { columns, paint } = style
  const { place, targets } = report
  const nameWidth = Math.max(...[...place, ...targets].map(({ name }) => displayWidth(name)))
  const start = nameWidth + 2 + statusWidth + 2
  const spaces = (text: string, width: number): string => pad("", width + 2 - displayWidth(text))

  const rowLines = ({ name, status, found, next }: TargetRow): ReadonlyArray<string> => {
    const [word, ink] = words[status]
    const textInk: Ink = status === "waiting" || status === "notHere" ? "dim" : "plain"
    const head = paint(textInk, name) + spaces(name, nameWidth) + paint(ink, word) + spaces(word, statusWidth)
    const isBeside = columns >= beside || (start + displayWidth(found) <= columns && !found.includes("\n"))
    const at = isBeside ? start : indent
    const [first = "", ...more] = wrap(found, columns - at).map((line) => paint(textInk, line))
    const steps = next === null ? [] : wrap(`next: ${next}`, columns - at).map((line) => paint("accent", line))
    const beneath = [...(isBeside ? more : [first, ...more]), ...steps].map((line) => " ".repeat(at) + line)
    return [(isBeside ? head + first : head).trimEnd(), ...beneath]
  }

  const header = (title: string): string => paint("dim", `${pad(title, nameWidth)}  RESULT`)
  return [
    header("CHECK"),
    ...place.flatMap(rowLines),
    "",
    header("TARGET"),
    ...targets.flatMap(rowLines),
    "",
    summary(report, style)
  ]
}
