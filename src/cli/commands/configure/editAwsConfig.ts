import * as Result from "effect/Result"
import { namedSection } from "../../../aws/profile/Ini.ts"

/** A profile that is to stand in the file. */
export interface WantedProfile {
  readonly name: string
  readonly target: string
  readonly command: string
  /** For a new block; in one that is there the region is the user's. */
  readonly region: string | undefined
}

/** A line of the file with its end: kept, taken out, or put in. */
export interface EditedLine {
  readonly mark: " " | "-" | "+"
  readonly text: string
}

export type Change = "added" | "updated" | "unchanged"

export interface Edit {
  readonly lines: ReadonlyArray<EditedLine>
  readonly changes: ReadonlyMap<string, Change>
}

/** A line of the file as its readers understand it; what belongs to no setting is kept and has no meaning here. */
type Meaning =
  | { readonly kind: "header"; readonly title: string }
  | { readonly kind: "setting"; readonly name: string; readonly value: string }
  | { readonly kind: "continuation" }
  | { readonly kind: "other" }

/** The settings by which a profile has credentials. */
const credentialSettings: ReadonlySet<string> = new Set([
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "role_arn",
  "source_profile",
  "credential_source",
  "web_identity_token_file",
  "sso_session",
  "sso_start_url",
  "sso_account_id",
  "sso_role_name",
  "login_session"
])

const processSetting = "credential_process"

const meaningsOf = (lines: ReadonlyArray<string>): ReadonlyArray<Meaning> => {
  let indent = 0
  let inSetting = false
  return lines.map((raw): Meaning => {
    const line = raw.replace(/^\uFEFF/, "").trim()
    if (line === "" || /^[#;]/.test(line)) return { kind: "other" }
    const at = raw.length - raw.trimStart().length
    if (inSetting && at > indent) return { kind: "continuation" }
    indent = at
    const title = /^\[([^\]]+)\]/.exec(line)?.[1]
    inSetting = title === undefined
    if (title !== undefined) return { kind: "header", title }
    const end = line.search(/[=:]/)
    return { kind: "setting", name: line.slice(0, end).trimEnd().toLowerCase(), value: line.slice(end + 1).trim() }
  })
}

/** Whether a command is one that this command line wrote for the target, with whatever program and configuration. */
const isOurs = (command: string, target: string): boolean =>
  new RegExp(`(?:^|\\s)credential-process ${target}$`).test(command)

const block = ({ name, command, region }: WantedProfile, newline: string): ReadonlyArray<string> =>
  [`[profile ${name}]`, `${processSetting} = ${command}`, ...(region === undefined ? [] : [`region = ${region}`])].map(
    (line) => line + newline
  )

/** The lines of a block: those after its header, up to the next header. */
const endOf = (meanings: ReadonlyArray<Meaning>, start: number): number => {
  const next = meanings.findIndex(({ kind }, index) => index > start && kind === "header")
  return next === -1 ? meanings.length : next
}

/** A block of the wanted name, as it stands in the file. */
interface Block {
  /** The line of its command of ours; `undefined` where it has none. */
  readonly command: number | undefined
  /** Settings that give it other credentials. */
  readonly foreign: ReadonlyArray<string>
  /** As far in as the command is to stand: a line further in than a setting goes on with it. */
  readonly indent: string
}

const indentOf = (line: string): string => /^\uFEFF?([^\S\r\n]*)/.exec(line)?.[1] ?? ""

const findBlock = (
  lines: ReadonlyArray<string>,
  meanings: ReadonlyArray<Meaning>,
  header: number,
  { target }: WantedProfile
): Block => {
  const next = (from: number): number => meanings.findIndex(({ kind }, index) => index > from && kind !== "other")
  let command: number | undefined
  const foreign: Array<string> = []
  const end = endOf(meanings, header)
  for (let index = header + 1; index < end; index++) {
    const meaning = meanings[index]
    if (meaning?.kind !== "setting") continue
    // What goes on in the next line was not written here.
    const isWhole = meanings[next(index)]?.kind !== "continuation"
    if (meaning.name === processSetting && isWhole && isOurs(meaning.value, target)) command = index
    else if (meaning.name === processSetting || credentialSettings.has(meaning.name)) foreign.push(meaning.name)
  }
  const neighbour = next(header)
  return { command, foreign, indent: indentOf(lines[command ?? (neighbour === -1 ? header : neighbour)] ?? "") }
}

const endsLine = /[\r\n]$/

/** The lines with what is put after each, or in its place; the last one gets its end where something follows. */
const assemble = (
  lines: ReadonlyArray<string>,
  gone: ReadonlySet<number>,
  after: ReadonlyMap<number, string>,
  added: ReadonlyArray<string>,
  newline: string
): ReadonlyArray<EditedLine> => {
  const edited = lines.flatMap((line, index): ReadonlyArray<EditedLine> => {
    const below = after.get(index)
    const follows = below !== undefined || (index === lines.length - 1 && added.length > 0)
    const text = follows && !endsLine.test(line) ? line + newline : line
    const kept: EditedLine = { mark: gone.has(index) ? "-" : " ", text }
    return below === undefined ? [kept] : [kept, { mark: "+", text: below }]
  })
  return [...edited, ...added.map((text) => ({ mark: "+", text }) as const)]
}

/**
 * Puts the profiles into the text of `~/.aws/config`. A block of ours gets its command renewed, a new one comes at the
 * end; every other line stays as it is. Fails with a sentence for each profile that holds other credentials.
 */
export const editConfig = (
  text: string,
  wanted: ReadonlyArray<WantedProfile>
): Result.Result<Edit, ReadonlyArray<string>> => {
  const lines = text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
  const meanings = meaningsOf(lines)
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const gone = new Set<number>()
  const after = new Map<number, string>()
  const added: Array<string> = []
  const changes = new Map<string, Change>()
  const problems: Array<string> = []

  for (const profile of wanted) {
    const title = `[profile ${profile.name}]`
    const [header, ...more] = meanings.flatMap((meaning, index) =>
      meaning.kind === "header" && namedSection(meaning.title, "profile") === profile.name ? [index] : []
    )
    if (header === undefined) {
      if (lines.length + added.length > 0) added.push(newline)
      added.push(...block(profile, newline))
      changes.set(profile.name, "added")
      continue
    }
    if (more.length > 0) problems.push(`${title} is there twice, in different quotes. Remove one of them.`)
    const { command, foreign, indent } = findBlock(lines, meanings, header, profile)
    for (const setting of foreign) problems.push(`${title} has ${setting}, which is not of ours. Rename that profile.`)
    const line = `${processSetting} = ${profile.command}`
    const same = command !== undefined && lines[command]?.trim() === line
    changes.set(profile.name, same ? "unchanged" : "updated")
    if (same) continue
    if (command !== undefined) gone.add(command)
    after.set(command ?? header, indent + line + newline)
  }
  return problems.length > 0
    ? Result.fail(problems)
    : Result.succeed({ lines: assemble(lines, gone, after, added, newline), changes })
}

/** The text after an edit. */
export const textOf = ({ lines }: Edit): string =>
  lines
    .filter(({ mark }) => mark !== "-")
    .map(({ text }) => text)
    .join("")

/** Lines beside a change, for the reader to find it by. */
const context = 2

/** What an edit changes, with the lines around it. */
export const diffOf = ({ lines }: Edit): ReadonlyArray<EditedLine | "gap"> => {
  const near = (index: number): boolean =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ mark }) => mark !== " ")
  return lines.flatMap((line, index) => {
    if (!near(index)) return []
    return index > 0 && !near(index - 1) ? ["gap" as const, line] : [line]
  })
}
