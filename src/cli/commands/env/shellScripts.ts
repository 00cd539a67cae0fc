import * as Result from "effect/Result"
import type { PlainVariables } from "./plainVariables.ts"

/** Lines for a shell to run, or the name of the variable whose value it could not take as it is. */
export type Script = Result.Result<ReadonlyArray<string>, string>

const scriptOf = (lines: ReadonlyArray<string>): Script => Result.succeed(lines)

/** Between single quotes a POSIX shell takes everything as it is but the quote. Source: POSIX, Shell, 2.2.2. */
const posixQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** For sh, bash, zsh and their kin. */
export const sh = ({ set, unset }: PlainVariables): Script =>
  scriptOf([
    ...(unset.length === 0 ? [] : [`unset ${unset.join(" ")}`]),
    ...set.map(([name, value]) => `export ${name}=${posixQuoted(value)}`)
  ])

/** fish keeps two escapes between single quotes. Source: fish documentation, "Quotes". */
const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

/**
 * A universal variable of the user's is for all of the user's shells, and shows through where the global one is erased:
 * then nothing is set, and the user is told what to erase.
 */
export const fish = ({ set, unset }: PlainVariables): Script =>
  scriptOf([
    "set -l shadowing",
    ...(unset.length === 0
      ? []
      : [`for name in ${unset.join(" ")}; set -eg $name; set -qUx $name; and set -a shadowing $name; end`]),
    'if test -n "$shadowing"',
    'echo "boto-ses: set nothing, since universal variables would win. Erase them: set -eU $shadowing" >&2',
    "else",
    ...set.map(([name, value]) => `set -gx ${name} ${fishQuoted(value)}`),
    "end"
  ])

/** PowerShell ends a literal text at a typographic quote too. Source: about_Quoting_Rules. */
const powershellQuoted = (text: string): string =>
  `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`

export const powershell = ({ set, unset }: PlainVariables): Script =>
  scriptOf([
    ...unset.map((name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`),
    ...set.map(([name, value]) => `$Env:${name} = ${powershellQuoted(value)}`)
  ])

/** cmd.exe has no quoting that holds in a file, in a loop and at the prompt alike, so what would need one is refused. */
const needsQuoting = /["%!^&|<>\p{Cc}]/u

export const cmd = ({ set, unset }: PlainVariables): Script => {
  const unfit = set.find(([, value]) => needsQuoting.test(value))
  return unfit === undefined
    ? scriptOf([...unset.map((name) => `set "${name}="`), ...set.map(([name, value]) => `set "${name}=${value}"`)])
    : Result.fail(unfit[0])
}

/** What every reader of such files takes as it is, without quotes. They agree on nothing else. */
const plain = /^[A-Za-z0-9_.,:;/+=@-]*$/

/** The lines of a file of variables, as docker, node and systemd read them. It cannot remove any. */
export const dotenv = ({ set }: PlainVariables): Script => {
  const unfit = set.find(([, value]) => !plain.test(value))
  return unfit === undefined ? scriptOf(set.map(([name, value]) => `${name}=${value}`)) : Result.fail(unfit[0])
}
