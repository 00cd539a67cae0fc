import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { parseJson } from "./StrictJson.ts"

/** The languages of a configuration file that is no code. */
export type Format = "json" | "yaml" | "toml"

const place = (line: number | undefined, column: number | undefined): string =>
  line === undefined || column === undefined ? "" : ` at line ${line}, column ${column}`

const json = (text: string): Result.Result<unknown, string> =>
  Result.mapError(parseJson(text), ({ line, column, detail }) => `is not JSON${place(line, column)}: ${detail}`)

/** Parsers recurse: what is nested deeper than their stack is refused like any other mistake. */
const tooDeep = "is nested too deeply"

const yaml = (text: string): Effect.Effect<Result.Result<unknown, string>> =>
  Effect.map(
    Effect.promise(() => import("yaml")),
    ({ isScalar, LineCounter, parseDocument, visit }) => {
      const lines = new LineCounter()
      try {
        // No warnings: they would go to the standard error output, and quote the file.
        const document = parseDocument(text, {
          lineCounter: lines,
          prettyErrors: false,
          uniqueKeys: true,
          logLevel: "error"
        })
        const [first] = [...document.errors, ...document.warnings]
        if (first !== undefined) {
          const { line, col } = lines.linePos(first.pos[0])
          return Result.fail(`is not YAML${place(line, col)}: ${yamlDetail(first.code)}`)
        }
        // A key that is a mapping or a list becomes a text, and one in another in another takes minutes for it.
        let hasPlainKeys = true
        visit(document, {
          Pair: (_, { key }) => {
            hasPlainKeys &&= isScalar(key)
            return hasPlainKeys ? undefined : visit.BREAK
          }
        })
        if (!hasPlainKeys) return Result.fail("has a key that is no text")
        return Result.succeed(document.toJS({ maxAliasCount: 100 }))
      } catch (error) {
        return Result.fail(error instanceof RangeError ? tooDeep : "is not usable YAML: its aliases cannot be resolved")
      }
    }
  )

/** The parser's code as words (`DUPLICATE_KEY`: "duplicate key"): its messages may quote the file. */
const yamlDetail = (code: string): string => code.toLowerCase().replaceAll("_", " ")

const toml = (text: string): Effect.Effect<Result.Result<unknown, string>> =>
  Effect.map(
    Effect.promise(() => import("effect/encoding/Toml")),
    ({ parse }) => Result.mapError(parse(text), ({ message }) => tomlDetail(message))
  )

/** The parser's message without the text of the file that it quotes, and the place, which it says at its end. */
const tomlDetail = (message: string): string => {
  const [, what, line, column] = /^(Expected '.'|[^']+?)(?: '.*')? at line (\d+), column (\d+)$/s.exec(message) ?? []
  // Every mistake that it finds has a place: what has none is the end of the stack.
  if (what === undefined) return tooDeep
  return `is not TOML at line ${line}, column ${column}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`
}

/** The value that the text of a file stands for; else a clause that says where and why it stands for none. */
export const parseText = (text: string, format: Format): Effect.Effect<Result.Result<unknown, string>> => {
  const withoutMark = text.replace(/^\uFEFF/, "")
  switch (format) {
    case "json":
      return Effect.succeed(json(withoutMark))
    case "yaml":
      return yaml(withoutMark)
    case "toml":
      return toml(withoutMark)
  }
}
