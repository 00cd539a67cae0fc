import * as Result from "effect/Result"

/** Where JSON text goes wrong, counted from one, and how. No part of the text is in it. */
export interface JsonMistake {
  readonly line: number
  readonly column: number
  readonly detail: string
}

/** Deeper than any configuration; a bound, so that hostile text cannot exhaust the stack. */
const deepest = 64

class Mistake {
  readonly at: number
  readonly detail: string
  constructor(at: number, detail: string) {
    this.at = at
    this.detail = detail
  }
}

const blanks = /[ \t\r\n]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y

class Reader {
  readonly source: string
  at = 0
  constructor(source: string) {
    this.source = source
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  /** Whether the next character is this one; it is then passed. */
  take(character: string): boolean {
    this.match(blanks)
    if (this.source[this.at] !== character) return false
    this.at++
    return true
  }

  expected(what: string): Mistake {
    const end = this.at >= this.source.length
    return new Mistake(this.at, `expected ${what}, found ${end ? "the end of the text" : "something else"}`)
  }

  string(what: string): string {
    this.match(blanks)
    if (this.source[this.at] !== '"') throw this.expected(what)
    let end = this.at + 1
    while (end < this.source.length && this.source[end] !== '"') end += this.source[end] === "\\" ? 2 : 1
    try {
      const found: string = JSON.parse(this.source.slice(this.at, end + 1))
      this.at = end + 1
      return found
    } catch {
      throw new Mistake(this.at, "expected text in double quotes, found none that is complete and well escaped")
    }
  }

  list(depth: number): Array<unknown> {
    const items: Array<unknown> = []
    if (this.take("]")) return items
    do items.push(this.value(depth))
    while (this.take(","))
    if (!this.take("]")) throw this.expected("a comma or ]")
    return items
  }

  object(depth: number): object {
    const fields = new Map<string, unknown>()
    if (this.take("}")) return {}
    do {
      this.match(blanks)
      const at = this.at
      const key = this.string("a key in double quotes")
      if (fields.has(key)) throw new Mistake(at, "this key stands twice in one object")
      if (!this.take(":")) throw this.expected("a colon")
      fields.set(key, this.value(depth))
    } while (this.take(","))
    if (!this.take("}")) throw this.expected("a comma or }")
    return Object.fromEntries(fields)
  }

  value(depth: number): unknown {
    if (depth > deepest) throw new Mistake(this.at, `nested more than ${deepest} deep`)
    if (this.take("{")) return this.object(depth + 1)
    if (this.take("[")) return this.list(depth + 1)
    if (this.source[this.at] === '"') return this.string("text")
    const found = this.match(scalar)
    if (found === undefined) throw this.expected("a value")
    return JSON.parse(found)
  }

  whole(): unknown {
    const value = this.value(0)
    this.match(blanks)
    if (this.at < this.source.length) throw this.expected("the end of the text")
    return value
  }
}

const placeOf = (source: string, at: number): { readonly line: number; readonly column: number } => {
  const before = source.slice(0, at)
  const lines = before.split("\n")
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 }
}

/**
 * Reads JSON (RFC 8259) as `JSON.parse` does, but refuses a key that stands twice in one object, where `JSON.parse`
 * silently takes the last: two entries of one env must not have a silent winner. It also tells the place of a mistake,
 * which not every runtime does, and never shows the text.
 */
export const parseJson = (source: string): Result.Result<unknown, JsonMistake> => {
  try {
    return Result.succeed(new Reader(source).whole())
  } catch (mistake) {
    if (!(mistake instanceof Mistake)) throw mistake
    return Result.fail({ ...placeOf(source, mistake.at), detail: mistake.detail })
  }
}
