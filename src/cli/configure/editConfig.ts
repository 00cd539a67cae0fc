import * as Result from "effect/Result"
import { namedSection } from "../../aws/profile/ini.ts"

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

/**
 * Puts the profiles into the text of `~/.aws/config`. A block of ours gets its command renewed, a new one comes at the
 * end; every other line stays as it is. Fails with a sentence for each profile that holds other credentials.
 */
export const editConfig = (
  text: string,
  wanted: ReadonlyArray<WantedProfile>
): Result.Result<Edit, ReadonlyArray<string>> => {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const meanings = meaningsOf(lines)
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const replaced = new Map<number, ReadonlyArray<string>>()
  const inserted = new Map<number, string>()
  const added: Array<ReadonlyArray<string>> = []
  const changes = new Map<string, Change>()
  const problems: Array<string> = []

  for (const profile of wanted) {
    const start = meanings.findIndex(
      (meaning) => meaning.kind === "header" && namedSection(meaning.title, "profile") === profile.name
    )
    if (start === -1) {
      added.push(block(profile, newline))
      changes.set(profile.name, "added")
      continue
    }
    const end = endOf(meanings, start)
    let at: number | undefined
    for (let index = start + 1; index < end; index++) {
      const meaning = meanings[index]
      if (meaning?.kind !== "setting") continue
      if (meaning.name === processSetting && isOurs(meaning.value, profile.target)) at = index
      else if (meaning.name === processSetting || credentialSettings.has(meaning.name)) {
        problems.push(`[profile ${profile.name}] has ${meaning.name}, which is not of ours. Rename that profile.`)
      }
    }
    const line = `${processSetting} = ${profile.command}${newline}`
    if (at === undefined) inserted.set(start, line)
    else {
      let last = at
      while (meanings[last + 1]?.kind === "continuation") last++
      if (
        lines
          .slice(at, last + 1)
          .join("")
          .trim() !== line.trim()
      ) {
        for (let index = at; index <= last; index++) replaced.set(index, index === at ? [line] : [])
      }
    }
    changes.set(profile.name, at === undefined || replaced.has(at) ? "updated" : "unchanged")
  }
  if (problems.length > 0) return Result.fail(problems)

  const edited: Array<EditedLine> = []
  const put = (text: string): void => void edited.push({ mark: "+", text })
  for (const [index, line] of lines.entries()) {
    const instead = replaced.get(index)
    const open = !line.endsWith("\n") && (inserted.has(index) || added.length > 0 || (instead ?? []).length > 0)
    edited.push({ mark: instead === undefined ? " " : "-", text: open ? line + newline : line })
    for (const text of instead ?? []) put(text)
    const below = inserted.get(index)
    if (below !== undefined) put(below)
  }
  for (const texts of added) {
    if (edited.length > 0) put(newline)
    for (const text of texts) put(text)
  }
  return Result.succeed({ lines: edited, changes })
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
