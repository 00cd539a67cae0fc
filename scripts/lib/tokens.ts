/**
 * Reads TypeScript as a flat list of tokens, so that the checks see code and
 * never a comment or the inside of a string.
 *
 * It exists because TypeScript 7 has no compiler API. It knows comments,
 * strings, templates with what is nested in them, and tells a regular
 * expression from a division by the token before it.
 */

export interface Token {
  /** A word is a name, a keyword or a number; a mark is one character of anything else. */
  readonly kind: "word" | "string" | "mark"
  /** Of a string: its content, with escapes as written. */
  readonly value: string
  /** Counted from 1. */
  readonly line: number
}

/** Words after which a slash starts a regular expression. */
const beforeRegExp = new Set(["return", "typeof", "case", "in", "of", "yield", "await", "else", "do", "void", "delete"])

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\w$\u0080-\uffff]/.test(character)

/** Where a regular expression that starts at `start` ends, flags included. */
const endOfRegExp = (text: string, start: number): number => {
  let inClass = false
  let at = start + 1
  for (; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++
    else if (text[at] === "[") inClass = true
    else if (text[at] === "]") inClass = false
    else if (text[at] === "/" && !inClass) break
  }
  at++
  while (isWord(text[at])) at++
  return at
}

const startsRegExp = (tokens: ReadonlyArray<Token>): boolean => {
  const [beforeLast, last] = [tokens.at(-2), tokens.at(-1)]
  if (last === undefined) return true
  if (last.kind === "word") return beforeRegExp.has(last.value)
  if (last.kind === "string" || last.value === ")" || last.value === "]") return false
  const isPostfix = (last.value === "+" || last.value === "-") && beforeLast?.value === last.value
  return !isPostfix
}

/** All tokens of a source text, in order. Literals of regular expressions are left out. */
export const tokenize = (text: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  /** One entry for each template we are inside of: the number of braces open in its `${ }`. */
  const templates: Array<number> = []
  let at = 0
  let line = 1

  const add = (kind: Token["kind"], value: string, from: number): void => {
    tokens.push({ kind, value, line: from })
  }
  const advanceTo = (end: number): string => {
    const passed = text.slice(at, end)
    line += passed.split("\n").length - 1
    at = end
    return passed
  }
  /** From inside a template up to its end, or to the `${` that interrupts it. */
  const readTemplate = (): void => {
    const from = line
    let end = at
    while (end < text.length && text[end] !== "`" && !text.startsWith("${", end)) end += text[end] === "\\" ? 2 : 1
    add("string", advanceTo(end), from)
    if (text[at] === "`") at++
    else {
      templates.push(0)
      at += 2
    }
  }

  if (text.startsWith("#!")) advanceTo(text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"))
  while (at < text.length) {
    const character = text.charAt(at)
    const depth = templates.at(-1)
    if (/\s/.test(character)) advanceTo(at + 1)
    else if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at)
      advanceTo(end < 0 ? text.length : end)
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2)
      advanceTo(end < 0 ? text.length : end + 2)
    } else if (character === '"' || character === "'") {
      let end = at + 1
      while (end < text.length && text[end] !== character) end += text[end] === "\\" ? 2 : 1
      add("string", text.slice(at + 1, end), line)
      advanceTo(end + 1)
    } else if (character === "`") {
      at++
      readTemplate()
    } else if (character === "}" && depth === 0) {
      templates.pop()
      at++
      readTemplate()
    } else if (character === "/" && startsRegExp(tokens)) {
      advanceTo(endOfRegExp(text, at))
    } else if (isWord(character)) {
      let end = at + 1
      while (isWord(text[end])) end++
      add("word", text.slice(at, end), line)
      at = end
    } else {
      if (depth !== undefined && character === "{") templates[templates.length - 1] = depth + 1
      if (depth !== undefined && character === "}") templates[templates.length - 1] = depth - 1
      add("mark", character, line)
      at++
    }
  }
  return tokens
}
