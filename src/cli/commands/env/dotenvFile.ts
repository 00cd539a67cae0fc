import * as Result from "effect/Result"
import type { PlainVariables } from "./plainVariables.ts"

/** A line of a dotenv file, with its end. */
interface Line {
  readonly text: string
  /** The variable that the line sets, for a reader that goes by lines. */
  readonly name: string | undefined
  readonly prefix: string
  /** Whether the line is of a value that goes on from the line before it, or on the line after it. */
  readonly isOfSeveral: boolean
}

const assignment = /^(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/s

/** The quote that is opened in a value and not closed; readers that know values of several lines go on to its like. */
const openQuote = (value: string): string | undefined => {
  const quote = /^["'`]/.exec(value)?.[0]
  return quote !== undefined && value.indexOf(quote, 1) === -1 ? quote : undefined
}

const linesOf = (text: string): ReadonlyArray<Line> => {
  let open: string | undefined
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => {
    // A byte order mark is no part of the first name.
    const found = assignment.exec(index === 0 ? line.replace(/^\uFEFF/, "") : line)
    const [, prefix = "", name, value = ""] = found ?? []
    const wasOpen = open
    open = open === undefined ? openQuote(value) : line.includes(open) ? undefined : open
    return { text: line, name, prefix, isOfSeveral: wasOpen !== undefined || open !== undefined }
  })
}

const ownNames = ({ set, unset }: PlainVariables): ReadonlySet<string> =>
  new Set([...set.map(([name]) => name), ...unset])

/** The variables of a target, or that would win over them, which a dotenv file has. */
export const variablesIn = (text: string, variables: PlainVariables): ReadonlyArray<string> => {
  const own = ownNames(variables)
  return [...new Set(linesOf(text).flatMap(({ name }) => (name !== undefined && own.has(name) ? [name] : [])))]
}

/**
 * A dotenv file with these variables: in their places where it has them, else at its end. What would win over them goes;
 * every other line stays as it is. Fails with the name of one that cannot be told from the value of another.
 */
export const editedDotenv = (text: string, variables: PlainVariables): Result.Result<string, string> => {
  const own = ownNames(variables)
  const lines = linesOf(text)
  const unclear = lines.find(({ name, isOfSeveral }) => isOfSeveral && name !== undefined && own.has(name))
  if (unclear?.name !== undefined) return Result.fail(unclear.name)
  const end = lines[0]?.text.endsWith("\r\n") ? "\r\n" : "\n"
  const left = new Map(variables.set)
  const kept = lines.flatMap(({ text: line, name, prefix }) => {
    if (name === undefined || !own.has(name)) return [line]
    const value = left.get(name)
    // A second line of the same name would win over the first.
    left.delete(name)
    return value === undefined ? [] : [`${prefix}${name}=${value}${end}`]
  })
  const before = kept.join("")
  const gap = before === "" || before.endsWith("\n") ? "" : end
  return Result.succeed(before + gap + [...left].map(([name, value]) => `${name}=${value}${end}`).join(""))
}
