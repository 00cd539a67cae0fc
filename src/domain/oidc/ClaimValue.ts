/**
 * A value that a condition compares a claim with: at even places texts as they are, at odd ones wildcards (`*` and `?`).
 * So a star in a branch's name is never taken for a wildcard, nor a wildcard for a star.
 */
export type ClaimValue = readonly [string, ...ReadonlyArray<string>]

/** A text as it is, whatever stands in it. */
export const exactly = (text: string): ClaimValue => [text]

/** A text whose `*` and `?` are wildcards. */
export const pattern = (text: string): ClaimValue => {
  const [first = "", ...rest] = text.split(/([*?]+)/)
  return [first, ...rest]
}

/** One value after another. */
export const joined = (values: ReadonlyArray<ClaimValue>): ClaimValue =>
  values.reduce<ClaimValue>((before, [first, ...rest]) => {
    const [head, ...tail] = before
    const last = tail.at(-1)
    return last === undefined ? [head + first, ...rest] : [head, ...tail.slice(0, -1), last + first, ...rest]
  }, exactly(""))

export const hasWildcard = (value: ClaimValue): boolean => value.length > 1

/** A sign that policies take for more than itself, as it is written to mean itself. */
const itself = (sign: string): string => `$${"{"}${sign}}`

/** A text that means itself: `$` before a brace would begin a variable, and `*` and `?` are wildcards of StringLike. */
const escaped = (text: string, like: boolean): string => text.replace(like ? /\$(?=\{)|[*?]/g : /\$(?=\{)/g, itself)

/**
 * A value as it is written in a condition of `StringLike`, or else of `StringEquals`.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags", "Specifying special characters".
 */
export const written = (value: ClaimValue, like: boolean): string =>
  value.map((part, place) => (place % 2 === 0 ? escaped(part, like) : part)).join("")
