import { displayWidth } from "effect/cli/CliOutput"
import type { FlagDoc, HelpDoc } from "effect/cli/HelpDoc"
import * as Option from "effect/Option"
import type { Style } from "./Screen.ts"
import { pad, wrap } from "./TextLayout.ts"

interface Entry {
  readonly name: string
  readonly about: string
}

/** A longer name has its explanation on the next line. */
const widestName = 26

const flagEntry = ({ name, aliases, type, description }: FlagDoc): Entry => ({
  name: [`--${name}`, ...aliases].join(", ") + (type === "boolean" ? "" : ` ${type}`),
  about: Option.getOrElse(description, () => "")
})

const section = (title: string, entries: ReadonlyArray<Entry>, { columns, paint }: Style): ReadonlyArray<string> => {
  if (entries.length === 0) return []
  const width = Math.min(widestName, Math.max(...entries.map(({ name }) => displayWidth(name)))) + 2
  return [
    "",
    paint("heading", title),
    ...entries.flatMap(({ name, about }) => {
      const [first = "", ...more] = wrap(about, columns - width - 2)
      const label = `  ${paint("accent", name)}`
      const rest = more.map((line) => " ".repeat(width + 2) + line)
      return displayWidth(name) + 2 > width
        ? [label, " ".repeat(width + 2) + first, ...rest]
        : [`${label}${pad("", width - displayWidth(name))}${first}`.trimEnd(), ...rest]
    })
  ]
}

/**
 * The help of a command for a terminal of this width.
 *
 * Effect's own formatter is told no width: at 80 columns the terminal breaks its lines within words and without their
 * indent, and one long flag moves what is said of every other out of sight.
 */
export const helpLines = (doc: HelpDoc, style: Style): ReadonlyArray<string> => [
  ...wrap(doc.description, style.columns),
  "",
  style.paint("heading", "USAGE"),
  `  ${doc.usage}`,
  ...section(
    "COMMANDS",
    (doc.subcommands ?? []).flatMap(({ commands }) =>
      commands.map(({ name, shortDescription, description }) => ({ name, about: shortDescription ?? description }))
    ),
    style
  ),
  ...section(
    "ARGUMENTS",
    (doc.args ?? []).map(({ name, description, variadic }) => ({
      name: variadic ? `${name}...` : name,
      about: Option.getOrElse(description, () => "")
    })),
    style
  ),
  ...section("FLAGS", doc.flags.map(flagEntry), style),
  ...section("GLOBAL FLAGS", (doc.globalFlags ?? []).map(flagEntry), style),
  ...(doc.examples === undefined || doc.examples.length === 0 ? [] : ["", style.paint("heading", "EXAMPLES")]),
  ...(doc.examples ?? []).map(({ command }) => `  ${command}`)
]
