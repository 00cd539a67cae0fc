import * as Result from "effect/Result"
import { isRegion } from "../../../domain/aws/Partition.ts"
import { type IniLine, iniLines, namedSection } from "../../../domain/text/Ini.ts"

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

/** Whether a command is one that this command line wrote for the target, with whatever program and configuration. */
const isOurs = (command: string, target: string): boolean =>
  new RegExp(`(?:^|\\s)credential-process ${target}$`).test(command)

/** A line break would begin a line, and so a setting or a profile, of its own. */
const control = /\p{Cc}/u

/** What of a profile cannot be written, wherever it comes from. */
const unwritable = ({ name, command, region }: WantedProfile): string | undefined => {
  if (control.test(name)) return `the name ${JSON.stringify(name)}`
  if (control.test(command)) return `the command ${JSON.stringify(command)}`
  return region === undefined || isRegion(region) ? undefined : `the region ${JSON.stringify(region)}`
}

const block = ({ name, command, region }: WantedProfile, newline: string): ReadonlyArray<string> =>
  [`[profile ${name}]`, `${processSetting} = ${command}`, ...(region === undefined ? [] : [`region = ${region}`])].map(
    (line) => line + newline
  )

/** The lines of a block: those after its header, up to the next header. */
const endOf = (lines: ReadonlyArray<IniLine>, start: number): number => {
  const next = lines.findIndex(({ kind }, index) => index > start && kind === "header")
  return next === -1 ? lines.length : next
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

/** Where the blocks of a profile begin; a second one is in other quotes. */
const headersOf = (lines: ReadonlyArray<IniLine>, name: string): ReadonlyArray<number> =>
  lines.flatMap((line, index) =>
    line.kind === "header" && namedSection(line.title, "profile") === name ? [index] : []
  )

const findBlock = (lines: ReadonlyArray<IniLine>, header: number, { target }: WantedProfile): Block => {
  const next = (from: number): number => lines.findIndex(({ kind }, index) => index > from && kind !== "nothing")
  let command: number | undefined
  const foreign: Array<string> = []
  const end = endOf(lines, header)
  for (let index = header + 1; index < end; index++) {
    const line = lines[index]
    if (line?.kind !== "setting") continue
    // What goes on in the next line was not written here.
    const isWhole = lines[next(index)]?.kind !== "continuation"
    if (line.name === processSetting && isWhole && isOurs(line.value, target)) command = index
    else if (line.name === processSetting || credentialSettings.has(line.name)) foreign.push(line.name)
  }
  const neighbour = next(header)
  return { command, foreign, indent: lines[command ?? (neighbour === -1 ? header : neighbour)]?.indent ?? "" }
}

/** A profile that has a command of ours, of whatever project. */
export interface OurBlock {
  readonly name: string
  readonly command: string
}

/** Those of the wanted profiles that are there with a command of ours. */
export const ourBlocks = (text: string, wanted: ReadonlyArray<WantedProfile>): ReadonlyArray<OurBlock> => {
  const lines = iniLines(text)
  return wanted.flatMap((profile) =>
    headersOf(lines, profile.name).flatMap((header) => {
      const { command = -1 } = findBlock(lines, header, profile)
      const line = lines[command]
      return line?.kind === "setting" ? [{ name: profile.name, command: line.value }] : []
    })
  )
}

const endsLine = /[\r\n]$/

/** The lines with what is put after each, or in its place; the last one gets its end where something follows. */
const assemble = (
  lines: ReadonlyArray<IniLine>,
  gone: ReadonlySet<number>,
  after: ReadonlyMap<number, string>,
  added: ReadonlyArray<string>,
  newline: string
): ReadonlyArray<EditedLine> => {
  const edited = lines.flatMap((line, index): ReadonlyArray<EditedLine> => {
    const below = after.get(index)
    const follows = below !== undefined || (index === lines.length - 1 && added.length > 0)
    const text = follows && !endsLine.test(line.text) ? line.text + newline : line.text
    const kept: EditedLine = { mark: gone.has(index) ? "-" : " ", text }
    return below === undefined ? [kept] : [kept, { mark: "+", text: below }]
  })
  return [...edited, ...added.map((text) => ({ mark: "+", text }) as const)]
}

/**
 * Puts the profiles into the text of `~/.aws/config`. A block of ours gets its command renewed, a new one comes at the
 * end; every other line stays as it is. Fails with a sentence for each profile that holds other credentials, or that
 * would not be what it is once it is written.
 */
export const editConfig = (
  text: string,
  wanted: ReadonlyArray<WantedProfile>
): Result.Result<Edit, ReadonlyArray<string>> => {
  const lines = iniLines(text)
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const gone = new Set<number>()
  const after = new Map<number, string>()
  const added: Array<string> = []
  const changes = new Map<string, Change>()
  const problems: Array<string> = []

  for (const profile of wanted) {
    const title = `[profile ${profile.name}]`
    const unfit = unwritable(profile)
    if (unfit !== undefined) {
      problems.push(`${title} cannot be written: ${unfit} has no place in the file. Correct it.`)
      continue
    }
    const [header, ...more] = headersOf(lines, profile.name)
    if (header === undefined) {
      if (lines.length + added.length > 0) added.push(newline)
      added.push(...block(profile, newline))
      changes.set(profile.name, "added")
      continue
    }
    if (more.length > 0) problems.push(`${title} is there twice, in different quotes. Remove one of them.`)
    const { command, foreign, indent } = findBlock(lines, header, profile)
    for (const setting of foreign) problems.push(`${title} has ${setting}, which is not of ours. Rename that profile.`)
    const line = `${processSetting} = ${profile.command}`
    const same = command !== undefined && lines[command]?.text.trim() === line
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
