/** Finds every import of a module, by its tokens. */
import { type Token, tokenize } from "./tokens.ts"

export interface Import {
  /** As written; undefined where `import()` or `require()` is given anything but one plain string. */
  readonly specifier: string | undefined
  /**
   * `static` is run when the importing module is loaded, `dynamic` when its
   * expression is, `type` never: only `import type`, `export type` and
   * `typeof import()` vanish. `import { type A }` leaves its module's load behind.
   */
  readonly kind: "static" | "dynamic" | "type"
  readonly line: number
}

const is = (token: Token | undefined, value: string): boolean =>
  token !== undefined && token.kind !== "string" && token.value === value

/** The index of the specifier of `… from "specifier"`, searched from where an import's or export's clause starts. */
const specifierIndex = (tokens: ReadonlyArray<Token>, start: number): number | undefined => {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]
    if (is(token, "{")) depth++
    else if (is(token, "}")) depth--
    else if (depth > 0) continue
    else if (token?.kind === "string") return is(tokens[at - 1], "from") ? at : undefined
    else if (is(token, "import") || is(token, "export")) return undefined
    else if (token?.kind === "mark" && token.value !== "," && token.value !== "*") return undefined
  }
  return undefined
}

/** `type` is a modifier unless it is itself the name that is imported: `import type from "x"`. */
const isTypeOnly = (tokens: ReadonlyArray<Token>, at: number): boolean =>
  is(tokens[at], "type") &&
  !is(tokens[at + 1], ",") &&
  !(is(tokens[at + 1], "from") && tokens[at + 2]?.kind === "string")

/** The imports among tokens, in their order. */
export const importsOfTokens = (tokens: ReadonlyArray<Token>): ReadonlyArray<Import> =>
  tokens.flatMap((token, at): ReadonlyArray<Import> => {
    const before = tokens[at - 1]
    const next = tokens[at + 1]
    if (token.kind !== "word" || (is(before, ".") && !is(tokens[at - 2], "."))) return []
    const line = token.line
    if ((token.value === "import" || token.value === "require") && is(next, "(")) {
      const argument = tokens[at + 2]
      const specifier =
        argument?.kind === "string" && (is(tokens[at + 3], ")") || is(tokens[at + 3], ",")) ? argument.value : undefined
      return [{ specifier, kind: is(before, "typeof") ? "type" : "dynamic", line }]
    }
    if (token.value === "import" && next?.kind === "string") {
      return [{ specifier: next.value, kind: "static", line }]
    }
    if (token.value === "import" || (token.value === "export" && ["{", "*", "type"].some((value) => is(next, value)))) {
      const found = specifierIndex(tokens, at + 1)
      if (found === undefined) return []
      return [{ specifier: tokens[found]?.value, kind: isTypeOnly(tokens, at + 1) ? "type" : "static", line }]
    }
    return []
  })

/** The imports of a source text, in their order. */
export const importsOf = (text: string): ReadonlyArray<Import> => importsOfTokens(tokenize(text))

/** The package of a bare specifier (`@aws-sdk/client-sts`, `effect` of `effect/Effect`); undefined for others. */
export const packageOf = (specifier: string): string | undefined => {
  if (/^([./#]|[a-z]+:)/.test(specifier)) return undefined
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
}
