import * as Result from "effect/Result"

/** Why a command cannot be split: a quote that is never closed, or a backslash with nothing after it. */
export type CommandProblem = "OpenQuote" | "OpenEscape"

export type CommandWords = Result.Result<ReadonlyArray<string>, CommandProblem>

const blank = /[ \t\r\n]/

/**
 * Splits a command as Python's `shlex.split` does: words between blanks, quotes, and the backslash outside of single
 * quotes. Nothing else means anything: no variable, no `~`, no `|`, `&` or `;`.
 *
 * Source: Python, shlex, "Parsing Rules" in POSIX mode, by which botocore splits a `credential_process`.
 */
export const posixWords = (command: string): CommandWords => {
  const words: Array<string> = []
  let word: string | undefined
  let quote = ""
  for (let index = 0; index < command.length; index++) {
    const char = command.charAt(index)
    if (char === quote) quote = ""
    else if (char === "\\" && quote !== "'") {
      index += 1
      if (index === command.length) return Result.fail("OpenEscape")
      const escaped = command.charAt(index)
      const kept = quote === '"' && escaped !== '"' && escaped !== "\\" ? "\\" : ""
      word = (word ?? "") + kept + escaped
    } else if (quote !== "") word += char
    else if (char === "'" || char === '"') {
      quote = char
      word ??= ""
    } else if (!blank.test(char)) word = (word ?? "") + char
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (quote !== "") return Result.fail("OpenQuote")
  return Result.succeed(word === undefined ? words : [...words, word])
}

/**
 * Splits a command as Windows programs split theirs: blanks and tabs part words, only `"` quotes, and backslashes mean
 * something only before a `"`.
 *
 * Source: Microsoft C++ documentation, "Parsing C command-line arguments", as botocore has it.
 */
export const windowsWords = (command: string): CommandWords => {
  const words: Array<string> = []
  let word: string | undefined
  let quoted = false
  for (const [part] of command.matchAll(/\\*"|\\+|[ \t]+|[^\\" \t]+/g)) {
    if (part.endsWith('"')) {
      const slashes = part.length - 1
      word = (word ?? "") + "\\".repeat(Math.floor(slashes / 2))
      if (slashes % 2 === 1) word += '"'
      else quoted = !quoted
    } else if (quoted || !/^[ \t]/.test(part)) word = (word ?? "") + part
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (quoted) return Result.fail("OpenQuote")
  return Result.succeed(word === undefined ? words : [...words, word])
}
