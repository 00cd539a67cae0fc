import * as Result from "effect/Result"

/** The sections of a file by name, each with its settings by lower-case name. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The first line that cannot be read, counted from one. */
export interface IniProblem {
  readonly line: number
  readonly problem: string
}

const header = /^\[([^\]]+)\]/
const delimiter = /[=:]/
const comment = /^[#;]/

/**
 * Reads the format of `~/.aws/config` and `~/.aws/credentials`, as the AWS CLI and boto3 do: `[section]`,
 * `name = value` or `name: value`, comments on lines of their own, and a value that goes on in the more indented lines
 * below it. A section or a setting that is there twice is a problem, not a silent winner.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; Python, configparser.
 */
export const parseIni = (text: string): Result.Result<Sections, IniProblem> => {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | undefined
  let name: string | undefined
  let indent = 0
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim()
    if (line === "" || comment.test(line)) continue
    const at = raw.length - raw.trimStart().length
    if (section !== undefined && name !== undefined && at > indent) {
      section.set(name, `${section.get(name)}\n${line}`)
      continue
    }
    indent = at
    const [, title] = header.exec(line) ?? []
    const end = line.search(delimiter)
    const fail = (problem: string) => Result.fail({ line: index + 1, problem })
    if (title !== undefined) {
      if (sections.has(title)) return fail(`the section [${title}] is there twice`)
      section = new Map()
      name = undefined
      sections.set(title, section)
    } else if (section === undefined) return fail("there is a setting before the first [section]")
    else if (end < 1) return fail("neither a [section] nor a setting (name = value)")
    else {
      name = line.slice(0, end).trimEnd().toLowerCase()
      if (section.has(name)) return fail(`the setting ${name} is there twice in its section`)
      section.set(name, line.slice(end + 1).trimStart())
    }
  }
  return Result.succeed(sections)
}

/** The name in a header such as `[profile "acme sbx"]`, given its kind; `undefined` for another kind of section. */
export const namedSection = (title: string, kind: string): string | undefined => {
  const [, , quoted, single, bare] =
    new RegExp(`^(${kind})\\s+(?:"([^"]*)"|'([^']*)'|([^\\s"']+))\\s*$`).exec(title) ?? []
  return quoted ?? single ?? bare
}
