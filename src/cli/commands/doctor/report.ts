import { displayWidth } from "effect/cli/CliOutput"
import type { Ink } from "../../terminal/Paint.ts"
import type { Style } from "../../terminal/Screen.ts"
import { pad, wrap } from "../../terminal/TextLayout.ts"
import type { Check, CheckName, Status } from "./Check.ts"

const titles: { readonly [Name in CheckName]: string } = {
  runtime: "runtime",
  config: "config",
  conflicts: "conflicts",
  region: "region",
  clock: "clock",
  ambient: "ambient identity",
  cloud9: "Cloud9 credentials",
  profile: "profiles",
  role: "roles",
  account: "accounts",
  entry: "entries",
  app: "app session",
  snapshotFolder: "snapshot folder",
  awsCli: "AWS CLI"
}

const words: { readonly [Word in Status]: readonly [word: string, ink: Ink] } = {
  ok: ["ok", "good"],
  warning: ["warning", "warn"],
  failed: ["FAILED", "bad"],
  notHere: ["not here", "dim"],
  notChecked: ["skipped", "dim"]
}

const statusWidth = Math.max(...Object.values(words).map(([word]) => displayWidth(word)))

/** Where a terminal is narrower, what was found stands beneath its check and not beside it. */
const beside = 72

/** Checks of targets stand beneath a title of their own. */
const indentOf = ({ target }: Check): string => (target === undefined ? "" : "  ")

const labelOf = (check: Check): string => indentOf(check) + (check.target ?? titles[check.name])

const titleLines = (checks: ReadonlyArray<Check>, index: number): ReadonlyArray<string> => {
  const check = checks[index]
  const before = checks[index - 1]
  return check?.target === undefined || before?.name === check.name ? [] : [titles[check.name]]
}

const quantity = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

const summary = (checks: ReadonlyArray<Check>, { paint }: Pick<Style, "paint">): string => {
  const count = (status: Status): number => checks.filter((check) => check.status === status).length
  const failures = count("failed")
  const warnings = count("warning")
  const also = warnings === 0 ? "" : `, ${quantity(warnings, "warning")}`
  return failures === 0
    ? paint(warnings === 0 ? "good" : "warn", `Nothing failed${also}.`)
    : paint("bad", `${quantity(failures, "check")} failed${also}.`)
}

/** The checks and their results as a table, each failure with its next step beneath. */
export const reportLines = (checks: ReadonlyArray<Check>, style: Style): ReadonlyArray<string> => {
  const { columns, paint } = style
  const labelWidth = Math.max(...checks.map((check) => displayWidth(labelOf(check))))
  const start = labelWidth + 2 + statusWidth + 2

  const lines = (check: Check): ReadonlyArray<string> => {
    const [word, ink] = words[check.status]
    const label = pad(labelOf(check), labelWidth)
    const muted = check.status === "notHere" || check.status === "notChecked"
    const head = `${muted ? paint("dim", label) : label}  ${paint(ink, word)}${pad("", statusWidth - displayWidth(word))}  `
    const text = (line: string): string => (muted ? paint("dim", line) : line)
    const fits = start + displayWidth(check.found) <= columns && !check.found.includes("\n")
    const indent = columns < beside && !fits ? 6 : start
    const found = wrap(check.found, columns - indent).map(text)
    const next =
      check.next === undefined
        ? []
        : wrap(`next: ${check.next}`, columns - start > 30 ? columns - indent : columns - 6).map((line) =>
            paint("accent", line)
          )
    const [first = "", ...more] = found
    const under = [...(indent === start ? more : found), ...next].map((line) => " ".repeat(indent) + line)
    return [(indent === start ? head + first : head).trimEnd(), ...under]
  }

  return [
    paint("dim", `${pad("CHECK", labelWidth)}  RESULT`),
    ...checks.flatMap((check, index) => [...titleLines(checks, index), ...lines(check)]),
    "",
    summary(checks, style)
  ]
}
