import * as Result from "effect/Result"
import { posixWords } from "./CommandWords.ts"

/** What a line of a file means to its readers. */
export type IniMeaning =
  | { readonly kind: "header"; readonly title: string }
  /** The name is in lower case. */
  | { readonly kind: "setting"; readonly name: string; readonly value: string }
  /** It goes on with the value above. */
  | { readonly kind: "continuation"; readonly value: string }
  /** It is empty or a comment. */
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable" }

export type IniLine = IniMeaning & {
  /** The whole line with its end: all lines together are the text. */
  readonly text: string
  /** The blanks before what it says. */
  readonly indent: string
}

/** The sections of a file by name, each with its settings by lower-case name. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The first line that cannot be read, counted from one. */
export interface IniProblem {
  readonly line: number
  readonly problem: string
}

const line = /[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g
// To the last bracket of the line, as Python's configparser has it: a name may hold one.
const header = /^\[(.+)\]/s
const delimiter = /[=:]/
const comment = /^[#;]/

/** @param said the line without the blanks around it */
const meaningOf = (said: string): IniMeaning => {
  const title = header.exec(said)?.[1]
  if (title !== undefined) return { kind: "header", title }
  const end = said.search(delimiter)
  return end < 1
    ? { kind: "unreadable" }
    : { kind: "setting", name: said.slice(0, end).trimEnd().toLowerCase(), value: said.slice(end + 1).trimStart() }
}

/**
 * The lines of `~/.aws/config` and `~/.aws/credentials`, as the AWS CLI and boto3 understand them: `[section]`,
 * `name = value` or `name: value`, comments on lines of their own, and a value that goes on in the more indented lines
 * below it.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; Python, configparser.
 */
export const iniLines = (text: string): ReadonlyArray<IniLine> => {
  let above = ""
  let goesOn = false
  return (text.match(line) ?? []).map((text, index): IniLine => {
    const body = index === 0 ? text.replace(/^\uFEFF/, "") : text
    const said = body.trim()
    if (said === "" || comment.test(said)) return { kind: "nothing", text, indent: "" }
    const indent = body.slice(0, body.length - body.trimStart().length)
    if (goesOn && indent.length > above.length) return { kind: "continuation", value: said, text, indent }
    const meaning = meaningOf(said)
    above = indent
    goesOn = meaning.kind !== "header"
    return { ...meaning, text, indent }
  })
}

/** The section whose settings every section of the file has that does not say otherwise. It is none by itself. */
const common = "DEFAULT"

/**
 * Reads a file. A section or a setting that is there twice is a problem, not a silent winner; so is a line below a
 * setting without a value that is no `name = value` itself. Empty lines within a value are part of it.
 *
 * Source: Python, configparser, "Customizing Parser Behaviour" (`default_section`); botocore, `configloader`.
 */
export const parseIni = (text: string): Result.Result<Sections, IniProblem> => {
  const sections = new Map<string, Map<string, string>>()
  const defaults = new Map<string, string>()
  let section: Map<string, string> | undefined
  let name = ""
  let isEmpty = false
  let blanks = ""
  for (const [index, line] of iniLines(text).entries()) {
    const fail = (problem: string) => Result.fail({ line: index + 1, problem })
    if (line.kind === "nothing") {
      if (line.text.trim() === "") blanks += "\n"
      continue
    }
    const between = blanks
    blanks = ""
    if (line.kind === "header" && line.title === common) section = defaults
    else if (line.kind === "header") {
      if (sections.has(line.title)) return fail(`the section [${line.title}] is there twice`)
      section = new Map()
      sections.set(line.title, section)
    } else if (section === undefined) return fail("there is a setting before the first [section]")
    else if (line.kind === "unreadable") return fail("neither a [section] nor a setting (name = value)")
    else if (line.kind === "continuation") {
      if (isEmpty && !line.value.includes("=")) {
        return fail(`the line stands below ${name}, which has no value, and is no setting itself (name = value)`)
      }
      section.set(name, `${section.get(name)}${between}\n${line.value}`)
    } else {
      name = line.name
      isEmpty = line.value === ""
      if (section.has(name)) return fail(`the setting ${name} is there twice in its section`)
      section.set(name, line.value)
    }
  }
  if (defaults.size === 0) return Result.succeed(sections)
  return Result.succeed(new Map([...sections].map(([title, settings]) => [title, new Map([...defaults, ...settings])])))
}

/** The name in a header such as `[profile "acme sbx"]`, given its kind; `undefined` for another kind of section. */
export const namedSection = (title: string, kind: string): string | undefined => {
  const words = title.startsWith(kind) ? posixWords(title) : undefined
  if (words === undefined || Result.isFailure(words)) return undefined
  const [first, name, ...more] = words.success
  return first === kind && more.length === 0 ? name : undefined
}
